import type { Graph } from '../../graph/graph.ts';
import type { Bytes } from '../../lib/bytes.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { Difference } from '../../model/restore.ts';
import type { PlannedRestore, RestorableItem, RestoreContext, RestoredRecord } from '../source.ts';
import { childPath, itemPath, READ_STATE, WRITE } from './calls.ts';
import { differencesOf, isSameTime } from './differences.ts';
import { type DriveMeta, readMeta } from './drive-meta.ts';
import { type GraphItem, readItem } from './graph-item.ts';
import { allowedName } from './names.ts';
import { type Place, Places, readChild } from './places.ts';
import { shapeOf } from './restore-plan.ts';
import { restoreHeldVersion } from './restore-version.ts';
import { readFacts } from './stored-facts.ts';
import { presentVersion } from './versions.ts';

const CONFLICT = '@microsoft.graph.conflictBehavior';

/**
 * See `Source.restore`. Files go through upload sessions whatever their size: only a session takes
 * their dates along, and dates that are set afterwards make another version of the file at work.
 */
export async function restoreToDrive(
  graph: Graph,
  item: RestorableItem,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const meta = readMeta(item.meta);
  if (plan.outcome === 'elsewhere' && plan.foundAs !== null) {
    return moveBack(graph, item, meta, plan.foundAs, context, signal);
  }
  if (shapeOf(meta) === 'folder') return restoreFolder(graph, item, meta, context, signal);
  const place = await Places.of(graph, context).open(item.container, signal);
  await context.intend({ itemId: item.itemId, action: 'make-again', target: place.id });
  const upload = new FileUpload(graph, item, meta, place, signal);
  const replaced = plan.replaces === true ? plan.foundAs : null;
  const replacedVersion = replaced && (await presentVersion(graph, replaced, signal));
  const made = (replaced && (await upload.takeHeld(replaced))) ?? (await upload.send(replaced));
  const fromName = replaced && (await nameAsKept(graph, made, upload.name, signal));
  const now = await readBack(graph, made.id, meta, signal);
  return {
    ...recordOf(item, now, place),
    ...(replaced === null ? {} : { to: asId<ContainerId>(now.parent ?? place.id) }),
    ...(fromName === null ? {} : { fromName }),
    differences: [...differencesOf(meta, now), ...upload.contentDifference(now)],
    madeFolders: place.made,
    ...(replacedVersion === null ? {} : { replacedVersion }),
  };
}

/**
 * What it was called before it got its kept name again: who encrypts files gives them other names.
 * null when it has its name, or when another file has taken that since.
 */
async function nameAsKept(
  graph: Graph,
  { id, name: before }: GraphItem,
  name: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (before === undefined || before === name) return null;
  try {
    await patch(graph, id, { name }, signal);
    return before;
  } catch (error) {
    if (!isFault(error, 'conflict')) throw error;
    return null;
  }
}

function recordOf(item: RestorableItem, now: GraphItem, place: Place): RestoredRecord {
  return {
    itemId: item.itemId,
    outcome: 'make-again',
    nowId: asId<ItemId>(now.id),
    from: null,
    to: place.id,
    version: now.eTag ?? '',
    differences: [],
  };
}

/** Made, or taken as this run has made it for what goes into it; its dates come last. */
async function restoreFolder(
  graph: Graph,
  item: RestorableItem,
  meta: DriveMeta,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const places = Places.of(graph, context);
  const place = await places.open(item.container, signal);
  const made = await places.open(asId<ContainerId>(item.itemId), signal);
  if (made.made[0] !== made.id) {
    // It was there all along, maybe elsewhere: nothing of it is ours to change or to take back.
    const nowId = asId<ItemId>(made.id);
    const { itemId } = item;
    return { itemId, outcome: 'here', nowId, from: null, to: null, version: '', differences: [] };
  }
  const body = { fileSystemInfo: datesOf(meta), ...descriptionOf(meta) };
  const now = await patch(graph, made.id, body, signal);
  const record = { ...recordOf(item, now, place), madeFolders: made.made };
  return { ...record, differences: differencesOf(meta, now) };
}

async function moveBack(
  graph: Graph,
  item: RestorableItem,
  meta: DriveMeta,
  id: ItemId,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const place = await Places.of(graph, context).open(item.container, signal);
  const before = readItem(await graph.read(itemPath(id), READ_STATE, signal));
  await context.intend({ itemId: item.itemId, action: 'move-back', target: place.id });
  const name = allowedName(meta.name ?? '', shapeOf(meta), place.isTop);
  const body = { name, parentReference: { id: place.id }, [CONFLICT]: 'rename' };
  const now = await patch(graph, id, body, signal);
  return {
    ...recordOf(item, now, place),
    outcome: 'elsewhere',
    from: asId<ContainerId>(before?.parent ?? ''),
    ...(before?.name === undefined ? {} : { fromName: before.name }),
    madeFolders: place.made,
    differences: differencesOf(meta, now).filter(({ property }) => property === 'name'),
  };
}

/** One file on its way back. */
class FileUpload {
  readonly name: string;
  /** Of what was sent. */
  #sent: string | null = null;

