import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Whether the page is as narrow as on a phone; the same width as in the style sheets. */
export function useNarrow(): boolean {
  const query = '(max-width: 640px)';
  const isNarrow = useSignal(matchMedia(query).matches);
  useEffect(() => {
    const stop = new AbortController();
    const list = matchMedia(query);
    const look = () => {
      isNarrow.value = list.matches;
    };
    list.addEventListener('change', look, { signal: stop.signal });
    return () => stop.abort();
  }, []);
  return isNarrow.value;
}
