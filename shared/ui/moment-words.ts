import type { Moment } from '../model/moments.ts';
import { counted, formats } from './formats.ts';
import type { Column, Span } from './time-columns.ts';
import type { Unit } from './time-units.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const SPAN_WORDS: Readonly<Record<Span, string>> = {
  day: 'A day',
  week: 'A week',
  weeks: '9 weeks',
  year: 'A year',
  all: 'All',
};

function format(options: Intl.DateTimeFormatOptions): (ms: number) => string {
  const made = new Intl.DateTimeFormat(undefined, options);
  return (ms) => made.format(ms);
}

const shortDay = format({ weekday: 'short', day: 'numeric', month: 'short' });
const shortDayYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
const dayMonth = format({ day: 'numeric', month: 'short' });
const monthOnly = format({ month: 'short' });
const yearOnly = format({ year: 'numeric' });
const monthYear = format({ month: 'long', year: 'numeric' });

/** "Tue 24 Nov, 08:58"; the year where it is not this one. */
export function momentName(at: string, now: number): string {
  const ms = Date.parse(at);
  return `${(isThisYear(ms, now) ? shortDay : shortDayYear)(ms)}, ${formats.time(at)}`;
}

/** For the tab: "24 Nov 08:58". */
export function momentTitle(at: string, now: number): string {
  const ms = Date.parse(at);
  return `${(isThisYear(ms, now) ? dayMonth : shortDayYear)(ms)} ${formats.time(at)}`;
}

/** "You are looking at 24 November, 08:58." */
export function lookingAt(at: string, now: number): string {
  const day = isThisYear(Date.parse(at), now) ? formats.date(at) : formats.fullDate(at);
  return `You are looking at ${day}, ${formats.time(at)}.`;
}

/** "9 minutes ago", "2 days ago". */
export function ago(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (passed < MINUTE_MS) return 'just now';
  if (passed < HOUR_MS) return `${counted(Math.floor(passed / MINUTE_MS), 'minute')} ago`;
  if (passed < DAY_MS) return `${counted(Math.floor(passed / HOUR_MS), 'hour')} ago`;
  if (passed < 60 * DAY_MS) return `${counted(Math.floor(passed / DAY_MS), 'day')} ago`;
  if (passed < 700 * DAY_MS) return `${counted(Math.floor(passed / (30 * DAY_MS)), 'month')} ago`;
  return `${counted(Math.floor(passed / (365 * DAY_MS)), 'year')} ago`;
}

/** What stands under the moment: "2 days ago, complete", "copied 14:12, 9 minutes ago". */
export function momentState(moment: Moment, isNow: boolean, now: number): string {
  const { at, complete } = moment;
  if (isNow) return `copied ${formats.short(at, now)}, ${ago(at, now)}`;
  return `${ago(at, now)}, ${complete ? 'complete' : 'not complete'}`;
}

/** What the slider says: the moment, and what came with it. */
export function spokenMoment(moment: Moment, isNow: boolean): string {
  const { at, complete } = moment;
  const when = isNow ? `Now. Copied ${formats.full(at)}` : formats.full(at);
  const also = complete ? '' : ', not complete';
  return `${when}${also}. ${sumsOf(moment)}`;
}

/** "Tuesday 24 November. 24 copies. 31 new, 4 changed, 318 gone. Click to go to 23:12." */
export function columnWords(column: Column, unit: Unit, last: Moment | undefined): string {
  const name = columnName(column, unit);
  if (!last) return column.coverage === 'none' ? `${name}. No copy was made.` : `${name}.`;
  const { copies } = column;
  const to =
    unit === 'day' || unit === 'hour' || unit === 'quarter' ? '' : ` ${formats.date(last.at)},`;
  return `${name}. ${counted(copies, 'copy', 'copies')}. ${sumsOf(column)} Click to go to${to} ${formats.time(last.at)}.`;
}

function columnName({ from, to }: Column, unit: Unit): string {
  const [start, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  if (unit === 'hour' || unit === 'quarter') {
    return `${formats.day(start)}, ${formats.time(start)} to ${formats.time(end)}`;
  }
  if (unit === 'day') return formats.day(start);
  if (unit === 'week') return `Week of ${formats.fullDate(start)}`;
  return unit === 'month' ? monthYear(from) : yearOnly(from);
}

function sumsOf(sums: Pick<Moment, 'new' | 'changed' | 'gone'>): string {
  const { count } = formats;
  if (sums.new + sums.changed + sums.gone === 0) return 'Nothing was different.';
  return `${count(sums.new)} new, ${count(sums.changed)} changed, ${count(sums.gone)} gone.`;
}

/** What stands under the line where a larger unit begins. */
export function tickWords(column: Column): string {
  const { beginsAt, from } = column;
  if (beginsAt === 'hour') return formats.time(new Date(from).toISOString());
  if (beginsAt === 'month')
    return new Date(from).getMonth() === 0 ? yearOnly(from) : monthOnly(from);
  if (beginsAt === 'year') return yearOnly(from);
  return beginsAt === 'day' ? dayMonth(from) : '';
}

/** Under a mark, where there are only a few: "Yesterday 18:02", "Today 08:40", "Tue 24 Nov, 08:58". */
export function markWords(at: string, now: number): string {
  const day = (ms: number) => new Date(ms).toDateString();
  if (day(Date.parse(at)) === day(now)) return `Today ${formats.time(at)}`;
  if (day(Date.parse(at)) === day(now - DAY_MS)) return `Yesterday ${formats.time(at)}`;
  return momentName(at, now);
}

function isThisYear(ms: number, now: number): boolean {
  return new Date(ms).getFullYear() === new Date(now).getFullYear();
}
