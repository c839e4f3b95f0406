import type { Backend } from '../backend/backend.ts';
import { areEqual, type Bytes, toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import { mapConcurrent } from '../lib/iterate.ts';
import { isFault } from '../model/fault.ts';
import { type CopyPlan, type PlannedFile, planCopy, WRITING_ORDER } from './copy-plan.ts';
import { FORMAT_NAME } from './file-names.ts';

/** A pack may have 64 MiB, and each file is held twice while it is compared. */
const FILES_AT_ONCE = 2;

export interface CopyProgress {
  doneFiles: number;
  totalFiles: number;
  doneBytes: number;
  totalBytes: number;
}

export interface CopyOptions {
  /** See `PlanOptions`. */
  recheck?: 'all' | ReadonlySet<string>;
  /** After each file. */
  onProgress?(progress: CopyProgress): void;
  /** Told before anything is written: what this copy is going to write. Waited for. */
  onPlan?(plan: CopyPlan): Promise<void>;
  signal?: AbortSignal;
}

export interface CopyResult {
  /** Written, with their bytes; each was read back and compared. */
  files: number;
  bytes: number;
  /** Read at the target and found right: what was written, and what was to be looked at again. */
  verified: number;
  /** Were there with the right length and not looked into. */
  present: number;
  /** In the source and not what their names say, as far as they were looked into: not copied. */
  damaged: readonly string[];
  /** Went from the source before they were read: another copy will tell. */
  vanished: readonly string[];
  /** Written twice and wrong each time when read back: taken away again. */
  failed: readonly string[];
  /** Everything the source names lies at the target, as far as both were looked into. */
  complete: boolean;
}

/** `better`: right at the target, and in the source it is not. */
type Outcome = 'written' | 'right' | 'better' | 'damaged' | 'vanished' | 'failed';

/**
 * Brings the files of a repository from one place to another as they are; no key is needed. What
 * is there already is left, so a copy that was cut off goes on where it was, and one that lacks
 * nothing costs a listing. Files are written in the repository's own order, snapshots last, and
 * one that can't be copied costs no other. Nothing is ever removed but a broken file that is
 * replaced. Faults: those of `planCopy`; those of the backends, which end it.
 */
export async function copyRepository(
  from: Backend,
  to: Backend,
  options: CopyOptions = {},
): Promise<CopyResult> {
  const { signal, recheck, onPlan } = options;
  const limits = {
    ...(recheck === undefined ? {} : { recheck }),
    ...(signal === undefined ? {} : { signal }),
  };
  const plan = await planCopy(from, to, limits);
  await onPlan?.(plan);
  return new Copying(from, to, plan, options).run();
}

class Copying {
  readonly #from: Backend;
  readonly #to: Backend;
  readonly #plan: CopyPlan;
  readonly #options: CopyOptions;
  readonly #progress: CopyProgress;
  readonly #not: Record<'damaged' | 'vanished' | 'failed', string[]> = {
    damaged: [],
    vanished: [],
    failed: [],
  };
  #files = 0;
  #bytes = 0;
  #verified = 0;
  #lacks = 0;

  constructor(from: Backend, to: Backend, plan: CopyPlan, options: CopyOptions) {
    this.#from = from;
    this.#to = to;
    this.#plan = plan;
    this.#options = options;
    const all = [...plan.missing, ...plan.toRecheck];
    this.#progress = {
      doneFiles: 0,
      totalFiles: all.length,
      doneBytes: 0,
      totalBytes: all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    };
  }

  async run(): Promise<CopyResult> {
    const all = [...this.#plan.missing, ...this.#plan.toRecheck];
    for (const kind of WRITING_ORDER) {
      await this.#copyAll(all.filter((file) => file.kind === kind));
      // A repository is there from the moment its `format` is: not before its keys.
      if (kind === 'key' && this.#plan.lacksFormat) await this.#copyFormat();
    }
    return {
      files: this.#files,
      bytes: this.#bytes,
      verified: this.#verified,
      present: this.#plan.present,
      ...this.#not,
      complete: this.#lacks === 0,
    };
  }

  async #copyAll(files: readonly PlannedFile[]): Promise<void> {
    const outcomes = mapConcurrent(files, FILES_AT_ONCE, async (file) => {
      this.#options.signal?.throwIfAborted();
      return { file, outcome: await this.#copy(file) };
    });
    for await (const { file, outcome } of outcomes) {
      this.#note(file.name, file.sizeBytes, outcome);
      this.#progress.doneFiles += 1;
      this.#progress.doneBytes += file.sizeBytes;
      this.#options.onProgress?.({ ...this.#progress });
    }
  }

  async #copyFormat(): Promise<void> {
    const { format } = this.#plan;
    this.#note(FORMAT_NAME, format.byteLength, await this.#write(FORMAT_NAME, format, true));
  }

  #note(name: string, sizeBytes: number, outcome: Outcome): void {
    if (outcome === 'damaged' || outcome === 'vanished' || outcome === 'failed') {
      this.#not[outcome].push(name);
      this.#lacks += 1;
      return;
    }
    if (outcome === 'better') this.#not.damaged.push(name);
    this.#verified += 1;
    if (outcome !== 'written') return;
    this.#files += 1;
    this.#bytes += sizeBytes;
  }

  async #copy({ name, hash: expected, sizeBytes, sizeThere }: PlannedFile): Promise<Outcome> {
    if (sizeThere !== null && (await hasHash(await readOrDamaged(this.#to, name), expected))) {
      return sizeThere === sizeBytes ? 'right' : 'better';
    }
    // The source comes first: a damaged one must not replace what may be the better copy.
    const bytes = await readOrDamaged(this.#from, name);
    if (bytes === undefined) return 'vanished';
    if (bytes === 'damaged' || !(await hasHash(bytes, expected))) return 'damaged';
    return this.#write(name, bytes, true);
  }

  /** `put` keeps what is there, so a broken file goes first; an empty one is in no listing. */
  async #write(name: string, bytes: Bytes, mayRepeat: boolean): Promise<Outcome> {
    await this.#to.remove(name);
    await this.#to.put(name, bytes);
    const written = await readOrDamaged(this.#to, name);
    if (written instanceof Uint8Array && areEqual(written, bytes)) return 'written';
    if (mayRepeat) return this.#write(name, bytes, false);
    await this.#to.remove(name);
    return 'failed';
  }
}

type Read = Bytes | 'damaged' | undefined;

async function hasHash(bytes: Read, expected: string): Promise<boolean> {
  return bytes instanceof Uint8Array && toHex(await hash(bytes)) === expected;
}

async function readOrDamaged(backend: Backend, name: string): Promise<Read> {
  try {
    return await backend.get(name);
  } catch (error) {
    if (isFault(error, 'corrupt')) return 'damaged';
    throw error;
  }
}
