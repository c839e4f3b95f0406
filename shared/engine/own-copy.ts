import type { Backend } from '../backend/backend.ts';
import type { Records } from '../backend/records.ts';
import { Fault, isFault } from '../model/fault.ts';
import { listStored } from '../repository/copy-plan.ts';
import { Repository, type RepositoryEnvironment } from '../repository/repository.ts';
import type { OwnCopy, OwnCopyApi } from '../rpc/own-copy.ts';
import { handOver } from '../rpc/serve.ts';
import { CHOICE_RECORD } from './chosen-sources.ts';
import { type Elsewhere, EXISTENCE_RECORD, type Known, readKnown } from './existence.ts';

/** What is remembered beside a copy and belongs to it, wherever it lies. */
export const RECORDS_BROUGHT: readonly string[] = [
  'retention',
  'last-prune',
  'check',
  CHOICE_RECORD,
];

export interface OwnCopyParts {
  /**
   * Where it lies; undefined where nothing was ever kept: looking must not make a database. Faults:
   * those of a folder.
   */
  open(): Promise<Backend | undefined>;
  /** The folder's name, when it lies in one. */
  folder: string | null;
  records: Records;
  elsewhere: Records;
  environment: RepositoryEnvironment;
  readMirrorName(): Promise<string | null>;
  /** Resolves when no engine of this origin runs; none begins before `work` has ended. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Removes databases and lists, but not what is remembered elsewhere. */
  removeAll(): Promise<void>;
}

/** The page's own copy as the extension sees it: files to be read, and a mark that it is kept there. */
export class OwnCopyFiles implements OwnCopyApi {
  readonly #parts: OwnCopyParts;
  #held: Promise<void> | null = null;

  constructor(parts: OwnCopyParts) {
    this.#parts = parts;
  }

  async describe(): Promise<OwnCopy | null> {
    const { environment, readMirrorName, folder } = this.#parts;
    const backend = await this.#open();
    if (backend === 'away') return this.#away();
    if (backend === undefined) return null;
    const found = await Repository.inspect(backend);
    if (found.kind === 'none') return null;
    const stored = await listStored(backend);
    const files = Object.values(stored).flatMap((kind) => [...kind.values()]);
    const runs =
      found.kind === 'open'
        ? ((await Repository.open(backend, environment))?.snapshots() ?? [])
        : [];
    return {
      repositoryId: found.id,
      bytes: files.reduce((sum, size) => sum + size, 0),
      snapshots: stored.snapshot.size,
      firstSnapshotAt: runs.at(0)?.endedAt ?? null,
      lastSnapshotAt: runs.at(-1)?.endedAt ?? null,
      mirrorName: await readMirrorName(),
      folder,
      isAway: false,
      isHandedOver: await this.#isHandedOver(),
    };
  }

  hold(): Promise<void> {
    this.#held ??= new Promise((resolve, reject) => {
      const forEver = () => {
        resolve();
        return new Promise<void>(() => {});
      };
      this.#parts.alone(forEver).catch(reject);
    });
    return this.#held;
  }

  async list(prefix: string): Promise<{ name: string; sizeBytes: number }[]> {
    const files = [];
    for await (const file of (await this.#backend()).list(prefix)) files.push(file);
    return files;
  }

  async get(name: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await (await this.#backend()).get(name, { offset, length });
    if (bytes === undefined) return null;
    // A part of something larger would take all of it along.
    const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    return handOver(whole, [whole.buffer]);
  }

  async readRecord(name: string): Promise<unknown> {
    if (!RECORDS_BROUGHT.includes(name)) return null;
    return (await this.#parts.records.read(name)) ?? null;
  }

  noteElsewhere(isHandedOver: boolean): Promise<void> {
    return this.#alone(async () => {
      const id = await this.#id();
      if (id !== null) await this.#note(id, isHandedOver);
    });
  }

  remove(): Promise<void> {
    return this.#alone(async () => {
      if (this.#parts.folder !== null || !(await this.#isHandedOver())) {
        throw new Fault('conflict', 'what is kept here is nowhere else');
      }
      await this.#parts.removeAll();
    });
  }

  /** What is handed over stays so for as long as nothing is added. */
  async #note(repositoryId: string, isHandedOver: boolean): Promise<void> {
    const { elsewhere: records } = this.#parts;
    const known = await readKnown(records);
    const sequence = known?.repositoryId === repositoryId ? known.sequence : 0;
    const elsewhere: Elsewhere = isHandedOver ? 'handed-over' : (known?.elsewhere ?? 'another');
    const next: Known = { repositoryId, sequence, elsewhere };
    await records.write(EXISTENCE_RECORD, next);
  }

  async #isHandedOver(): Promise<boolean> {
    return (await readKnown(this.#parts.elsewhere))?.elsewhere === 'handed-over';
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.#held === null) return this.#parts.alone(work);
    await this.#held;
    await work();
  }

  /** A folder that can't be reached is no copy that is not there. */
  async #open(): Promise<Backend | undefined | 'away'> {
    try {
      return await this.#parts.open();
    } catch (error) {
      if (!isFault(error)) throw error;
      return 'away';
    }
  }

  async #away(): Promise<OwnCopy> {
    const { folder, readMirrorName } = this.#parts;
    return {
      repositoryId: (await this.#id()) ?? '',
      bytes: 0,
      snapshots: 0,
      firstSnapshotAt: null,
      lastSnapshotAt: null,
      mirrorName: await readMirrorName(),
      folder,
      isAway: true,
      isHandedOver: await this.#isHandedOver(),
    };
  }

  /** As far as can be told: of a folder out of reach by what is remembered. */
  async #id(): Promise<string | null> {
    const backend = await this.#open();
    if (backend === undefined) return null;
    if (backend === 'away') return (await readKnown(this.#parts.elsewhere))?.repositoryId ?? null;
    const found = await Repository.inspect(backend);
    return found.kind === 'none' ? null : found.id;
  }

  async #backend(): Promise<Backend> {
    const backend = await this.#parts.open();
    if (backend === undefined) throw new Fault('not-found', 'nothing is kept here');
    return backend;
  }
}
