import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Moment } from '../../model/moments.ts';
import { formats } from '../formats.ts';
import { columnWords, spokenMoment, tickWords } from '../moment-words.ts';
import { type Column, columnAt, type Ruler } from '../time-columns.ts';
import { startOf, stepFrom } from '../time-units.ts';

/** A pointer that moved less has clicked. */
const STILL_PX = 4;
/** Lists follow the knob when it rests. */
const REST_MS = 120;
/** A wheel turns by many small steps; one zoom is enough for all of them. */
const WHEEL_MS = 200;

export interface TimeRulerProps {
  moments: readonly Moment[];
  ruler: Ruler;
  /** Index of the moment that is looked at. */
  at: number;
  isPast: boolean;
  go(index: number): void;
  /** The knob is over it, and the lists do not follow yet. */
  show(index: number | null): void;
  /** The ruler's end moves by so many milliseconds. */
  pan(ms: number): void;
  /** Only this column is shown, in smaller ones. */
  open(column: Column): void;
  /** A longer or a shorter span; `at` stays where it is, at this share of the ruler. */
  zoom(step: 1 | -1, at: number, share: number): void;
}

/** Columns of time: what came stands on the line, what went hangs under it. A slider over copies. */
export function TimeRuler(props: TimeRulerProps) {
  const { moments, ruler, at, isPast } = props;
  const { columns, unit } = ruler;
  const element = useRef<HTMLDivElement>(null);
  const hovered = useSignal<number | null>(null);
  const here = columnAt(columns, Date.parse(moments[at]?.at ?? ''));
  const from = columns[0]?.from ?? 0;
  const length = (columns.at(-1)?.to ?? 0) - from;
  const latest = useRef(props);
  latest.current = props;

  const shareAt = (clientX: number) => {
    const box = element.current?.getBoundingClientRect();
    if (!box || !element.current) return 0;
    const share = (clientX - box.left) / box.width;
    const isRtl = getComputedStyle(element.current).direction === 'rtl';
    return Math.max(0, Math.min(0.9999, isRtl ? 1 - share : share));
  };
  const columnUnder = (clientX: number) => Math.floor(shareAt(clientX) * columns.length);
  useWheel(element, (event) => {
    const { clientX, deltaX, deltaY } = event;
    const { ruler: shown, zoom, pan } = latest.current;
    const share = shareAt(clientX);
    const column = shown.columns[columnUnder(clientX)];
    if (Math.abs(deltaX) > Math.abs(deltaY)) pan((deltaX / innerWidth) * length);
    else if (column) zoom(deltaY > 0 ? 1 : -1, column.from, share);
  });

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isRtl = element.current && getComputedStyle(element.current).direction === 'rtl';
    const ahead = isRtl ? 'ArrowLeft' : 'ArrowRight';
    const target = {
      ArrowUp: at + 1,
      ArrowDown: at - 1,
      ArrowLeft: nearby(event.shiftKey, ahead === 'ArrowLeft' ? 1 : -1),
      ArrowRight: nearby(event.shiftKey, ahead === 'ArrowRight' ? 1 : -1),
      PageUp: indexAt(moments, timeOf(at) + length),
      PageDown: indexAt(moments, timeOf(at) - length),
      Home: 0,
      End: moments.length - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    props.go(target);
  };
  const timeOf = (index: number) => Date.parse(moments[index]?.at ?? '');
  const nearby = (isColumn: boolean, step: 1 | -1) => {
    if (!isColumn) return at + step;
    const begin = startOf(unit, timeOf(at));
    if (step < 0) return indexAt(moments, begin - 1);
    const next = moments.findIndex((moment) => Date.parse(moment.at) >= stepFrom(unit, begin, 1));
    if (next < 0) return moments.length - 1;
    return indexAt(moments, stepFrom(unit, startOf(unit, timeOf(next)), 1) - 1);
  };

  const drag = useDrag({
    begin: () => {
      hovered.value = null;
    },
    knob(clientX, isOver) {
      const column = columns[columnUnder(clientX)];
      if (!column) return;
      const index = indexAt(moments, column.to - 1);
      if (isOver) props.go(index);
      else props.show(index);
    },
    pan: (px) => props.pan((-px / (element.current?.clientWidth ?? 1)) * length),
    click(clientX) {
      const index = columnUnder(clientX);
      const column = columns[index];
      if (!column) return;
      const isOpen = index === here && (column.last === at || !isPast);
      if (isOpen && column.copies > 1) props.open(column);
      else props.go(indexAt(moments, column.to - 1));
    },
  });
  const told = hovered.value === null ? undefined : columns[hovered.value];
  return (
    <div class="ruler-place">
      <div
        ref={element}
        class="ruler"
        role="slider"
        tabIndex={0}
        aria-label="Time"
        aria-valuemin={0}
        aria-valuemax={moments.length - 1}
        aria-valuenow={at}
        aria-valuetext={moments[at] && spokenMoment(moments[at], !isPast)}
        onKeyDown={press}
        onPointerDown={drag}
        onPointerMove={(event) => {
          hovered.value = event.pointerType === 'touch' ? null : columnUnder(event.clientX);
        }}
        onPointerLeave={() => {
          hovered.value = null;
        }}
      >
        {columns.map((column, index) => (
          <ColumnBar
            key={column.from}
            column={column}
            isHere={index === here}
            isAfter={isPast && index > here}
            isAtStart={index < columns.length * 0.06}
            isPast={isPast}
          />
        ))}
      </div>
      {told && (
        <p
          class="tip"
          aria-hidden="true"
          style={{ '--share': (hovered.value ?? 0) / columns.length }}
        >
          {columnWords(told, unit, told.last === null ? undefined : moments[told.last])}
        </p>
      )}
    </div>
  );
}

