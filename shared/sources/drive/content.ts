import type { Graph } from '../../graph/graph.ts';
import type { Bytes } from '../../lib/bytes.ts';
import { fromHex, toHex } from '../../lib/bytes.ts';
import { beginSha1, type RunningHash, SHA_256 } from '../../lib/hash.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ItemId } from '../../model/ids.ts';
import type { LoadedPart, ResumingStore, SeenMemory } from '../contents.ts';
import { DOWNLOAD_URL, itemPath, PER_PAGE, READ_CONTENT } from './calls.ts';
import { contentKey, type DriveMeta, isSameContent, metaOf, readMeta } from './drive-meta.ts';
import { type FileHashes, type GraphItem, readItem, readItemPage } from './graph-item.ts';
import { QuickXorHash } from './quick-xor-hash.ts';
import { type StoredFacts, writeFacts } from './stored-facts.ts';

const STATE = `?$select=id,size,eTag,cTag,file,malware,deleted,${DOWNLOAD_URL}`;
/** A page is at least so long, however few are wanted. */
const LEAST_PER_PAGE = 200;
/** So often a file is fetched whose bytes are not what is listed. */
const TRIES = 2;

/**
 * Files that SharePoint writes into, or converts, after it has measured them.
 * Source: github.com/OneDrive/onedrive-api-docs/issues/935, 1066, 492, 407, 1532, 1723.
 */
export const REWRITTEN =
  /\.(docx?|docm|dotx?|dotm|xlsx?|xlsm|xlsb|xltx?|pptx?|pptm|ppsx?|potx?|vsdx?|one|onetoc2|pdf|html?|aspx|heic|heif)$/i;

/**
 * See `Source.loadContent`. The bytes of a file, compared with size and hash on their way.
 * Faults: `unreadable` for what is flagged as malware or can't be asked for any more; `conflict`
 * when it has changed since it was listed: the next walk tells it; `server-error` when the bytes are
 * not what is listed, twice.
 */
export async function loadFile(
  graph: Graph,
  id: ItemId,
  stored: unknown,
  store: ResumingStore,
  signal: AbortSignal,
  hint?: unknown,
): Promise<LoadedPart[]> {
  const meta = readMeta(stored);
  if (meta.malware) throw malware();
  // Made by `prepareFiles`, and good for the first try only.
  let known = hint as GraphItem | undefined;
  const address = async (within: AbortSignal) => {
    const item = known ?? (await readState(graph, id, within));
    known = undefined;
    return addressOf(item, meta);
  };
  let sameAs = contentKey(meta);
  for (let tries = 0; ; ) {
    const received = await Received.begin(meta);
    const blob = await store.resume({
      sizeBytes: meta.size ?? 0,
      sameAs,
      from: (offset) => graph.download(address, READ_CONTENT, signal, offset),
      seen: (bytes, isStored) => received.take(bytes, isStored),
      memory: received,
    });
    const sizeBytes = received.size;
    const facts = received.facts();
    if (facts === null) return [{ role: 'attachment', blob, sizeBytes }];
    // Two halves of what is made anew for each request do not fit together.
    if (received.isResumed) {
      sameAs = null;
      continue;
    }
    tries += 1;
    if (REWRITTEN.test(meta.name ?? '')) {
      const bytes = writeFacts(facts);
      return [
        { role: 'attachments', bytes },
        { role: 'attachment', blob, sizeBytes },
      ];
    }
    if (tries >= TRIES) {
      throw new Fault('server-error', 'the bytes of a file are not those that are listed');
    }
  }
}

/** Good for an hour, so it is asked for when it is needed. */
function addressOf(item: GraphItem, meta: DriveMeta): string {
  if (item.malware) throw malware();
  if (!isSameContent(meta, { ...metaOf(item), kind: 'file' })) {
    throw new Fault('conflict', 'the file has changed since it was listed');
  }
  if (item.downloadUrl === undefined) {
    throw new Fault('unreadable', 'Graph gives no address for the contents of a file');
  }
  return item.downloadUrl;
}

/**
 * See `Source.prepareContents`: a folder's list tells the addresses of many files in one request. Of a
 * large folder with little to fetch not all is listed.
 */
