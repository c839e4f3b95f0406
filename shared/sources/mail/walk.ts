import type { Graph } from '../../graph/graph.ts';
import { mergeConcurrent } from '../../lib/iterate.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { KnownState, SourceChange } from '../walk.ts';
import { listFolders } from './folders.ts';
import { walkFolder } from './walk-folder.ts';

/** As many as Graph answers at once for one mailbox. */
const FOLDERS_AT_ONCE = 4;

/** See `Source.walk`. First the tree, then the folders, the Inbox and what was sent first. */
export async function* walkMail(
  graph: Graph,
  known: KnownState,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  const before = known.containers();
  const containers = await listFolders(graph, before, signal);
  const present = new Set(containers.map(({ id }) => id));
  for (const container of containers) yield { kind: 'container', container };
  for (const { id } of before) if (!present.has(id)) yield { kind: 'container-gone', id };
  yield { kind: 'containers-known', count: containers.length };
  const knownById = new Map(before.map((container) => [container.id, container]));
  const walks = inReadingOrder(containers).map((container) =>
    walkFolder(graph, container, knownById.get(container.id) ?? null, known, signal),
  );
  yield* mergeConcurrent(walks, FOLDERS_AT_ONCE);
}

const FIRST = ['inbox', 'sentitems', 'drafts', 'archive'];
const LAST = ['deleteditems', 'junkemail'];

function inReadingOrder(containers: readonly ContainerInfo[]): ContainerInfo[] {
  const rank = ({ role, hidden }: ContainerInfo) => {
    const first = FIRST.indexOf(role ?? '');
    if (first >= 0) return first;
    return hidden || LAST.includes(role ?? '') ? FIRST.length + 1 : FIRST.length;
  };
  return [...containers].sort((a, b) => rank(a) - rank(b));
}