function ColumnBar(props: {
  column: Column;
  isHere: boolean;
  isAfter: boolean;
  isAtStart: boolean;
  isPast: boolean;
}) {
  const { column, isHere } = props;
  const classes = ['column', column.coverage];
  if (column.beginsAt) classes.push('begins');
  if (props.isAfter) classes.push('after');
  if (isHere) classes.push('here');
  if (props.isAtStart) classes.push('at-start');
  return (
    <span class={classes.join(' ')} style={{ '--up': column.up, '--down': column.down }}>
      <i />
      {column.beginsAt && <small>{tickWords(column)}</small>}
      {column.stands && <em>−{formats.count(column.gone)}</em>}
      {isHere && <b class={props.isPast ? 'head' : 'head now'} />}
    </span>
  );
}

/** The last copy up to a time; the first one when there is none. */
export function indexAt(moments: readonly Moment[], ms: number): number {
  return Math.max(
    0,
    moments.findLastIndex(({ at }) => Date.parse(at) <= ms),
  );
}

/** A wheel over the ruler is its own; the browser wants to be told so beforehand. */
function useWheel(element: { current: HTMLElement | null }, turn: (event: WheelEvent) => void) {
  const latest = useRef(turn);
  latest.current = turn;
  const last = useRef(0);
  useEffect(() => {
    const stop = new AbortController();
    const roll = (event: WheelEvent) => {
      event.preventDefault();
      const isZoom = Math.abs(event.deltaY) >= Math.abs(event.deltaX);
      if (isZoom && event.timeStamp - last.current < WHEEL_MS) return;
      if (isZoom) last.current = event.timeStamp;
      latest.current(event);
    };
    element.current?.addEventListener('wheel', roll, { passive: false, signal: stop.signal });
    return () => stop.abort();
  }, []);
}

interface Drag {
  begin(): void;
  knob(clientX: number, isOver: boolean): void;
  /** So many pixels since it was told last. */
  pan(px: number): void;
  click(clientX: number): void;
}

/** Tells a click from dragging the knob and from dragging time. */
function useDrag(drag: Drag): (event: PointerEvent) => void {
  const latest = useRef(drag);
  latest.current = drag;
  return (down) => {
    if (down.button !== 0 || !(down.currentTarget instanceof HTMLElement)) return;
    const element = down.currentTarget;
    const isKnob = down.target instanceof Element && down.target.closest('.head') !== null;
    const stop = new AbortController();
    const { signal } = stop;
    let [last, hasMoved, rest] = [down.clientX, false, 0];
    element.setPointerCapture(down.pointerId);
    latest.current.begin();
    const move = ({ clientX }: PointerEvent) => {
      hasMoved ||= Math.abs(clientX - down.clientX) > STILL_PX;
      if (!hasMoved) return;
      if (isKnob) {
        latest.current.knob(clientX, false);
        clearTimeout(rest);
        rest = window.setTimeout(() => latest.current.knob(clientX, true), REST_MS);
      } else latest.current.pan(clientX - last);
      last = clientX;
    };
    const up = ({ clientX }: PointerEvent) => {
      stop.abort();
      clearTimeout(rest);
      if (!hasMoved) latest.current.click(clientX);
      else if (isKnob) latest.current.knob(clientX, true);
    };
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', up, { signal });
    element.addEventListener('pointercancel', () => stop.abort(), { signal });
  };
}
