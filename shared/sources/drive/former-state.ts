import type { Graph } from '../../graph/graph.ts';
import { asId, type ItemId } from '../../model/ids.ts';
import type { FormerState } from '../restoring.ts';
import type { GraphItem } from './graph-item.ts';
import { type ListedVersion, readVersions } from './versions.ts';

/** What is noted of an item before it is changed. */
export function formerOf(now: GraphItem): FormerState {
  const { id, name, parent, created, modified } = now;
  const hash = now.hashes?.quickXor;
  return {
    id: asId<ItemId>(id),
    ...(name === undefined ? {} : { name }),
    ...(parent === undefined ? {} : { parent }),
    ...(created === undefined ? {} : { created }),
    ...(modified === undefined ? {} : { modified }),
    ...(hash === undefined ? {} : { hash }),
  };
}

/** The same of a file whose contents are about to be replaced. */
export function formerFile(now: GraphItem, versions: readonly ListedVersion[]): FormerState {
  return { ...formerOf(now), version: versions[0]?.id ?? null };
}

/** Otherwise it is moved. */
export function isReplaced({ version }: FormerState): boolean {
  return version !== undefined;
}

/**
 * Whether this run has put the kept contents in the place of what was noted, and never heard so: they
 * are there, and upon the version that was the present one lies nothing but versions of their length.
 * Somebody who worked on the file in between has left another version there.
 */
export async function isAlreadyReplaced(
  graph: Graph,
  former: FormerState,
  now: GraphItem,
  kept: { size: number; quickXor?: string },
  signal: AbortSignal,
): Promise<boolean> {
  if (kept.quickXor === undefined || now.hashes?.quickXor !== kept.quickXor) return false;
  const versions = await readVersions(graph, now.id, signal);
  const below = versions.findIndex(({ id }) => id === former.version);
  return below > 0 && versions.slice(0, below).every(({ size }) => size === kept.size);
}
