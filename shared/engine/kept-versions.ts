import type { Graph } from '../graph/graph.ts';
import { mapConcurrent } from '../lib/iterate.ts';
import { Fault, isAbort, isFault, JOB_ENDING, toFault } from '../model/fault.ts';
import type { BlobId, ItemId } from '../model/ids.ts';
import type { ItemEntry, Part } from '../model/item.ts';
import type { HeldVersion, StoredVersion, VersionList } from '../model/versions.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContentStore, VersionSource } from '../sources/contents.ts';
import type { Source } from '../sources/source.ts';
import type { ContainerWork } from './container-work.ts';
import { gapFor } from './content-queue.ts';
import type { KeyedTasks } from './keyed-tasks.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { isContent, openParts, readMeta } from './stored-item.ts';

/** What one list request tells of at once. */
const FILES_AT_ONCE = 20;
const FETCHED_AT_ONCE = 4;

export interface VersionParts {
  repository: Repository;
  source: Source;
  graph: Graph;
  writer: SnapshotWriter;
  tasks: KeyedTasks;
  store: ContentStore;
  /** How many of each item. */
  limit: number | 'all';
  /** What is kept of an item since before this run, and may have been changed by it. */
  before(container: ContainerWork, id: ItemId): Promise<ItemEntry | undefined>;
  /** ISO 8601, UTC. */
  now(): string;
  /** Something is over. May take a checkpoint. */
  done(): Promise<void>;
}

export interface Candidate {
  container: ContainerWork;
  itemId: ItemId;
}

/** An item that may lack versions, and what is stored of it. */
interface Lacking extends Candidate {
  entry: ItemEntry;
  /** Its part `attachments`. */
  facts: Uint8Array<ArrayBuffer> | undefined;
}

type Known = ReadonlyMap<string, { version: StoredVersion; blob: BlobId }>;

/**
 * Keeps beside each item the older versions that Microsoft holds of it. What is stored already is not
 * fetched again, and goes on being kept when Microsoft lists it no more. A version that can't be had
 * is a gap and costs its item nothing.
 */
export class KeptVersions {
  total = 0;
  doneCount = 0;
  /** Items that still lack some: to be tried again in the next run. */
  readonly lacking = new Set<ItemId>();
  readonly #parts: VersionParts;
  readonly #versions: VersionSource;
  readonly #signal: AbortSignal;

  constructor(parts: VersionParts, versions: VersionSource, signal: AbortSignal) {
    this.#parts = parts;
    this.#versions = versions;
    this.#signal = signal;
  }

  /** Faults: those that end a job. */
  async bring(candidates: AsyncIterable<Candidate>): Promise<void> {
    let some: Lacking[] = [];
    for await (const candidate of candidates) {
      this.#signal.throwIfAborted();
      const lacking = await this.#look(candidate);
      if (lacking === null) continue;
      some.push(lacking);
      if (some.length < FILES_AT_ONCE) continue;
      await this.#fetchOf(some);
      some = [];
    }
    await this.#fetchOf(some);
  }

