import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { ChunkCipher, type PieceName, SALT_BYTES, TAG_BYTES } from './chunk-cipher.ts';
import { type ChangedChunks, ChunkFile } from './chunk-file.ts';
import type { SyncFile } from './private-files.ts';
import {
  type Entry,
  ROOT_BYTES,
  type Root,
  readRoot,
  readTable,
  rootAt,
  rootRecord,
  SLOT_BYTES,
  slotAt,
  splitRootRecord,
  type Table,
  tablePieces,
  writeRoot,
  writeTable,
} from './sealed-layout.ts';

/** So many pieces are with WebCrypto at once: enough for its threads, and a megabyte of copies. */
const AT_ONCE = 16;

export interface Sealing {
  catalogKey: CryptoKey;
  /** What is sealed for one repository opens for no other. */
  repositoryId: string;
  randomBytes(length: number): Bytes;
}

interface Generation extends Root {
  table: Table;
}

const EMPTY: Generation = { generation: 0, sizeBytes: 0, chunks: 0, pieces: [], table: [] };

/**
 * A file of which only ciphertext is on disk. Each sealing writes what changed into slots that the
 * generation before does not use, makes that durable, and then writes the new root over the one
 * before the last: whenever it is cut off, the last generation is there. What is not whole, or is
 * not what was sealed, is never read: then there is nothing, and the catalog is built anew.
 */
export class SealedFile {
  #generation: Generation;

  private constructor(
    private readonly file: SyncFile,
    private readonly sealing: Sealing,
    private cipher: ChunkCipher,
    private salt: Bytes,
    generation: Generation,
  ) {
    this.#generation = generation;
  }

  /** Reads the newest generation that is whole into memory; empty when there is none. */
  static async open(
    file: SyncFile,
    sealing: Sealing,
  ): Promise<{ sealed: SealedFile; content: ChunkFile }> {
    for (const { salt, cipher, root } of await readRoots(file, sealing)) {
      const loaded = await load(file, cipher, root);
      if (!loaded) continue;
      const { table, chunks } = loaded;
      const sealed = new SealedFile(file, sealing, cipher, salt, { ...root, table });
      return { sealed, content: new ChunkFile(chunks, root.sizeBytes) };
    }
    const sealed = await SealedFile.#anew(file, sealing);
    return { sealed, content: new ChunkFile() };
  }

  static async #anew(file: SyncFile, sealing: Sealing): Promise<SealedFile> {
    file.truncate(0);
    file.flush();
    const salt = sealing.randomBytes(SALT_BYTES);
    const { catalogKey, repositoryId, randomBytes } = sealing;
    const cipher = await ChunkCipher.forFile(catalogKey, repositoryId, salt, randomBytes);
    return new SealedFile(file, sealing, cipher, salt, EMPTY);
  }

  /**
   * Makes durable what `content` is at this moment. It may be written to meanwhile, not sealed.
   * Faults: `quota`; then the generation before is still there, and the next call tries again.
   */
  async seal(content: ChunkFile): Promise<void> {
    const changed = content.freeze();
    if (!changed) return;
    let isSealed = false;
    try {
      this.#generation = await this.#write(changed);
      isSealed = true;
    } catch (error) {
      throw fileFault(error);
    } finally {
      content.thaw(isSealed);
    }
  }

  /** Forgets everything; what comes then is under another key. */
  async wipe(): Promise<void> {
    const { cipher, salt } = await SealedFile.#anew(this.file, this.sealing);
    this.cipher = cipher;
    this.salt = salt;
    this.#generation = EMPTY;
  }

  async #write({ sizeBytes, count, chunks }: ChangedChunks): Promise<Generation> {
    const generation = this.#generation.generation + 1;
    const slots = freeSlots(this.#generation);
    const table: (Entry | null)[] = this.#generation.table.slice(0, count);
    while (table.length < count) table.push(null);
    const written = [...chunks].flatMap(([number, plain]) => {
      if (plain) return { name: { kind: 'chunk', number, generation } as const, plain };
      table[number] = null;
      return [];
    });
    const entries = await this.#writePieces(written, slots);
    written.forEach(({ name }, at) => {
      table[name.number] = entries[at] ?? null;
    });
    const pieces = await this.#writePieces(
      writeTable(table).map((plain, number) => ({
        name: { kind: 'table', number, generation },
        plain,
      })),
      slots,
    );
    const root = { generation, sizeBytes, chunks: count, pieces };
    // Before the root says so, all it says must be on disk.
    this.file.flush();
    await this.#writeRoot(root);
    this.file.flush();
    return { ...root, table };
  }

  async #writePieces(
    pieces: readonly { name: PieceName; plain: Bytes }[],
    slots: Iterator<number>,
  ): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (let at = 0; at < pieces.length; at += AT_ONCE) {
      const group = pieces.slice(at, at + AT_ONCE).map(async ({ name, plain }) => {
        return { name, sealed: await this.cipher.seal(name, plain) };
      });
      for (const { name, sealed } of await Promise.all(group)) {
        const slot = Number(slots.next().value);
        writeAll(this.file, sealed.bytes.subarray(0, SLOT_BYTES), slotAt(slot));
        const tag = sealed.bytes.slice(SLOT_BYTES);
        entries.push({ slot, generation: name.generation, nonce: sealed.nonce, tag });
      }
    }
    return entries;
  }

  async #writeRoot(root: Root): Promise<void> {
    const { generation } = root;
    const name = { kind: 'root', number: generation % 2, generation: 0 } as const;
    const { nonce, bytes } = await this.cipher.seal(name, writeRoot(root));
    writeAll(this.file, rootRecord(this.salt, nonce, bytes), rootAt(generation));
  }
}

