import type { Moment } from '../../model/moments.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { markWords, spokenMoment } from '../moment-words.ts';

/** A stretch so many times the shortest one is drawn shorter than it is, with a break in its line. */
const CUT_FROM = 8;

/** Of a few copies each is a mark on a plain line, at its distance from the others. */
export function FewMoments(props: {
  moments: readonly Moment[];
  at: number;
  onGo(index: number): void;
}) {
  const { moments, at } = props;
  const now = useFace().now.value;
  const times = moments.map((moment) => Date.parse(moment.at));
  const stretches = times.map((time, index) => time - (times[index - 1] ?? time));
  const shortest = Math.min(...stretches.slice(1));
  return (
    <ol class="few" aria-label="Copies">
      {moments.map((moment, index) => {
        const isNow = index === moments.length - 1;
        const stretch = Math.min((stretches[index] ?? 0) / (shortest || 1), CUT_FROM);
        const isCut = stretch === CUT_FROM;
        return (
          <li
            key={moment.sequence}
            class={isCut ? 'cut-line' : undefined}
            style={{ flexGrow: index === 0 ? 0 : stretch }}
          >
            <button
              type="button"
              aria-current={index === at ? 'true' : undefined}
              aria-label={spokenMoment(moment, isNow)}
              onClick={() => props.onGo(index)}
            >
              <span>
                {isNow ? 'Now' : markWords(moment.at, now)}
                {index === 0 && ', first copy'}
              </span>
              {index > 0 && moment.gone > 0 && <em>−{formats.count(moment.gone)}</em>}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
