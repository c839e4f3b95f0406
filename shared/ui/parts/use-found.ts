import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Fault, isAbort, toFault } from '../../model/fault.ts';
import type { ContainerKey } from '../../model/item.ts';
import { useFace } from '../face.ts';
import { FoundPages } from '../found-pages.ts';

/** While texts are still made searchable, more of them may be found by the same words. */
const LOOK_AGAIN_MS = 4_000;

/**
 * What the words find. While they are typed the results of before stay; they are exchanged in one
 * step. null while nothing was looked for.
 */
export function useFound(
  text: string,
  container: ContainerKey | null = null,
): {
  pages: FoundPages | null;
  isLoading: boolean;
  fault: Fault | null;
} {
  const { engine, status } = useFace();
  const pages = useSignal<FoundPages | null>(null);
  const fault = useSignal<Fault | null>(null);
  const isLoading = useSignal(false);
  const round = useSignal(0);
  const snapshotAt = status.value?.repository.lastSnapshotAt ?? null;
  const isEmpty = text.trim() === '';

  useEffect(() => {
    if (isEmpty) {
      pages.value = null;
      return;
    }
    const over = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    isLoading.value = true;
    const query = { text, account: null, container, onlyGone: false };
    FoundPages.open(engine, query, over.signal)
      .then((opened) => {
        if (over.signal.aborted) return;
        pages.value = opened;
        fault.value = null;
        const { done, total } = opened.first.indexed;
        if (done < total) again = setTimeout(() => round.value++, LOOK_AGAIN_MS);
      })
      .catch((error: unknown) => {
        if (!over.signal.aborted && !isAbort(error)) fault.value = toFault(error);
      })
      .finally(() => {
        if (!over.signal.aborted) isLoading.value = false;
      });
    return () => {
      over.abort();
      clearTimeout(again);
    };
  }, [isEmpty ? '' : text, container?.id, snapshotAt, round.value]);
  return { pages: isEmpty ? null : pages.value, isLoading: isLoading.value, fault: fault.value };
}
