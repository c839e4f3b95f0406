import './time-strip.css';
import calendar from '@fluentui/svg-icons/icons/calendar_ltr_16_regular.svg?raw';
import left from '@fluentui/svg-icons/icons/chevron_left_16_regular.svg?raw';
import right from '@fluentui/svg-icons/icons/chevron_right_16_regular.svg?raw';
import history from '@fluentui/svg-icons/icons/history_16_regular.svg?raw';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Moment } from '../../model/moments.ts';
import { useFace } from '../face.ts';
import { lookingAt, momentName, momentState, SPAN_WORDS } from '../moment-words.ts';
import { rulerOf, SPANS, type Span } from '../time-columns.ts';
import type { Unit } from '../time-units.ts';
import { FewMoments } from './few-moments.tsx';
import { RawIcon } from './icon.tsx';
import { useTimeKeys } from './time-keys.ts';
import { indexAt, TimeRuler } from './time-ruler.tsx';
import { useNarrow } from './use-narrow.ts';

/** As many are marks on a line; of more there is a ruler. */
const FEW = 3;
const DAY_MS = 86_400_000;
/** What shows one column of this unit in smaller ones. */
const OPENS: Readonly<Record<Unit, Span>> = {
  hour: 'day',
  quarter: 'day',
  day: 'day',
  week: 'week',
  month: 'weeks',
  year: 'year',
};

/**
 * Where in time one looks, and everything there is to look at. `moments`: oldest first, the newest
 * stands for now; `asOf` as in `ItemQuery`. `children` is what the second line has at now.
 */
export function TimeStrip(props: {
  moments: readonly Moment[];
  asOf: number | null;
  /** null: now. */
  onGo(sequence: number | null): void;
  /** Now is shown for a moment, or not any more. */
  onPeek?(isPeeking: boolean): void;
  children?: ComponentChildren;
}) {
  const { moments, asOf, onGo } = props;
  const face = useFace();
  const now = face.now.value;
  const strip = useRef<HTMLElement>(null);
  const date = useRef<HTMLInputElement>(null);
  /** Where the knob is while it is dragged. */
  const shown = useSignal<number | null>(null);
  const newest = moments.length - 1;
  const known = moments.findLastIndex(({ sequence }) => asOf !== null && sequence <= asOf);
  const at = asOf === null ? newest : Math.max(0, known);
  const isPast = asOf !== null;
  const seen = moments[shown.value ?? at];
  const isSeenPast = shown.value === null ? isPast : shown.value < newest;

  const go = (index: number) => {
    shown.value = null;
    const to = Math.max(0, Math.min(newest, index));
    onGo(to === newest ? null : (moments[to]?.sequence ?? null));
  };
  const chooseDate = () => {
    date.current?.focus();
    date.current?.showPicker();
  };
  useTimeKeys({
    moments,
    at,
    isPast,
    go,
    back: () => onGo(null),
    focus: () => strip.current?.querySelector<HTMLElement>('[role=slider], .few button')?.focus(),
    chooseDate,
    onPeek: (isPeeking) => props.onPeek?.(isPeeking),
  });
  const isFew = moments.length <= FEW;
  return (
    <section ref={strip} class="strip" aria-label="Time" data-pane>
      {seen && (
        <div class="when">
          <b>{isSeenPast ? momentName(seen.at, now) : 'Now'}</b>
          <span>{momentState(seen, !isSeenPast, now)}</span>
        </div>
      )}
      {isFew ? (
        <FewMoments moments={moments} at={at} onGo={go} />
      ) : (
        <Middle {...{ moments, at, isPast, go }} show={(index) => (shown.value = index)}>
          <button
            type="button"
            class="button plain square small"
            aria-label="Choose a date"
            title="Choose a date"
            onClick={chooseDate}
          >
            <RawIcon raw={calendar} />
          </button>
          <input
            ref={date}
            type="date"
            class="date"
            tabIndex={-1}
            aria-label="Date to look at"
            min={dayOf(Date.parse(moments[0]?.at ?? ''))}
            max={dayOf(now)}
            onChange={({ currentTarget: { valueAsDate } }) => {
              // The field means the reader's day, and tells it as one of UTC.
              const begin = valueAsDate && valueAsDate.getTime() + offsetOf(valueAsDate);
              if (begin) go(indexAt(moments, begin + DAY_MS - 1));
            }}
          />
        </Middle>
      )}
      <div class="context">
        {isPast && seen ? (
          <>
            <RawIcon raw={history} />
            <p>
              <b>{lookingAt(seen.at, now)}</b> <span class="wide">Looking changes nothing.</span>
            </p>
            <button type="button" class="button small primary push" onClick={() => onGo(null)}>
              Back to now
            </button>
          </>
        ) : (
          props.children
        )}
      </div>
    </section>
  );
}

