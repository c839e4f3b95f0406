import type { Graph } from '../../graph/graph.ts';
import { isFault, JOB_ENDING } from '../../model/fault.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { KnownContainer, KnownState, SourceChange } from '../walk.ts';
import { FolderWalk, failed } from './folder-walk.ts';
import { reconcile } from './reconcile.ts';

/**
 * One folder, from where it was left to now. What goes wrong with one item is told as `failed`;
 * what goes wrong with the folder is told as `failed` without an item, and the folder is read
 * again from its last cursor in the next run. Only what ends a whole job is thrown.
 */
export async function* walkFolder(
  graph: Graph,
  container: ContainerInfo,
  known: KnownContainer | null,
  state: KnownState,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  const walk = new FolderWalk(graph, container.id, state, signal);
  try {
    yield* walk.rounds(known);
    yield* walk.failedBefore(known?.failed ?? []);
    yield* reconcile(graph, container, known, walk, signal);
  } catch (error) {
    if (!isFault(error) || JOB_ENDING.has(error.code)) throw error;
    if (error.code === 'not-found') yield { kind: 'container-gone', id: container.id };
    else yield failed(container.id, null, '', error);
  }
}
