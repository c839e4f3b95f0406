import type { Moment } from '../model/moments.ts';
import { startOf, stepFrom, type Unit } from './time-units.ts';

/** How much of time the ruler shows. */
export const SPANS = ['day', 'week', 'weeks', 'year', 'all'] as const;
export type Span = (typeof SPANS)[number];

/** One unit of time on the ruler: what came, changed and went in it. Times in ms since 1970. */
export interface Column {
  from: number;
  to: number;
  /** Copies that ended in it; none in a gap. */
  copies: number;
  new: number;
  changed: number;
  gone: number;
  /** Index of the last of them; null when there is none. */
  last: number | null;
  /** `part`: the last copy of it lacked something. `none`: no copy for more than a day. */
  coverage: 'whole' | 'part' | 'none' | 'outside';
  /** Heights above and below the line, 0 to 100. */
  up: number;
  down: number;
  /** A line and words where a larger unit begins. */
  beginsAt: 'hour' | 'day' | 'month' | 'year' | null;
  /** The loss is told at its bar. */
  stands: boolean;
}

export interface Ruler {
  unit: Unit;
  columns: Column[];
}

/** Shorter holes are the time between two copies, not a time without any. */
const HOLE_MS = 86_400_000;
/** What is there at all can be seen. */
const LEAST_HEIGHT = 10;
/** So many losses are told in figures, none smaller, and none less than so many times the usual. */
const MOST_TOLD = 3;
const LEAST_TOLD = 5;
const UNUSUAL = 3;
/** "−1,204" takes so many columns of a full ruler. */
const TOLD_SHARE = 0.06;
/** A ruler of everything has at most so many columns. */
const MOST_COLUMNS = 90;
const ALL_UNITS: readonly Unit[] = ['hour', 'quarter', 'day', 'week', 'month', 'year'];

const OF_SPAN: Readonly<Record<Exclude<Span, 'all'>, { unit: Unit; count: number }>> = {
  day: { unit: 'hour', count: 24 },
  week: { unit: 'quarter', count: 28 },
  weeks: { unit: 'day', count: 63 },
  year: { unit: 'week', count: 53 },
};
/** On a phone. */
const NARROW_DAYS = 21;

/**
 * The columns of a span whose last one has `until` in it. Heights are logarithmic, and measured
 * against all there ever was in columns of this unit: panning changes none.
 */
export function rulerOf(
  moments: readonly Moment[],
  span: Span,
  until: number,
  isNarrow: boolean,
): Ruler {
  const { unit, count } = unitOf(moments, span, until, isNarrow);
  const times = moments.map(({ at }) => Date.parse(at));
  const filled = gather(moments, unit);
  const most = { up: 0, down: 0 };
  for (const each of filled.values()) {
    most.up = Math.max(most.up, each.new + each.changed);
    most.down = Math.max(most.down, each.gone);
  }
  const columns: Column[] = [];
  let from = startOf(unit, until);
  for (let index = 0; index < count; index += 1) {
    const to = stepFrom(unit, from, 1);
    const sums = filled.get(from) ?? NOTHING;
    columns.unshift({
      ...sums,
      from,
      to,
      coverage: coverageOf(times, sums, from, to),
      up: height(sums.new + sums.changed, most.up),
      down: height(sums.gone, most.down),
      beginsAt: beginningOf(unit, from),
      stands: false,
    });
    from = stepFrom(unit, from, -1);
  }
  for (const told of standingOut(columns)) told.stands = true;
  return { unit, columns };
}

/** The index of the column a moment is in; the nearest one when it is in none. */
export function columnAt(columns: readonly Column[], ms: number): number {
  const at = columns.findIndex(({ to }) => ms < to);
  return at < 0 ? columns.length - 1 : at;
}

type Sums = Pick<Column, 'copies' | 'new' | 'changed' | 'gone' | 'last'> & { complete: boolean };

const NOTHING: Sums = { copies: 0, new: 0, changed: 0, gone: 0, last: null, complete: true };

function unitOf(moments: readonly Moment[], span: Span, until: number, isNarrow: boolean) {
  if (span === 'weeks' && isNarrow) return { unit: 'day' as const, count: NARROW_DAYS };
  if (span !== 'all') return OF_SPAN[span];
  const first = Date.parse(moments[0]?.at ?? '') || until;
  for (const unit of ALL_UNITS) {
    let count = 1;
    for (let at = startOf(unit, until); at > first && count <= MOST_COLUMNS; count += 1) {
      at = stepFrom(unit, at, -1);
    }
    if (count <= MOST_COLUMNS) return { unit, count: Math.max(count, 12) };
  }
  return { unit: 'year' as const, count: MOST_COLUMNS };
}

function gather(moments: readonly Moment[], unit: Unit): Map<number, Sums> {
  const filled = new Map<number, Sums>();
  for (const [index, moment] of moments.entries()) {
    const from = startOf(unit, Date.parse(moment.at));
    const sums = filled.get(from) ?? NOTHING;
    filled.set(from, {
      copies: sums.copies + 1,
      new: sums.new + moment.new,
      changed: sums.changed + moment.changed,
      gone: sums.gone + moment.gone,
      last: index,
      complete: moment.complete,
    });
  }
  return filled;
}

function coverageOf(
  times: readonly number[],
  { copies, complete }: Sums,
  from: number,
  to: number,
): Column['coverage'] {
  if (copies > 0) return complete ? 'whole' : 'part';
  const next = times.findIndex((ms) => ms >= to);
  const [before, after] = [times[next - 1], times[next]];
  if (before === undefined || after === undefined) return 'outside';
  return after - before > HOLE_MS && from > before ? 'none' : 'whole';
}

function height(value: number, most: number): number {
  if (value === 0) return 0;
  return Math.max(LEAST_HEIGHT, (100 * Math.log1p(value)) / Math.log1p(most));
}

/** Copies of one column are the column; the largest losses that are unusual, and don't overlap. */
function standingOut(columns: readonly Column[]): Column[] {
  const losses = columns.filter(({ gone }) => gone > 0).toSorted((a, b) => b.gone - a.gone);
  const usual = losses[Math.floor(losses.length / 2) + 1]?.gone ?? 0;
  const apart = columns.length * TOLD_SHARE;
  const told: Column[] = [];
  for (const loss of losses) {
    if (told.length === MOST_TOLD || loss.gone < Math.max(LEAST_TOLD, UNUSUAL * usual)) break;
    const at = columns.indexOf(loss);
    if (told.every((other) => Math.abs(columns.indexOf(other) - at) >= apart)) told.push(loss);
  }
  return told;
}

function beginningOf(unit: Unit, from: number): Column['beginsAt'] {
  const date = new Date(from);
  if (unit === 'hour') return date.getHours() % 6 === 0 ? 'hour' : null;
  if (unit === 'quarter') return date.getHours() === 0 ? 'day' : null;
  if (unit === 'day') return date.getDay() === 1 ? 'day' : null;
  if (unit === 'week') return date.getDate() <= 7 ? 'month' : null;
  return unit === 'year' || date.getMonth() === 0 ? 'year' : null;
}