/** The ruler with its steps, and which span of time it shows. */
function Middle(props: {
  moments: readonly Moment[];
  at: number;
  isPast: boolean;
  go(index: number): void;
  show(index: number | null): void;
  children: ComponentChildren;
}) {
  const { moments, at, isPast, go } = props;
  const now = useFace().now.value;
  const span = useSignal<Span>('weeks');
  /** Where the ruler ends; null: at now, and goes on with it. */
  const until = useSignal<number | null>(null);
  const isNarrow = useNarrow();
  const end = until.value ?? now;
  const ruler = useMemo(
    () => rulerOf(moments, span.value, end, isNarrow),
    [moments, span.value, end, isNarrow],
  );
  const first = ruler.columns[0]?.from ?? 0;
  const length = (ruler.columns.at(-1)?.to ?? 0) - first;
  const moveTo = (ms: number, total: number) => {
    const earliest = Date.parse(moments[0]?.at ?? '') + total / 2;
    until.value = ms >= now ? null : Math.max(ms, Math.min(earliest, now));
  };
  const ms = Date.parse(moments[at]?.at ?? '');
  useEffect(() => {
    if (!isPast) until.value = null;
    else if (ms < first || ms >= first + length) moveTo(ms + length / 2, length);
  }, [ms, isPast, span.value]);
  return (
    <>
      <button
        type="button"
        class="button plain square step"
        aria-label="Previous copy"
        aria-disabled={at === 0}
        onClick={() => go(at - 1)}
      >
        <RawIcon raw={left} mirrors />
      </button>
      <TimeRuler
        {...{ moments, ruler, at, isPast, go }}
        show={props.show}
        pan={(by) => moveTo(end + by, length)}
        open={({ to }) => {
          span.value = OPENS[ruler.unit];
          until.value = to > now ? null : to - 1;
        }}
        zoom={(step, time, share) => {
          const next = SPANS[SPANS.indexOf(span.value) + step];
          if (!next) return;
          span.value = next;
          const { columns } = rulerOf(moments, next, end, isNarrow);
          const total = (columns.at(-1)?.to ?? 0) - (columns[0]?.from ?? 0);
          moveTo(time + total * (1 - share), total);
        }}
      />
      <button
        type="button"
        class="button plain square step"
        aria-label="Next copy"
        aria-disabled={!isPast}
        onClick={() => go(at + 1)}
      >
        <RawIcon raw={right} mirrors />
      </button>
      <div class="strip-end">
        <select
          class="span"
          aria-label="How much time is shown"
          value={span.value}
          onChange={({ currentTarget: { value } }) => {
            span.value = SPANS.find((each) => each === value) ?? 'weeks';
          }}
        >
          {SPANS.map((each) => (
            <option key={each} value={each}>
              {SPAN_WORDS[each]}
            </option>
          ))}
        </select>
        {props.children}
      </div>
    </>
  );
}

/** As a date field has it, in the reader's own time. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - offsetOf(date)).toISOString().slice(0, 10);
}

function offsetOf(date: Date): number {
  return date.getTimezoneOffset() * 60_000;
}