  constructor(
    readonly graph: Graph,
    readonly item: RestorableItem,
    readonly meta: DriveMeta,
    readonly place: Place,
    readonly signal: AbortSignal,
  ) {
    this.name = allowedName(meta.name ?? '', 'file', place.isTop);
  }

  /** null when Microsoft holds no version with these contents. */
  async takeHeld(id: ItemId): Promise<GraphItem | null> {
    const { graph, meta, signal } = this;
    const held = await restoreHeldVersion(graph, id, meta, await this.#stored(), signal);
    if (held === null || isSameTime(held.modified, meta.modified)) return held;
    // What it costs at work, another version, a file that was sent would have cost as well.
    return patch(graph, id, { fileSystemInfo: datesOf(meta) }, signal);
  }

  async send(replaced: ItemId | null): Promise<GraphItem> {
    const { size, quickXor } = await this.#stored();
    this.#sent = quickXor ?? null;
    if (size === 0) return this.#sendEmpty(replaced);
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#sendOnce(size, replaced);
      } catch (error) {
        if (!isFault(error, 'not-found', 'offline', 'server-error')) throw error;
        // The answer may have been lost and not the file.
        const there = replaced === null ? await this.#arrived() : null;
        if (there !== null) return there;
        if (tries > 1 || !isFault(error, 'not-found')) throw error;
      }
    }
  }

  /** What of the bytes is not as it was sent. SharePoint may have written into it at once. */
  contentDifference(now: GraphItem): Difference[] {
    const is = now.hashes?.quickXor;
    const was = this.#sent;
    return was === null || is === undefined || is === was ? [] : [{ property: 'content', was, is }];
  }

  /** What is stored, and therefore sent: of some kinds of files it is not what was listed. */
  async #stored(): Promise<{ size: number; quickXor?: string }> {
    const { received } = readFacts(await this.item.parts.load('attachments'));
    if (received !== undefined) return received;
    const { size = 0, hashes: { quickXor } = {} } = this.meta;
    return { size, ...(quickXor === undefined ? {} : { quickXor }) };
  }

  #read(from: number): AsyncIterable<Bytes> {
    const stream = this.item.parts.stream('attachment', 0, from);
    if (stream === undefined) throw new Fault('unreadable', 'nothing of the file is kept');
    return stream;
  }

  async #sendOnce(sizeBytes: number, replaced: ItemId | null): Promise<GraphItem> {
    const path =
      replaced === null
        ? childPath(this.place.id, this.name, '/createUploadSession')
        : itemPath(replaced, '/createUploadSession');
    const session = {
      item: {
        [CONFLICT]: replaced === null ? 'rename' : 'replace',
        fileSize: sizeBytes,
        fileSystemInfo: datesOf(this.meta),
      },
    };
    const file = { sizeBytes, from: (offset: number) => this.#read(offset) };
    const made = readItem(await this.graph.uploadFile(path, session, file, WRITE, this.signal));
    if (made === null) throw new Fault('server-error', 'Graph does not tell of a file it took');
    return made;
  }

  /** There is no session of nothing; its dates come afterwards. */
  async #sendEmpty(replaced: ItemId | null): Promise<GraphItem> {
    const path =
      replaced === null
        ? childPath(this.place.id, this.name, `/content?${CONFLICT}=rename`)
        : itemPath(replaced, '/content');
    const made = readItem(await this.graph.send('PUT', path, null, WRITE, this.signal));
    if (made === null) throw new Fault('server-error', 'Graph does not tell of a file it took');
    return patch(this.graph, made.id, { fileSystemInfo: datesOf(this.meta) }, this.signal);
  }

  async #arrived(): Promise<GraphItem | null> {
    const there = await readChild(this.graph, this.place.id, this.name, this.signal);
    return this.#sent !== null && there?.hashes?.quickXor === this.#sent ? there : null;
  }
}

function datesOf({ created, modified }: DriveMeta) {
  return {
    ...(created === undefined ? {} : { createdDateTime: created }),
    ...(modified === undefined ? {} : { lastModifiedDateTime: modified }),
  };
}

function descriptionOf({ description }: DriveMeta) {
  return description === undefined ? {} : { description };
}

/** Reads the result back; what has a description gets it. */
async function readBack(
  graph: Graph,
  id: string,
  meta: DriveMeta,
  signal: AbortSignal,
): Promise<GraphItem> {
  if (meta.description !== undefined) return patch(graph, id, descriptionOf(meta), signal);
  const now = readItem(await graph.read(itemPath(id), { ...READ_STATE, justMade: true }, signal));
  if (now === null) throw new Fault('server-error', 'Graph does not tell of a file it took');
  return now;
}

export async function patch(
  graph: Graph,
  id: string,
  body: unknown,
  signal: AbortSignal,
): Promise<GraphItem> {
  const options = { ...WRITE, justMade: true };
  const now = readItem(await graph.send('PATCH', itemPath(id), body, options, signal));
  if (now === null) throw new Fault('server-error', 'Graph does not tell of what it changed');
  return now;
}
