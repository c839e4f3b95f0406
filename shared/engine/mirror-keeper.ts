import { Fault, isAbort, toFault } from '../model/fault.ts';
import type { Repository } from '../repository/repository.ts';
import type { MirrorStatus } from '../rpc/protocol.ts';
import type { EngineParts, MirrorPlace } from './engine-parts.ts';
import type { Mirror } from './mirror.ts';
import { Turns } from './turns.ts';

export interface KeeperParts {
  engine: EngineParts;
  /** What is open now; undefined while it is locked, or when there is none. */
  repository(): Repository | undefined;
  changed(): void;
}

/** The engine's mirror, if one is kept: from its folder being picked to its being let go. */
export class MirrorKeeper {
  readonly #parts: KeeperParts;
  readonly #closing = new AbortController();
  /** Picking, letting go and starting: one after the other. */
  readonly #turns = new Turns();
  #mirror: Mirror | null = null;
  #stop = new AbortController();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  get status(): MirrorStatus | null {
    return this.#mirror?.status ?? null;
  }

  /** At the engine's start: goes on with the folder of before. Trouble is reported. */
  async start(): Promise<void> {
    try {
      await this.#turns.take(async () => {
        const folder = await this.#parts.engine.mirrorPlace?.read();
        if (folder == null || this.#mirror !== null) return;
        await this.#open(folder.name, false);
      });
    } catch (error) {
      this.#parts.engine.report(`the mirror was not opened: ${toFault(error).code}`);
    }
    this.updateSoon();
  }

  /** Faults: see `EngineApi.keepMirror`. */
  async keep(folder: FileSystemDirectoryHandle): Promise<void> {
    const place = this.#place();
    await this.#turns.take(async () => {
      await this.#letGo();
      await place.keep(folder);
      await this.#open(folder.name, true);
    });
    this.updateSoon();
  }

  /** Faults: those of the browser's database. */
  drop(): Promise<void> {
    return this.#turns.take(async () => {
      await this.#letGo();
      await this.#place().forget();
      const { forgetMirrorRecord } = await import('./mirror-record.ts');
      await forgetMirrorRecord(this.#parts.engine.records);
      this.#parts.changed();
    });
  }

  /** Resolves when it is up to date, or has met trouble, which its status tells. */
  async update(evenIfOpen: boolean): Promise<void> {
    const { signal } = this.#stop;
    await this.#mirror?.update(signal, evenIfOpen).catch((error: unknown) => {
      if (!isAbort(error)) throw error;
    });
  }

  /** Faults: see `EngineApi.restoreFromMirror`. */
  async bringBack(): Promise<{ files: number; bytes: number; complete: boolean }> {
    if (this.#mirror === null) throw new Fault('not-found', 'no mirror is kept');
    const { files, bytes, complete } = await this.#mirror.bringBack(this.#stop.signal);
    return { files, bytes, complete };
  }

  /** After a run; nobody waits for it. */
  updateSoon(): void {
    if (this.#closing.signal.aborted) return;
    this.update(false).catch((error: unknown) => {
      this.#parts.engine.report(`the mirror: ${toFault(error).code}`);
    });
  }

  /** Stops after the file in hand; the next start goes on. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#turns.take(() => this.#letGo());
  }

  async #open(name: string, isNew: boolean): Promise<void> {
    const { engine, changed, repository } = this.#parts;
    const place = this.#place();
    // Most have none, and the engine starts without it.
    const { Mirror } = await import('./mirror.ts');
    const { readGone } = await import('./gone-files.ts');
    const mirror = await Mirror.open(
      {
        primary: engine.backend,
        open: () => place.open(),
        name,
        records: engine.records,
        clock: engine.clock,
        randomBytes: (length) => engine.randomBytes(length),
        software: engine.software,
        readGone: () => readGone(repository()),
        readRecoverPage: () => place.readRecoverPage(),
        changed,
        report: engine.report,
      },
      isNew,
    );
    this.#stop = new AbortController();
    this.#mirror = mirror;
    changed();
  }

  async #letGo(): Promise<void> {
    const mirror = this.#mirror;
    this.#mirror = null;
    this.#stop.abort();
    await mirror?.settled();
  }

  #place(): MirrorPlace {
    const { mirrorPlace } = this.#parts.engine;
    if (mirrorPlace !== undefined) return mirrorPlace;
    throw new Fault('unsupported', 'there are no folders here');
  }
}
