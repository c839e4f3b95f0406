import type { Graph } from '../graph/graph.ts';
import { Fault, isAbort, isFault, JOB_ENDING, toFault } from '../model/fault.ts';
import type { ItemId } from '../model/ids.ts';
import type { Gap, ItemEntry } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { LoadedPart, ResumingStore } from '../sources/contents.ts';
import type { Source } from '../sources/source.ts';
import type { ContentOrder } from '../sources/walk.ts';
import type { BegunContents } from './begun-contents.ts';
import type { ContainerWork } from './container-work.ts';
import { ContentHints, MOST_AT_ONCE } from './content-hints.ts';
import { ContentLine } from './content-line.ts';
import { saveIncoming } from './incoming-content.ts';
import type { KeyedTasks } from './keyed-tasks.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { isContent, keptContents, readMeta, saveParts } from './stored-item.ts';

/** Often enough to be seen to move. */
const TOLD_EVERY_BYTES = 4 * 1024 * 1024;
/** Graph's pace lets four requests out; two more are being stored meanwhile. */
const AT_ONCE = 6;

/** An item whose attachments are missing. */
export interface Wanted {
  container: ContainerWork;
  itemId: ItemId;
  label: string;
  order?: ContentOrder;
}

export interface ContentParts {
  repository: Repository;
  source: Source;
  graph: Graph;
  writer: SnapshotWriter;
  tasks: KeyedTasks;
  begun: BegunContents;
  /** ISO 8601, UTC. */
  now(): string;
  /** What is over, for better or worse, or a good part of it. May take a checkpoint. */
  done(): Promise<void>;
  /** A fault that ends the job. */
  fail(error: unknown): void;
}

/**
 * What is fetched item by item, the attachments. It waits until it is opened, so that the text of
 * everything comes first. Trouble with one becomes a gap.
 */
export class ContentQueue {
  total = 0;
  doneCount = 0;
  readonly #parts: ContentParts;
  readonly #signal: AbortSignal;
  readonly #waiting = new ContentLine<Wanted>();
  readonly #hints: ContentHints;
  readonly #queued = new Set<ItemId>();
  readonly #workers = new Set<Promise<void>>();
  #isOpen = false;
  /** Bytes that came since it was last told that something did. */
  #untold = 0;

  constructor(parts: ContentParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#hints = new ContentHints(parts);
  }

  /** Wanting twice what is still waiting changes nothing. */
  want(wanted: Wanted): void {
    if (this.#queued.has(wanted.itemId)) return;
    this.#queued.add(wanted.itemId);
    this.#waiting.add(wanted);
    this.total += 1;
    if (this.#isOpen) this.#work();
  }

  open(): void {
    this.#isOpen = true;
    this.#work();
  }

  /** Resolves when nothing waits and nothing is in hand. */
  async idle(): Promise<void> {
    while (this.#workers.size > 0) await Promise.all(this.#workers);
  }

  #work(): void {
    while (this.#workers.size < AT_ONCE && this.#waiting.size > 0 && !this.#signal.aborted) {
      const worker = this.#run().finally(() => {
        this.#workers.delete(worker);
        // Something may have been wanted just when this one had nothing left to do.
        this.#work();
      });
      this.#workers.add(worker);
    }
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.take(); next !== undefined; next = this.#waiting.take()) {
      if (this.#signal.aborted) return;
      try {
        const isOver = await this.#fetch(next);
        this.#queued.delete(next.itemId);
        if (isOver) this.doneCount += 1;
        else this.#wantAgain(next);
        await this.#parts.done();
      } catch (error) {
        this.#parts.fail(error);
        return;
      }
    }
  }

