import type { Backend } from '../backend/backend.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { MemoryRecords } from '../backend/records.ts';
import { openCatalog } from '../catalog/open-catalog.ts';
import { createGraph } from '../graph/transport.ts';
import { toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import { VirtualClock } from '../lib/virtual-clock.ts';
import { Fault } from '../model/fault.ts';
import {
  type AccountId,
  asId,
  type BlobId,
  type ContainerId,
  type ItemId,
  type JobId,
} from '../model/ids.ts';
import type { Account, ItemEntry, SourceName } from '../model/item.ts';
import type { BackupProgress, JobProgress, RestoreProgress } from '../model/job.ts';
import type { Receipt } from '../model/receipt.ts';
import { Repository } from '../repository/repository.ts';
import type { SimpleMessage } from '../simulator/control.ts';
import { createSimulator, type SimulatorOptions } from '../simulator/simulator.ts';
import type { Source } from '../sources/source.ts';
import { SOURCES } from '../sources/sources.ts';
import { createEngine, type Engine } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { Observed } from './observed.ts';

/** For tests: an engine over a simulated mailbox, which can be killed and started again. */
export const PAT: Account = {
  id: asId<AccountId>('pat.example'),
  name: 'Pat Example',
  username: 'pat@example.com',
};

export interface SimulatedOptions {
  simulator?: SimulatorOptions;
  backend?: Backend;
  patience?: EngineParts['patience'];
  copiesAfterRestore?: boolean;
  keepsUpByItself?: boolean;
  source?: Source;
}

/** One mailbox, one place to keep things, and any number of engines one after the other. */
export class Simulated {
  readonly clock = new VirtualClock();
  readonly simulator;
  backend: Backend;
  readonly records = new MemoryRecords();
  readonly elsewhere = new MemoryRecords();
  readonly reports: string[] = [];
  readonly signIns = new Observed<AccountId>(asId(''));
  readonly online = new Observed<undefined>(undefined);
  /** Scopes Microsoft has granted; empty: signed out. */
  granted: readonly string[] | null = [
    'Mail.Read',
    'Mail.ReadWrite',
    'Files.Read',
    'Files.ReadWrite',
  ];
  isOnline = true;
  /** Called before each request to Graph. */
  onRequest: () => void = () => {};
  /** What is on the wire; a test may answer in the simulator's place, or not at all. */
  answer: (request: Request) => Promise<Response> = (request) => this.simulator.fetch(request);
  readonly #options: SimulatedOptions;
  #ids = 0;

  constructor(options: SimulatedOptions = {}) {
    this.#options = options;
    this.backend = options.backend ?? new MemoryBackend();
    this.simulator = createSimulator({ clock: this.clock, limits: false, ...options.simulator });
  }

  parts(): EngineParts {
    const { clock, simulator } = this;
    const host: EngineParts['host'] = {
      token: async (_account, scopes) => {
        if (this.granted === null) throw new Fault('signed-out', 'no sign-in');
        const missing = scopes.filter((scope) => !this.granted?.includes(scope));
        if (missing.length > 0) throw new Fault('consent-required', 'ask', { scopes: missing });
        return simulator.token(scopes);
      },
      watchSignIns: () => this.signIns.watch(),
    };
    return {
      backend: this.backend,
      place: 'memory',
      records: this.records,
      elsewhere: this.elsewhere,
      openCatalog: (repositoryId) =>
        openCatalog({ directory: 'memory', name: 'test', repositoryId }),
      loadSource: async (name) => this.#options.source ?? SOURCES[name](),
      openGraph: (account) =>
        createGraph({
          account,
          cloud: { name: 'custom', login: 'http://localhost:1', graph: 'http://localhost:1' },
          fetch: (request) => {
            this.onRequest();
            if (!this.isOnline) throw new TypeError('Failed to fetch');
            return this.answer(request);
          },
          clock,
          random: () => 0.5,
          tokens: { token: (id, scopes) => host.token(id, [...scopes], null) },
          isOnline: () => this.isOnline,
        }),
      host,
      clock,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      newId: () => {
        this.#ids += 1;
        return `id-${this.#ids}`;
      },
      software: 'Holdfast test',
      patience: this.#options.patience ?? 'until-told',
      copiesAfterRestore: this.#options.copiesAfterRestore ?? false,
      keepsUpByItself: this.#options.keepsUpByItself ?? false,
      readRoom: async () => ({ persisted: null, freeBytes: null }),
      watchOnline: (signal) => this.online.watch(signal),
      report: (what) => this.reports.push(what),
    };
  }

  open(): Promise<Engine> {
    return createEngine(this.parts());
  }

  /** Puts a message into a folder by path or well-known name, and tells its id. */
  deliver(message: SimpleMessage, folder = 'inbox'): ItemId {
    const { control, mailbox } = this.simulator;
    const isRole = /^[a-z]+$/.test(folder);
    const delivered = control.deliver(message, isRole ? folder : control.folderAt(folder));
    return asId<ItemId>(mailbox.idOf(delivered, true));
  }

  /** Requests whose path fits, since the simulator began. */
  asked(path: RegExp): number {
    const counts = Object.entries(this.simulator.report().requests);
    return counts.reduce((sum, [what, count]) => sum + (path.test(what) ? count : 0), 0);
  }

  /**
   * What the newest snapshot holds, item by item: where it is, and the hashes of all it has. Ids
   * differ from one repository to the next; these do not.
   */
  async kept(): Promise<Map<ItemId, KeptItem>> {
    const { clock, randomBytes, software } = this.parts();
    const environment = { now: () => clock.now(), randomBytes, software };
    const repository = await Repository.open(this.backend, environment);
    const kept = new Map<ItemId, KeptItem>();
    for (const { id, name, items } of repository?.head()?.containers ?? []) {
      for await (const [itemId, entry] of repository?.openMap(items).entries() ?? []) {
        if (kept.has(itemId)) throw new Error('an item is in two containers');
        const hashes = await hashesOf(entry, (blob) => repository?.loadBlob(blob));
        kept.set(itemId, { container: id, folder: name, ...hashes });
      }
    }
    return kept;
  }
}

async function hashesOf(
  entry: ItemEntry,
  load: (blob: BlobId) => Promise<Uint8Array<ArrayBuffer>> | undefined,
): Promise<ItemEntry> {
  const hashOf = async (blob: BlobId) =>
    asId<BlobId>(toHex(await hash((await load(blob)) ?? new Uint8Array())));
  const parts = await Promise.all(
    entry.parts.map(async (part) => ({ ...part, blob: await hashOf(part.blob) })),
  );
  return { ...entry, meta: await hashOf(entry.meta), parts };
}

export interface KeptItem extends ItemEntry {
  container: ContainerId;
  folder: string;
}

export async function backUp(engine: Engine, source: SourceName = 'mail'): Promise<Receipt> {
  const [id] = await engine.startBackup(PAT, [source]);
  const { receipt, endedBy } = await untilEnded(engine, id);
  if (receipt === null) throw new Error(`the backup left no receipt: ${endedBy}`);
  return receipt;
}

export async function untilEnded(engine: Engine, id: JobId): Promise<BackupProgress> {
  const last = await lastOf(engine, id);
  if (last.kind !== 'backup') throw new Error('not a backup');
  return last;
}

export async function untilRestored(engine: Engine, id: JobId): Promise<RestoreProgress> {
  const last = await lastOf(engine, id);
  if (last.kind === 'backup') throw new Error('not a restore');
  return last;
}

/** The first progress for which `is` holds. */
export async function until(
  engine: Engine,
  id: JobId,
  is: (progress: JobProgress) => boolean,
): Promise<JobProgress> {
  for await (const progress of engine.watchJob(id)) if (is(progress)) return progress;
  throw new Error('the job ended without it');
}

async function lastOf(engine: Engine, id: JobId): Promise<JobProgress> {
  let last: JobProgress | null = null;
  for await (const progress of engine.watchJob(id)) last = progress;
  if (last === null) throw new Error('a job says something of itself');
  return last;
}