  /** null where nothing is to be asked. */
  async #look({ container, itemId }: Candidate): Promise<Lacking | null> {
    const { repository, writer, limit } = this.#parts;
    const found = await writer.find(itemId, container);
    const isKept = found?.entry.parts.some(({ role }) => role === 'attachment') ?? false;
    if (found === undefined || !isKept || !found.entry.whole) return null;
    const facts = await openParts(repository, found.entry).load('attachments');
    const asked = this.#versions.read(facts)?.asked;
    const isAsked = asked === 'all' || (asked !== undefined && limit !== 'all' && asked >= limit);
    return isAsked ? null : { container: found.container, itemId, entry: found.entry, facts };
  }

  async #fetchOf(files: readonly Lacking[]): Promise<void> {
    if (files.length === 0) return;
    const { graph, limit } = this.#parts;
    const ids = files.map(({ itemId }) => itemId);
    const lists = await this.#versions.list(graph, ids, this.#signal);
    const work = files.map((file, index) => {
      const list = lists[index] ?? [];
      const wanted = list instanceof Fault || limit === 'all' ? list : list.slice(0, limit);
      if (!(wanted instanceof Fault)) this.total += wanted.length;
      return { file, wanted };
    });
    const over = mapConcurrent(work, FETCHED_AT_ONCE, async ({ file, wanted }) => {
      if (wanted instanceof Fault) await this.#noteLacking(file, '', wanted);
      else await this.#keep(file, wanted);
    });
    for await (const _ of over) await this.#parts.done();
  }

  async #keep(file: Lacking, wanted: readonly HeldVersion[]): Promise<void> {
    const { tasks, writer } = this.#parts;
    const known = await this.#known(file);
    const came = new Map(known);
    let isAll = true;
    for (const version of wanted) {
      if (!known.has(keyOf(version))) isAll = (await this.#load(file, version, came)) && isAll;
      this.doneCount += 1;
    }
    await tasks.exclusive(file.itemId, async () => {
      const now = await writer.find(file.itemId, file.container);
      // It changed while its versions came: the next run asks again.
      if (now === undefined || now.entry.version !== file.entry.version || !now.entry.whole) {
        this.lacking.add(file.itemId);
        return;
      }
      const entry = await this.#entryWith(now.entry, file.facts, came, isAll);
      writer.put(file.itemId, now.container, entry, now);
      if (isAll) now.container.closeGap(file.itemId);
    });
  }

  /** What is stored of its versions now, or was before this run. */
  async #known({ container, itemId, entry, facts }: Lacking): Promise<Known> {
    const known = new Map<string, { version: StoredVersion; blob: BlobId }>();
    const add = (of: ItemEntry, part: Uint8Array<ArrayBuffer> | undefined) => {
      const blobs = of.parts.filter(({ role }) => role === 'attachment');
      for (const version of this.#versions.read(part)?.versions ?? []) {
        const blob = blobs[version.part]?.blob;
        if (blob !== undefined) known.set(keyOf(version), { version, blob });
      }
    };
    const before = await this.#parts.before(container, itemId);
    try {
      const { repository } = this.#parts;
      if (before) add(before, await openParts(repository, before).load('attachments'));
    } catch (error) {
      // What is damaged is fetched again.
      if (!isFault(error, 'corrupt')) throw error;
    }
    add(entry, facts);
    return known;
  }

  /** False when it could not be had. */
  async #load(
    file: Lacking,
    version: HeldVersion,
    came: Map<string, { version: StoredVersion; blob: BlobId }>,
  ): Promise<boolean> {
    const { repository, graph, store } = this.#parts;
    try {
      const meta = await readMeta(repository, file.entry);
      const { blob, received } = await this.#versions.load(
        graph,
        file.itemId,
        meta,
        version,
        store,
        this.#signal,
      );
      const { id, modifiedAt, modifiedBy, sizeBytes } = version;
      const facts = {
        id,
        modifiedAt,
        sizeBytes,
        ...(modifiedBy === undefined ? {} : { modifiedBy }),
      };
      came.set(keyOf(version), { version: { ...facts, part: 0, received }, blob });
      return true;
    } catch (error) {
      if (isAbort(error) || this.#signal.aborted) throw error;
      const fault = toFault(error);
      if (JOB_ENDING.has(fault.code)) throw fault;
      // Microsoft made room between the list and the question: there is nothing to miss.
      if (fault.code === 'not-found') return true;
      await this.#noteLacking(file, version.id, fault);
      return false;
    }
  }

  /** The item's own bytes first; each further blob once, however many versions have it. */
  async #entryWith(
    entry: ItemEntry,
    facts: Uint8Array<ArrayBuffer> | undefined,
    came: Known,
    isAll: boolean,
  ): Promise<ItemEntry> {
    const { repository, limit } = this.#parts;
    const own = entry.parts.filter(({ role }) => role === 'attachment')[0];
    if (own === undefined) return entry;
    const blobs: BlobId[] = [own.blob];
    const newestFirst = [...came.values()].sort((a, b) =>
      a.version.modifiedAt === b.version.modifiedAt
        ? Number.parseFloat(b.version.id) - Number.parseFloat(a.version.id)
        : b.version.modifiedAt < a.version.modifiedAt
          ? -1
          : 1,
    );
    const versions = newestFirst.map(({ version, blob }) => {
      if (!blobs.includes(blob)) blobs.push(blob);
      return { ...version, part: blobs.indexOf(blob) };
    });
    const list: VersionList = { versions, ...(isAll ? { asked: limit } : {}) };
    const parts: Part[] = [
      ...entry.parts.filter(({ role }) => !isContent(role)),
      {
        role: 'attachments',
        blob: await repository.saveBlob('content', this.#versions.write(facts, list)),
      },
      ...blobs.map((blob) => ({ role: 'attachment' as const, blob })),
    ];
    return { ...entry, parts };
  }

  async #noteLacking(file: Lacking, version: string, fault: Fault): Promise<void> {
    const { container, itemId, entry } = file;
    this.lacking.add(itemId);
    const { repository, source, now } = this.#parts;
    const name = source.summarise(await readMeta(repository, entry)).subject;
    const label = version === '' ? `${name}, older versions` : `${name}, version ${version}`;
    container.noteGap(gapFor(itemId, label, 'content', fault, now()));
  }
}

/** Numbers of versions begin anew when a file is made again. */
function keyOf({ id, modifiedAt, sizeBytes }: HeldVersion): string {
  return `${id} ${modifiedAt} ${sizeBytes}`;
}