  #wantAgain(wanted: Wanted): void {
    this.total -= 1;
    this.want(wanted);
  }

  /** False when it changed while it was being fetched, and has to be fetched again. */
  async #fetch(wanted: Wanted): Promise<boolean> {
    try {
      return await this.#fetchContent(wanted);
    } catch (error) {
      if (isAbort(error) || this.#signal.aborted) throw error;
      const fault = toFault(error);
      if (JOB_ENDING.has(fault.code)) throw fault;
      this.#note(wanted, fault);
      return true;
    }
  }

  async #fetchContent(wanted: Wanted): Promise<boolean> {
    const { container, itemId, label } = wanted;
    const { repository, source, graph, writer, tasks } = this.#parts;
    const found = await writer.find(itemId, container);
    if (found === undefined || found.entry.whole) return true;
    const meta = await readMeta(repository, found.entry).catch(asTroubleOfOne);
    const before = keptContents(repository, found.entry);
    const store = { ...this.#storeFor(wanted), before };
    const hint = await this.#hintFor(wanted);
    const loaded = await source.loadContent(graph, itemId, meta, store, this.#signal, hint);
    return tasks.exclusive(itemId, async () => {
      const now = await writer.find(itemId, container);
      if (now === undefined || now.entry.whole) return true;
      if (now.entry.version !== found.entry.version) return false;
      const entry = await this.#complete(now.entry, loaded);
      writer.put(itemId, now.container, entry, now);
      const lacks = loaded.find((part) => part.lacks !== undefined)?.lacks;
      if (lacks === undefined) now.container.closeGap(itemId);
      else this.#note({ container: now.container, itemId, label }, lacks);
      return true;
    });
  }

  async #hintFor({ itemId, order }: Wanted): Promise<unknown> {
    if (order === undefined || this.#parts.source.prepareContents === undefined) return undefined;
    const { group } = order;
    const others = () =>
      this.#waiting.around(group, AT_ONCE, MOST_AT_ONCE).map((one) => one.itemId);
    return this.#hints.take(itemId, group, others, this.#signal);
  }

  #storeFor({ container, itemId }: Wanted): ResumingStore {
    const { repository, begun } = this.#parts;
    const parts = { repository, begun, came: this.#came };
    const item = { account: container.account, itemId };
    return { resume: (content) => saveIncoming(parts, item, content) };
  }

  /**
   * Told while it comes: a large file must neither keep what lies beside it from being committed nor
   * its own packs out of the index for long.
   */
  readonly #came = async (bytes: number): Promise<void> => {
    this.#parts.writer.noteBytes(bytes);
    this.#untold += bytes;
    if (this.#untold < TOLD_EVERY_BYTES) return;
    this.#untold = 0;
    try {
      await this.#parts.done();
    } catch (error) {
      // Trouble of the whole, which the one file that is on its way must not take for its own.
      this.#parts.fail(error);
      throw error;
    }
  };

  async #complete(entry: ItemEntry, loaded: readonly LoadedPart[]): Promise<ItemEntry> {
    const { parts, bytes } = await saveParts(this.#parts.repository, loaded);
    this.#parts.writer.noteBytes(bytes);
    const replaced = new Set(parts.map((part) => part.role));
    const kept = entry.parts.filter(({ role }) => !isContent(role) && !replaced.has(role));
    const whole = loaded.every((part) => part.lacks === undefined);
    return { ...entry, parts: [...kept, ...parts], whole };
  }

  /**
   * What is not found went between being listed and being read; the next round of its container
   * will say so. If it was not found in an earlier run either, it is asked for where it is.
   */
  #note({ container, itemId, label }: Wanted, fault: Fault): void {
    const before = container.gapOf(itemId);
    if (isFault(fault, 'not-found') && before?.code === 'not-found') container.leaving.add(itemId);
    container.noteGap(gapFor(itemId, label, 'content', fault, this.#parts.now()));
  }
}

/** Damage of one item's properties is its own trouble: told whole, it is stored anew. */
function asTroubleOfOne(error: unknown): never {
  if (!isFault(error, 'corrupt')) throw error;
  throw new Fault('unreadable', 'what is stored of it is damaged', { cause: error });
}

export function gapFor(
  itemId: ItemId | null,
  label: string,
  missing: Gap['missing'],
  fault: Fault,
  at: string,
): Omit<Gap, 'firstFailedAt' | 'tries'> {
  const { code, message, upstreamCode = null } = fault;
  return { itemId, label, missing, code, message, upstreamCode, lastFailedAt: at };
}
