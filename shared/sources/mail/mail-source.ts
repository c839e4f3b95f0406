import type { Graph } from '../../graph/graph.ts';
import { once, pieces } from '../../lib/iterate.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { Source } from '../source.ts';
import { loadKeptAttachment } from './attachments.ts';
import { messagePath, READ_ITEM, SCOPES } from './calls.ts';
import { loadMailContent } from './content.ts';
import { exportMail } from './eml.ts';
import { readMessage } from './graph-message.ts';
import { mergeMail } from './merge.ts';
import { restoreMail } from './restore.ts';
import { planMailRestore } from './restore-plan.ts';
import { mailSamples } from './sample.ts';
import { summariseMail } from './summary.ts';
import { undoMailRestore } from './undo.ts';
import { viewMail } from './view.ts';
import { walkMail } from './walk.ts';

/** The most a batch holds; the parts of a batch count one request each all the same. */
const IDS_AT_ONCE = 20;

/** Mail of one mailbox. What it relies on, and what can't be restored, is in `docs/graph.md`. */
export const mail: Source = {
  name: 'mail',
  scopes: SCOPES,
  walk: walkMail,
  merge: mergeMail,
  loadContent: (graph, id, _meta, _store, signal) => loadMailContent(graph, id, signal),
  locate: locateMail,
  samples: mailSamples,
  summarise: summariseMail,
  searchText: async (meta, parts) =>
    (await import('./search-text.ts')).searchTextOfMail(meta, parts),
  view: viewMail,
  attachment: (_meta, parts, index) => loadKeptAttachment(parts, index),
  exportFile: async (meta, parts) => {
    const { extension, bytes } = await exportMail(meta, parts);
    return { name: null, extension, chunks: once(bytes) };
  },
  planRestore: planMailRestore,
  restore: restoreMail,
  undo: undoMailRestore,
};

async function locateMail(
  graph: Graph,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<Map<ItemId, ContainerId>> {
  const places = new Map<ItemId, ContainerId>();
  for (const some of pieces(ids, IDS_AT_ONCE)) {
    const paths = some.map((id) => messagePath(id, '?$select=id,parentFolderId'));
    for (const [index, answer] of (await graph.batch(paths, READ_ITEM, signal)).entries()) {
      const id = some[index];
      if (!answer.ok && answer.fault.code !== 'not-found') throw answer.fault;
      if (id === undefined || !answer.ok) continue;
      const parent = readMessage(answer.body)?.parentFolderId;
      // Only a clear no makes an item one that is nowhere.
      if (parent === undefined) throw new Fault('server-error', 'Graph does not say where it is');
      places.set(id, asId<ContainerId>(parent));
    }
  }
  return places;
}
