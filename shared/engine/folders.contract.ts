import type { Backend } from '../backend/backend.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { SwitchableBackend } from '../backend/switchable.ts';
import { collect } from '../lib/iterate.ts';
import { Fault } from '../model/fault.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { createEngine, type Engine } from './engine.ts';
import type { FolderPlace } from './engine-parts.ts';
import { Simulated, type SimulatedOptions } from './simulated.contract.ts';

/** For tests: a folder of a person's, in memory. */
export class MemoryFolder {
  readonly kind = 'directory';
  readonly name: string;
  place: Backend = new MemoryBackend();
  /** Other things in it. */
  readonly things = new Set<string>();
  readonly #inner = new Map<string, MemoryFolder>();
  state: 'there' | 'not-allowed' | 'gone' = 'there';

  constructor(name: string) {
    this.name = name;
  }

  get handle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  async *keys(): AsyncIterable<string> {
    const own = (await collect(this.place.list(''))).map(({ name }) => name.split('/')[0] ?? '');
    yield* new Set([...own, ...this.things]);
  }

  async isSameEntry(other: unknown): Promise<boolean> {
    return other === this;
  }

  async getDirectoryHandle(name: string): Promise<MemoryFolder> {
    const inner = this.#inner.get(name) ?? new MemoryFolder(name);
    this.#inner.set(name, inner);
    return inner;
  }

  async removeEntry(name: string): Promise<void> {
    this.things.delete(name);
  }

  check(): void {
    if (this.state === 'there') return;
    if (this.state === 'gone') throw new Fault('not-found', 'the folder is gone');
    throw new Fault('forbidden', 'withdrawn', { upstreamCode: 'NotAllowedError' });
  }

  /** As `FolderBackend` behaves when the folder goes while it is open. */
  opened(): Backend {
    this.check();
    const checked = <T>(work: () => T): T => {
      this.check();
      return work();
    };
    return {
      get: async (name, range) => checked(() => this.place.get(name, range)),
      put: async (name, bytes) => checked(() => this.place.put(name, bytes)),
      remove: async (name) => checked(() => this.place.remove(name)),
      list: (prefix) => checked(() => this.place.list(prefix)),
    };
  }
}

/** For tests: an engine whose copy may lie in the browser or in folders, started again and again. */
export class SimulatedPlaces {
  readonly simulated: Simulated;
  /** The browser's own storage. */
  browser: Backend = new MemoryBackend();
  readonly #kept = new Map<string, MemoryFolder>();

  constructor(options: SimulatedOptions = {}) {
    this.simulated = new Simulated(options);
  }

  open(): Promise<Engine> {
    const { simulated, browser } = this;
    const backend = new SwitchableBackend(browser);
    simulated.backend = backend;
    return createEngine({
      ...simulated.parts(),
      backend,
      firstPlace: {
        backend,
        browser,
        folder: (key) => this.#folder(key),
        readRecoverPage: async () => null,
      },
      mirrorPlace: { ...this.#folder('mirror'), readRecoverPage: async () => null },
    });
  }

  #folder(key: string): FolderPlace {
    const kept = this.#kept;
    return {
      keep: async (folder) => {
        kept.set(key, folder as unknown as MemoryFolder);
      },
      read: async () => kept.get(key)?.handle ?? null,
      forget: async () => {
        kept.delete(key);
      },
      open: async () => {
        const folder = kept.get(key);
        if (folder === undefined) throw new Fault('not-found', 'no folder is kept');
        return folder.opened();
      },
    };
  }
}

export async function namesIn(backend: Backend): Promise<string[]> {
  return (await collect(backend.list(''))).map(({ name }) => name).sort();
}

export async function statusWhere(
  engine: Engine,
  is: (status: EngineStatus) => boolean = () => true,
): Promise<EngineStatus> {
  for await (const status of engine.watchStatus()) if (is(status)) return status;
  throw new Error('the engine stopped telling');
}

/** Resolves when a move has ended, or stands still with trouble. */
export function moved(engine: Engine): Promise<EngineStatus> {
  return statusWhere(engine, ({ first: { moving } }) => moving === null || moving.trouble !== null);
}
