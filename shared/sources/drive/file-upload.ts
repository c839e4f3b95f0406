import type { Graph, UploadedFile } from '../../graph/graph.ts';
import type { Bytes } from '../../lib/bytes.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ItemId } from '../../model/ids.ts';
import type { Difference } from '../../model/restore.ts';
import type { RestorableItem, RestoreContext } from '../restoring.ts';
import { childPath, itemPath, WRITE } from './calls.ts';
import { isSameTime } from './differences.ts';
import type { DriveMeta } from './drive-meta.ts';
import { type GraphItem, readItem } from './graph-item.ts';
import { asFarAsAllowed, datesOf, patch } from './patch.ts';
import { fittedName } from './path-room.ts';
import { type Place, readChild } from './places.ts';
import { restoreHeldVersion } from './restore-version.ts';
import { readFacts } from './stored-facts.ts';
import { isBegunTwin } from './twin.ts';
import type { ListedVersion } from './versions.ts';

/** Each of them asks what came of the one before. */
const MOST_TRIES_OF_EMPTY = 3;
/** Some seconds of a quick line: below, sending anew is as good. */
const NOTED_FROM_BYTES = 20 * 1024 * 1024;
const CONFLICT = '@microsoft.graph.conflictBehavior';

/** One file on its way back. */
export class FileUpload {
  readonly name: string;
  /** Without regard to its length. */
  readonly plain: string;
  /** Of what was sent. */
  #sent: string | null = null;

  constructor(
    readonly graph: Graph,
    readonly item: RestorableItem,
    readonly meta: DriveMeta,
    readonly place: Place,
    readonly context: RestoreContext,
    readonly signal: AbortSignal,
  ) {
    const { name, plain } = fittedName(place, meta);
    this.name = name;
    this.plain = plain;
  }

  /**
   * Contents in the place of others: an older version that Microsoft holds, or what is sent. What `isThere`
   * already is taken, see `isAlreadyReplaced`.
   */
  async replace(
    id: ItemId,
    versions: readonly ListedVersion[],
    isThere: GraphItem | null,
  ): Promise<GraphItem> {
    const { graph, meta, signal } = this;
    const sent = await this.stored();
    const held = isThere ?? (await restoreHeldVersion(graph, id, meta, sent, versions, signal));
    if (held === null) return this.send(id);
    if (isSameTime(held.modified, meta.modified)) return held;
    // What it costs at work, another version, a file that was sent would have cost as well.
    return this.#dated(held);
  }

  /** A new file: what this run has sent before it was cut off (`wasBegun`), or sends now. */
  async make(wasBegun: boolean): Promise<GraphItem> {
    const begun = wasBegun ? await this.begun() : null;
    if (begun === null) return this.send(null);
    return begun.size === 0 ? this.#dated(begun) : begun;
  }

  /** What this run has sent before it was cut off. */
  async begun(): Promise<GraphItem | null> {
    const there = await readChild(this.graph, this.place.id, this.name, this.signal);
    const isOurs =
      there !== null &&
      isBegunTwin(there, this.meta, await this.stored()) &&
      !(await this.context.isKept?.(asId(there.id)));
    return isOurs ? there : null;
  }

  async send(replaced: ItemId | null): Promise<GraphItem> {
    const { size, quickXor } = await this.stored();
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
  async stored(): Promise<{ size: number; quickXor?: string }> {
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
    const file = {
      sizeBytes,
      from: (offset: number) => this.#read(offset),
      ...this.#begun(path, sizeBytes),
    };
    const made = readItem(await this.graph.uploadFile(path, session, file, WRITE, this.signal));
    if (made === null) throw new Fault('server-error', 'Graph does not tell of a file it took');
    return made;
  }

  /** A small file is sent anew sooner than its session is noted. */
  #begun(path: string, sizeBytes: number): Pick<UploadedFile, 'begun'> {
    if (sizeBytes < NOTED_FROM_BYTES) return {};
    const { context, item, place } = this;
    const { itemId } = item;
    const open = context.openUpload?.(itemId);
    const isSame = open?.path === path && open.sizeBytes === sizeBytes;
    const note = (url: string) => {
      const upload = { path, sizeBytes, url };
      return context.intend({ itemId, action: 'make-again', target: place.id, upload });
    };
    return { begun: { url: isSame ? open.url : null, note } };
  }

  /** There is no session of nothing; its dates come afterwards. */
  async #sendEmpty(replaced: ItemId | null): Promise<GraphItem> {
    const path =
      replaced === null
        ? childPath(this.place.id, this.name, `/content?${CONFLICT}=rename`)
        : itemPath(replaced, '/content');
    const made = await this.#makeEmpty(path, replaced);
    return this.#dated(made);
  }

  /** Sent again after its answer was lost, it would be there twice, the second with a number. */
  async #makeEmpty(path: string, replaced: ItemId | null): Promise<GraphItem> {
    const options = { ...WRITE, retry: false };
    for (let tries = 1; ; tries += 1) {
      try {
        const made = readItem(await this.graph.send('PUT', path, null, options, this.signal));
        if (made !== null) return made;
        throw new Fault('server-error', 'Graph does not tell of a file it took');
      } catch (error) {
        if (!isFault(error, 'offline', 'server-error')) throw error;
        const there =
          replaced === null
            ? await readChild(this.graph, this.place.id, this.name, this.signal)
            : null;
        if (there?.kind === 'file' && there.size === 0) return there;
        if (tries >= MOST_TRIES_OF_EMPTY) throw error;
      }
    }
  }

  /** That its dates are refused shows as a difference: the contents are there. */
  async #dated(made: GraphItem): Promise<GraphItem> {
    const body = { fileSystemInfo: datesOf(this.meta) };
    const dated = () => patch(this.graph, made.id, body, this.signal);
    return (await asFarAsAllowed(dated)) ?? made;
  }

  async #arrived(): Promise<GraphItem | null> {
    const there = await readChild(this.graph, this.place.id, this.name, this.signal);
    return this.#sent !== null && there?.hashes?.quickXor === this.#sent ? there : null;
  }
}
