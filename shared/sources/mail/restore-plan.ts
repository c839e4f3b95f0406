import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { Difference, Outcome } from '../../model/restore.ts';
import type { PlannedRestore, RestorableItem, RestoreContext } from '../restoring.ts';
import { folderPath, messagePath, READ_STATE } from './calls.ts';
import { type GraphMessage, readMessage, readPage } from './graph-message.ts';
import { loadHeaders } from './kept-body.ts';
import { hasContent, type MailMeta, readMeta } from './mail-meta.ts';
import { Places } from './restore-places.ts';

const SELECT =
  '$select=id,parentFolderId,changeKey,subject,internetMessageId,receivedDateTime,sentDateTime';
/** Times are kept to the second by what was made again. */
const SAME_TIME_MS = 1000;

/**
 * See `Source.planRestore`. First the message itself, by its id, which survives moves and deletion;
 * then what an earlier restore made of it; then its twin by message id in the folder and in both
 * bins. Only when there is none of all these it is made again, so nothing is there twice.
 */
export async function planMailRestore(
  graph: Graph,
  item: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<PlannedRestore> {
  const places = Places.of(graph, context);
  const found: PlannedRestore[] = [];
  for (const id of [item.itemId, ...context.madeAgainAs(item.itemId)]) {
    const message = await findById(graph, id, signal);
    if (message !== null) found.push(await planFor(item, message, places, signal));
  }
  const best = ORDER.flatMap((outcome) => found.find((each) => each.outcome === outcome) ?? []);
  if (best[0] !== undefined) return best[0];
  const meta = readMeta(item.meta);
  // What was begun and not ended is gone on with: its twin may be half of it.
  const isBegun = context.wasBegun?.(item.itemId) ?? false;
  const twin = isBegun ? null : await findTwin(graph, item, meta, places, signal);
  if (twin !== null) return planFor(item, twin, places, signal);
  return planAgain(item, meta);
}

const ORDER: readonly Outcome[] = ['here', 'elsewhere', 'move-back'];

async function findById(
  graph: Graph,
  id: ItemId,
  signal: AbortSignal,
): Promise<GraphMessage | null> {
  try {
    return readMessage(await graph.read(messagePath(id, `?${SELECT}`), READ_STATE, signal));
  } catch (error) {
    if (isFault(error, 'not-found')) return null;
    throw error;
  }
}

async function planFor(
  item: RestorableItem,
  message: GraphMessage,
  places: Places,
  signal: AbortSignal,
): Promise<PlannedRestore> {
  const parent = message.parentFolderId ?? '';
  const target = await places.usable(item.container, signal);
  const folder = await places.folder(parent, signal);
  const role = await places.roleOf(parent, signal);
  return {
    outcome: await outcomeFor(item, parent, target, role, places, signal),
    foundIn: { id: asId<ContainerId>(parent), name: folder?.displayName ?? '', role },
    foundAs: message.id === item.itemId ? null : asId<ItemId>(message.id),
    sendBytes: 0,
    fault: null,
    willDiffer: [],
  };
}

async function outcomeFor(
  item: RestorableItem,
  parent: string,
  target: ContainerId | null,
  role: string | null,
  places: Places,
  signal: AbortSignal,
): Promise<Outcome> {
  if (parent === target) return 'here';
  if (role === 'recoverableitemsdeletions') return 'move-back';
  const isDeleted = !places.wasInBin(item.container) && (await places.isInBin(parent, signal));
  return isDeleted ? 'move-back' : 'elsewhere';
}

/** The same message under another id, where it can be: message ids repeat in other folders. */
export async function findTwin(
  graph: Graph,
  item: RestorableItem,
  meta: MailMeta,
  places: Places,
  signal: AbortSignal,
): Promise<GraphMessage | null> {
  const { internetMessageId } = meta;
  if (internetMessageId === undefined || internetMessageId === '') return null;
  const { deleted, recoverable } = await places.bins(signal);
  const target = await places.usable(item.container, signal);
  const folders = new Set([target, recoverable, deleted].filter((id) => id !== null));
  const filter = encodeURIComponent(
    `internetMessageId eq '${internetMessageId.replace(/'/g, "''")}'`,
  );
  const paths = [...folders].map((id) =>
    folderPath(id, `/messages?$filter=${filter}&${SELECT}&$top=10`),
  );
  for (const answer of await graph.batch(paths, READ_STATE, signal)) {
    if (!answer.ok) {
      // A message id that Graph can't search for is found nowhere; the rest is real trouble.
      if (['not-found', 'unexpected'].includes(answer.fault.code)) continue;
      throw answer.fault;
    }
    for (const raw of readPage(answer.body)?.entries ?? []) {
      const message = readMessage(raw);
      if (message === null || !isTwin(message, meta)) continue;
      if (!(await places.isAnothers(asId(message.id), item.itemId))) return message;
    }
  }
  return null;
}

function isTwin(message: GraphMessage, meta: MailMeta): boolean {
  if (message.internetMessageId !== meta.internetMessageId) return false;
  if ((message.subject ?? '') !== (meta.subject ?? '')) return false;
  const isClose = (a: string | undefined, b: string | undefined) =>
    a === undefined || b === undefined || Math.abs(Date.parse(a) - Date.parse(b)) <= SAME_TIME_MS;
  if (meta.isDraft === true) return true;
  return (
    isClose(message.receivedDateTime, meta.receivedDateTime) &&
    isClose(message.sentDateTime, meta.sentDateTime)
  );
}

async function planAgain(item: RestorableItem, meta: MailMeta): Promise<PlannedRestore> {
  const { roles } = item.parts;
  const plan = { foundIn: null, foundAs: null, sendBytes: 0, fault: null, willDiffer: [] };
  if (!roles.includes('body') && !roles.includes('mime')) {
    const fault = new Fault('unreadable', 'nothing but its properties is stored');
    return { ...plan, outcome: 'cannot', fault };
  }
  let sendBytes = meta.bodyBytes ?? 0;
  sendBytes += (await item.parts.load('mime'))?.length ?? 0;
  const count = roles.filter((role) => role === 'attachment').length;
  for (let nth = 0; nth < count; nth += 1) {
    sendBytes += (await item.parts.load('attachment', nth))?.length ?? 0;
  }
  return { ...plan, outcome: 'make-again', sendBytes, willDiffer: await expected(item, meta) };
}

/** What no client can give back to a message that is made again. */
async function expected(item: RestorableItem, meta: MailMeta): Promise<Difference[]> {
  const differences: Difference[] = [];
  const note = (property: string, was: string, is: string) =>
    differences.push({ property, was, is });
  const headers = await loadHeaders(item.parts, null);
  const lost = headers.filter(({ name }) => !/^x-/i.test(name)).length;
  if (lost > 0) note('transport-headers', String(lost), '0');
  if (meta.special === 'meeting') note('meeting', 'meeting', 'message');
  if (meta.special === 'signed' || meta.special === 'encrypted')
    note('smime', meta.special, 'file');
  if (hasContent(meta) && !item.whole) note('attachments', 'some', 'not stored');
  return differences;
}
