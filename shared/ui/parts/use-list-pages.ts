import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { toFault } from '../../model/fault.ts';
import type { ContainerSummary, ItemQuery } from '../../model/lists.ts';
import { useFace } from '../face.ts';
import { ListPages } from '../list-pages.ts';
import type { Order } from './list-head.tsx';

/**
 * The list of a folder in some order, now or at a moment. While another order or a newer copy is being read, the rows
 * that are there stay; they are exchanged in one step.
 */
export function useListPages(
  folder: ContainerSummary,
  order: Order,
  showsGone: boolean,
  asOf: number | null = null,
): { pages: ListPages | null; isLoading: boolean } {
  const { engine, status } = useFace();
  const pages = useSignal<ListPages | null>(null);
  const isLoading = useSignal(true);
  const snapshotAt = status.value?.repository.lastSnapshotAt ?? null;
  const { account, source, id: container } = folder;
  const { sort, descending } = order;

  useEffect(() => {
    let isDropped = false;
    isLoading.value = true;
    const query: ItemQuery = {
      account,
      source,
      container,
      sort,
      descending,
      show: showsGone ? 'all' : 'present',
      asOf,
    };
    const list = {
      listAnchors: (every: number) => engine.listAnchors(query, every),
      listItems: (after: Parameters<typeof engine.listItems>[1], limit: number) =>
        engine.listItems(query, after, limit),
    };
    ListPages.open(list)
      .then((opened) => {
        if (!isDropped) pages.value = opened;
      })
      .catch((error: unknown) => {
        if (!isDropped) pages.value = ListPages.failed(list, toFault(error));
      })
      .finally(() => {
        if (!isDropped) isLoading.value = false;
      });
    return () => {
      isDropped = true;
    };
  }, [
    account,
    container,
    sort,
    descending,
    showsGone,
    asOf,
    snapshotAt,
    folder.present,
    folder.gone,
  ]);
  return { pages: pages.value, isLoading: isLoading.value };
}
