import type { Backend } from '../backend/backend.ts';
import type { Bytes } from '../lib/bytes.ts';
import { toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import { Fault, isFault } from '../model/fault.ts';
import { hashInName, type NamedKind, nameOf, PREFIXES } from './file-names.ts';

/** A file that is not what it should be, in words for the log: no content, no addresses. */
export interface Damage {
  file: string;
  problem: string;
  /** It needs no repair: what a crash left, or two programs that wrote at once. */
  isHarmless?: boolean;
}

/** The hash-named files of a repository: read and written with their names checked. */
export class RepositoryFiles {
  readonly backend: Backend;
  /** By hash: snapshots name them, and nothing says that they were replaced or removed. */
  readonly missingIndexes = new Set<string>();
  readonly #damage = new Map<string, Damage>();
  /** Files under whose name the wrong bytes lie: `put` would keep those. */
  readonly #broken = new Set<string>();
  #storedBytes = 0;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  get storedBytes(): number {
    return this.#storedBytes;
  }

  damage(): readonly Damage[] {
    return [...this.#damage.values()];
  }

  report(file: string, problem: string, isHarmless = false): void {
    this.#damage.set(`${file} ${problem}`, { file, problem, ...(isHarmless && { isHarmless }) });
  }

  reportBroken(file: string, problem: string, isHarmless = false): void {
    this.#broken.add(file);
    this.report(file, problem, isHarmless);
  }

  /** Hash and size of every file of a kind. Empty files count as missing, foreign ones too. */
  async list(kind: NamedKind): Promise<Map<string, number>> {
    const files = new Map<string, number>();
    for await (const { name, sizeBytes } of this.backend.list(PREFIXES[kind])) {
      const fileHash = hashInName(kind, name);
      if (fileHash === undefined) continue;
      if (sizeBytes === 0) {
        // It counts as missing: if it is needed, that is found out elsewhere.
        this.reportBroken(name, 'the file is empty', true);
        continue;
      }
      files.set(fileHash, sizeBytes);
    }
    return files;
  }

  countBytes(sizeBytes: number): void {
    this.#storedBytes += sizeBytes;
  }

  /** Stores bytes under their hash; durable when resolved. */
  async put(kind: NamedKind, bytes: Bytes, fileHash?: string): Promise<string> {
    const named = fileHash ?? toHex(await hash(bytes));
    const name = nameOf(kind, named);
    if (this.#broken.has(name)) {
      await this.backend.remove(name);
      this.#broken.delete(name);
    }
    await this.backend.put(name, bytes);
    this.#storedBytes += bytes.byteLength;
    return named;
  }

  /**
   * The file's bytes, compared with its name; undefined when there is none. Read once more before
   * it is called damaged (a disk or a driver may fail once). Faults: `corrupt`.
   */
  async read(kind: NamedKind, fileHash: string): Promise<Bytes | undefined> {
    const name = nameOf(kind, fileHash);
    for (let attempt = 0; attempt < 2; attempt++) {
      const bytes = await this.#tryRead(name, attempt === 1);
      if (bytes === undefined) return undefined;
      if (bytes !== 'unreadable' && toHex(await hash(bytes)) === fileHash) return bytes;
    }
    throw new Fault('corrupt', `${name} is not what it was`);
  }

  async #tryRead(name: string, isLast: boolean): Promise<Bytes | undefined | 'unreadable'> {
    try {
      return await this.backend.get(name);
    } catch (error) {
      if (isLast || !isFault(error, 'corrupt')) throw error;
      return 'unreadable';
    }
  }
}
