import type { Backend } from '../backend/backend.ts';
import type { Records } from '../backend/records.ts';
import { Fault } from '../model/fault.ts';
import { listStored } from '../repository/copy-plan.ts';
import { Repository, type RepositoryEnvironment } from '../repository/repository.ts';
import type { OwnCopy, OwnCopyApi } from '../rpc/own-copy.ts';
import { handOver } from '../rpc/serve.ts';
import { type Elsewhere, EXISTENCE_RECORD, type Known, readKnown } from './existence.ts';

/** What is remembered beside a copy and belongs to it, wherever it lies. */
export const RECORDS_BROUGHT: readonly string[] = ['retention', 'last-prune', 'check'];

export interface OwnCopyParts {
  /** undefined where nothing was ever kept: looking must not make a database. */
  backend: Backend | undefined;
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
    const { backend, environment, readMirrorName } = this.#parts;
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
    for await (const file of this.#backend().list(prefix)) files.push(file);
    return files;
  }

  async get(name: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.#backend().get(name, { offset, length });
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
      const { backend } = this.#parts;
      const found = backend && (await Repository.inspect(backend));
      if (found === undefined || found.kind === 'none') return;
      await this.#note(found.id, isHandedOver);
    });
  }

  remove(): Promise<void> {
    return this.#alone(async () => {
      if (!(await this.#isHandedOver())) {
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

  #backend(): Backend {
    const { backend } = this.#parts;
    if (backend === undefined) throw new Fault('not-found', 'nothing is kept here');
    return backend;
  }
}