/** Lowest first, without those of the last generation. */
function* freeSlots({ table, pieces }: Generation): Generator<number, never> {
  const used = new Set([...table, ...pieces].map((entry) => entry?.slot));
  for (let slot = 0; ; slot += 1) if (!used.has(slot)) yield slot;
}

/** Those that were sealed for this repository under this key, newest first. */
async function readRoots(file: SyncFile, { catalogKey, repositoryId, randomBytes }: Sealing) {
  const found: { salt: Bytes; cipher: ChunkCipher; root: Root }[] = [];
  for (const number of [0, 1]) {
    const record = new Uint8Array(ROOT_BYTES);
    if (!readAll(file, record, rootAt(number))) continue;
    const { salt, nonce, bytes } = splitRootRecord(record);
    const cipher = await ChunkCipher.forFile(catalogKey, repositoryId, salt, randomBytes);
    const body = await cipher.open({ kind: 'root', number, generation: 0 }, { nonce, bytes });
    if (body) found.push({ salt, cipher, root: readRoot(body) });
  }
  return found.toSorted((a, b) => b.root.generation - a.root.generation);
}

/** undefined when anything of it is not what was sealed. */
async function load(file: SyncFile, cipher: ChunkCipher, root: Root) {
  const { generation, pieces } = root;
  if (pieces.length !== tablePieces(root.chunks)) return undefined;
  const tableBytes = await readPieces(file, cipher, 'table', pieces);
  if (!tableBytes || pieces.some((piece) => piece.generation !== generation)) return undefined;
  const table = readTable(
    tableBytes.filter((bytes) => bytes !== null),
    root.chunks,
  );
  const chunks = await readPieces(file, cipher, 'chunk', table);
  return chunks && { table, chunks };
}

async function readPieces(
  file: SyncFile,
  cipher: ChunkCipher,
  kind: 'table' | 'chunk',
  entries: Table,
): Promise<(Bytes | null)[] | undefined> {
  const pieces: (Bytes | null)[] = [];
  // Used again for every group, which is over before the next: they are 64 KiB each.
  const buffers = Array.from({ length: AT_ONCE }, () => new Uint8Array(SLOT_BYTES + TAG_BYTES));
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const group = entries.slice(at, at + AT_ONCE).map((entry, index) => {
      const bytes = buffers[index];
      if (!entry || !bytes) return null;
      const { slot, generation, nonce, tag } = entry;
      if (!readAll(file, bytes.subarray(0, SLOT_BYTES), slotAt(slot))) return undefined;
      bytes.set(tag, SLOT_BYTES);
      return cipher.open({ kind, number: at + index, generation }, { nonce, bytes });
    });
    for (const piece of await Promise.all(group)) {
      if (piece === undefined) return undefined;
      pieces.push(piece);
    }
  }
  return pieces;
}

/** False when the file is shorter. */
function readAll(file: SyncFile, into: Bytes, at: number): boolean {
  return file.read(into, { at }) === into.byteLength;
}

function writeAll(file: SyncFile, bytes: Bytes, at: number): void {
  if (file.write(bytes, { at }) < bytes.byteLength) {
    throw new Fault('quota', 'no room for the catalog');
  }
}

function fileFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof DOMException && error.name === 'QuotaExceededError') {
    return new Fault('quota', 'no room for the catalog', { cause: error });
  }
  return new Fault('unexpected', 'the catalog could not be sealed', { cause: error });
}