export async function prepareFiles(
  graph: Graph,
  folder: string,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, unknown>> {
  const wanted = new Set<string>(ids);
  const hints = new Map<ItemId, unknown>();
  let link: string | null = itemPath(folder, `/children${STATE}&$top=${perPage(ids.length)}`);
  for (let pages = 0; link !== null && pages < mostPages(ids.length); pages += 1) {
    const page = readItemPage(await graph.read(link, READ_CONTENT, signal));
    for (const raw of page?.entries ?? []) {
      const item = readItem(raw);
      if (item === null || item.downloadUrl === undefined || !wanted.delete(item.id)) continue;
      hints.set(asId<ItemId>(item.id), item);
    }
    link = wanted.size === 0 ? null : (page?.nextLink ?? null);
  }
  return hints;
}

/** Entries of which nobody wants the address cost time and memory, so not all there could be. */
function perPage(files: number): number {
  return Math.min(Math.max(2 * files, LEAST_PER_PAGE), PER_PAGE);
}

/** A page that brings only two or three costs no more than they would by themselves. */
function mostPages(files: number): number {
  return Math.ceil(files / 3);
}

/** That something is gone is delta's to tell: what it lists and can't be had is no deletion. */
async function readState(graph: Graph, id: ItemId, signal: AbortSignal): Promise<GraphItem> {
  try {
    const item = readItem(await graph.read(itemPath(id, STATE), READ_CONTENT, signal));
    if (item === null || item.isDeleted) throw new Fault('unreadable', 'Graph tells nothing of it');
    return item;
  } catch (error) {
    if (!isFault(error, 'not-found')) throw error;
    const { upstreamCode = 'itemNotFound' } = error;
    throw new Fault('unreadable', 'it is listed and was not found', { upstreamCode, cause: error });
  }
}

function malware(): Fault {
  return new Fault('unreadable', 'Microsoft flags it as malware and does not hand it out', {
    upstreamCode: 'malwareDetected',
  });
}

/** What came, measured while it passes. */
class Received implements SeenMemory {
  readonly #quickXor = new QuickXorHash();
  readonly #meta: DriveMeta;
  /** Of a drive that tells no quickXorHash. */
  readonly #other: OtherHash | null;
  #isResumed = false;

  private constructor(meta: DriveMeta, other: OtherHash | null) {
    this.#meta = meta;
    this.#other = other;
  }

  static async begin(meta: DriveMeta): Promise<Received> {
    return new Received(meta, await beginOther(meta.hashes ?? {}));
  }

  get size(): number {
    return this.#quickXor.length;
  }

  /** A part of it came in an earlier run. */
  get isResumed(): boolean {
    return this.#isResumed;
  }

  take(bytes: Bytes, isStored: boolean): void {
    this.#isResumed ||= isStored;
    this.#quickXor.update(bytes);
    this.#other?.running.update(bytes);
  }

  save(): unknown {
    const quickXor = this.#quickXor.save();
    if (this.#other === null) return { quickXor };
    return { quickXor, [this.#other.kind]: toHex(this.#other.running.save()) };
  }

  load(saved: unknown): boolean {
    const states = saved as { quickXor?: unknown; sha256?: unknown; sha1?: unknown };
    try {
      this.#other?.running.load(fromHex(String(states[this.#other.kind])));
      this.#isResumed = this.#quickXor.load(states.quickXor);
    } catch {
      // Another build of the library has saved it.
      return false;
    }
    return this.#isResumed;
  }

  /** null when all is as it is listed. */
  facts(): StoredFacts | null {
    const { size, hashes = {} } = this.#meta;
    const quickXor = this.#quickXor.digest();
    const isEqual =
      (size === undefined || size === this.size) &&
      (hashes.quickXor === undefined || hashes.quickXor === quickXor) &&
      (this.#other === null || hashes[this.#other.kind] === toHex(this.#other.running.digest()));
    if (isEqual) return null;
    const listed = { ...(size === undefined ? {} : { size }), ...hashes };
    return { v: 1, listed, received: { size: this.size, quickXor } };
  }
}

interface OtherHash {
  kind: 'sha256' | 'sha1';
  running: RunningHash;
}

async function beginOther({ quickXor, sha256, sha1 }: FileHashes): Promise<OtherHash | null> {
  if (quickXor !== undefined) return null;
  if (sha256 !== undefined) return { kind: 'sha256', running: await SHA_256.begin() };
  return sha1 === undefined ? null : { kind: 'sha1', running: await beginSha1() };
}
