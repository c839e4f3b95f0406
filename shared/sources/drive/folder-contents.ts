import type { Graph } from '../../graph/graph.ts';
import { toHex } from '../../lib/bytes.ts';
import { hash } from '../../lib/hash.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { itemPath, PER_PAGE, READ_STATE } from './calls.ts';
import { contentKey } from './drive-meta.ts';
import { type GraphItem, readItem, readItemPage } from './graph-item.ts';

/** Everything below a folder as it is now, by id; empty where there is no such folder. */
export async function readContents(
  graph: Graph,
  folder: string,
  signal: AbortSignal,
): Promise<Map<string, GraphItem>> {
  const found = new Map<string, GraphItem>();
  const folders = new Set([folder]);
  for (const id of folders) {
    for await (const item of childrenOf(graph, id, signal)) {
      found.set(item.id, item);
      if (item.kind === 'folder' || item.kind === 'package') folders.add(item.id);
    }
  }
  return found;
}

async function* childrenOf(
  graph: Graph,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<GraphItem, void> {
  let link: string | null = itemPath(folder, `/children?$top=${PER_PAGE}`);
  while (link !== null) {
    let raw: unknown;
    try {
      raw = await graph.read(link, READ_STATE, signal);
    } catch (error) {
      if (isFault(error, 'not-found')) return;
      throw error;
    }
    const page = readItemPage(raw);
    if (page === null) throw new Fault('server-error', 'Graph answered with something else');
    for (const entry of page.entries) {
      const item = readItem(entry);
      // Who lists children may leave out whose they are.
      if (item !== null) yield { ...item, parent: item.parent ?? folder };
    }
    link = page.nextLink === link ? null : page.nextLink;
  }
}

/**
 * A fingerprint of what lies where under which name with which bytes. Dates, tags and sharing are not in it:
 * what a restore changed and an undo has put back is as it was.
 */
export async function fingerprintOf(contents: ReadonlyMap<string, GraphItem>): Promise<string> {
  const lines = [...contents.values()].map((item) =>
    JSON.stringify([item.id, item.parent, item.name, item.kind, bytesOf(item)]),
  );
  return toHex(await hash(new TextEncoder().encode(lines.sort().join('\n'))));
}

/** Tags change with dates and names: only where there are no hashes do they stand for the bytes. */
function bytesOf(item: GraphItem): string | null {
  return item.kind === 'file' ? contentKey(item) : null;
}
