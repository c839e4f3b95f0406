import { useEffect, useRef } from 'preact/hooks';
import type { Moment } from '../../model/moments.ts';
import { useKeys } from '../keys.ts';

export interface TimeKeys {
  moments: readonly Moment[];
  /** Index of the moment that is looked at. */
  at: number;
  isPast: boolean;
  go(index: number): void;
  back(): void;
  focus(): void;
  chooseDate(): void;
  onPeek(isPeeking: boolean): void;
}

/** Keys that work from anywhere on a page with a strip: they look, and change nothing. */
export function useTimeKeys(keys: TimeKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  /** The copy before a loss has what was lost. */
  const goToLoss = (step: 1 | -1) => {
    const { moments, at, go } = latest.current;
    for (let index = at + step; index >= 0 && index < moments.length - 1; index += step) {
      if ((moments[index + 1]?.gone ?? 0) > 0) return go(index);
    }
  };
  useKeys(
    [
      { key: 't', label: 'Go to the time strip', run: () => latest.current.focus() },
      { key: 'd', label: 'Choose a date to look at', run: () => latest.current.chooseDate() },
      { key: '[', label: 'Look at the copy before the previous loss', run: () => goToLoss(-1) },
      { key: ']', label: 'Look at the copy before the next loss', run: () => goToLoss(1) },
      {
        key: 'b',
        label: 'Show now for as long as it is held, while you look at the past',
        run: () => {
          if (latest.current.isPast) latest.current.onPeek(true);
        },
      },
    ],
    [],
  );
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const letGo = () => latest.current.onPeek(false);
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !latest.current.isPast) return;
      // What is open is closed first, and who types clears the field.
      if (document.querySelector('dialog[open], [popover]:popover-open')) return;
      if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return;
      event.preventDefault();
      latest.current.back();
    };
    addEventListener('keydown', press, { signal });
    addEventListener('keyup', (event) => event.key.toLowerCase() === 'b' && letGo(), { signal });
    addEventListener('blur', letGo, { signal });
    return () => stop.abort();
  }, []);
}
