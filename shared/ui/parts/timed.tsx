import './timed.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useFace } from '../face.ts';
import { lookingAt } from '../moment-words.ts';
import { useAnswer } from '../use-engine.ts';
import type { Time } from './use-time.ts';

/**
 * A page under the time strip: the strip decides what all of the page shows. In the past everything
 * is on paper and in a frame of brass. `line` is what the strip's second line has at now.
 */
export function Timed(props: {
  time: Time;
  line?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { time, line, children } = props;
  const { moments, asOf } = time;
  // Loaded after the page: what it shows can be read without.
  const { value: parts } = useAnswer(() => import('./time-strip.tsx'), []);
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset.time = asOf === null ? 'now' : 'past';
    return () => {
      dataset.time = 'now';
    };
  }, [asOf]);
  useAnnouncement(time);
  return (
    <div class="timed">
      {moments?.length === 0 ? null : parts && moments ? (
        <parts.TimeStrip
          moments={moments}
          asOf={asOf}
          onGo={time.goTo}
          onPeek={(isPeeking) => {
            time.isPeeking.value = isPeeking;
          }}
        >
          {line}
        </parts.TimeStrip>
      ) : (
        <div class="strip" />
      )}
      {children}
    </div>
  );
}

/** Says once where one has come to; steps within the past are told by the strip. */
function useAnnouncement({ moment, asOf, isPeeking }: Time): void {
  const { announcement, now } = useFace();
  const wasPast = useRef(false);
  const isPast = moment !== null;
  useEffect(() => {
    if (isPeeking.peek() || isPast === wasPast.current) return;
    if (!isPast && asOf !== null) return;
    wasPast.current = isPast;
    announcement.value = moment
      ? `${lookingAt(moment.at, now.peek())} Looking changes nothing.`
      : 'Back to now.';
  }, [isPast, asOf]);
}
