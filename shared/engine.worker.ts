import { version } from '../package.json';
import { IndexedDbBackend } from './backend/indexeddb.ts';
import { IndexedDbRecords, OpfsRecords } from './backend/records.ts';
import { SwitchableBackend } from './backend/switchable.ts';
import { readDatabaseName } from './backend/which-database.ts';
import { connectionOf } from './engine/browser-connection.ts';
import { EitherRecords } from './engine/either-records.ts';
import { createEngine } from './engine/engine.ts';
import type { EngineParts, FolderPlace, Room } from './engine/engine-parts.ts';
import type { Bytes } from './lib/bytes.ts';
import { systemClock } from './lib/clock.ts';
import { connect } from './rpc/connect.ts';
import { browserSurroundings } from './rpc/engine-connection.ts';
import { acceptFaces } from './rpc/host-election.ts';
import { openPort, type Port } from './rpc/port.ts';
import type { EngineApi, HostApi } from './rpc/protocol.ts';
import { placeOf, serve } from './rpc/serve.ts';

/**
 * The one place that knows everything: puts the engine together for a browser and serves it, to
 * the page that started this worker and to every other face of this origin. Nothing may be waited
 * for before the ports are open, or what is asked meanwhile would be lost.
 */

const DATABASE = 'holdfast';
const HAND_OUT = `${DATABASE}-hand-out`;
/**
 * A browser's database takes packs of 8 MiB as fast as larger ones (100 MB/s), and three of
 * them are in memory while a copy runs.
 */
const PACK_BYTES = 8 * 1024 * 1024;

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const page = openPort(scope, { closeEndpoint: false });
const host = connect<HostApi>(page);
const engine = openEngine();
engine.catch((error: unknown) => report(`the engine did not start: ${placeOf(error)}`));
const welcome = (port: Port) => serve<EngineApi>(engine, port);
welcome(page);
acceptFaces(browserSurroundings(), welcome, page.closed);
page.closed.addEventListener('abort', () => scope.close());

/** The engine without its end: no face closes it. Faults: those of `createEngine`. */
async function openEngine(): Promise<EngineApi> {
  const records = new IndexedDbRecords(`${DATABASE}-records`);
  const [browser, cloud] = await Promise.all([
    readDatabaseName(records, DATABASE).then((name) => IndexedDbBackend.open(name)),
    host.readCloud(),
  ]);
  const backend = new SwitchableBackend(browser);
  const connection = connectionOf(navigator);
  const { close, ...api } = await createEngine({
    backend,
    place: 'indexeddb',
    firstPlace: { backend, browser, folder: openFolder, readRecoverPage },
    mirrorPlace: { ...openFolder('mirror'), readRecoverPage },
    openHandOut,
    removeHandOuts,
    records,
    // A browser that loses a database replaces it by an empty one; this is not in a database.
    elsewhere: new EitherRecords(new OpfsRecords(DATABASE), records),
    async openCatalog(repositoryId, key) {
      const { openCatalog } = await import('./catalog/open-catalog.ts');
      return openCatalog({
        directory: 'opfs',
        name: DATABASE,
        repositoryId,
        key,
        randomBytes,
      });
    },
    async loadSource(name) {
      const { SOURCES } = await import('./sources/sources.ts');
      return SOURCES[name]();
    },
    async openGraph(account, onStandstill) {
      const { createGraph } = await import('./graph/transport.ts');
      return createGraph({
        account,
        cloud,
        fetch: (request) => fetch(request),
        clock: systemClock,
        random: Math.random,
        tokens: {
          token: (id, scopes, _signal, refused) => host.token(id, [...scopes], refused ?? null),
        },
        isOnline: () => navigator.onLine,
        onStandstill,
      });
    },
    host,
    clock: systemClock,
    randomBytes,
    newId: () => crypto.randomUUID(),
    software: `Holdfast ${version}`,
    packBytes: PACK_BYTES,
    ...(navigator.hardwareConcurrency > 1 && {
      loadThread: async () => (await import('./repository/start-thread.ts')).startThread,
    }),
    patience: 'until-told',
    copiesAfterRestore: true,
    keepsUpByItself: true,
    readRoom,
    ...(connection && { connection }),
    watchOnline,
    report,
  });
  // What was handed out before a browser was closed is no longer wanted.
  void removeHandOuts();
  return api;
}

/** A folder of the person's, where the browser has a picker for it; remembered under `role`. */
function openFolder(role: string): FolderPlace {
  const newId = () => crypto.randomUUID();
  const folder = async () => {
    const { KeptFolder } = await import('./backend/kept-folder.ts');
    return new KeptFolder(`${DATABASE}-folders`, role, { clock: systemClock, newId });
  };
  return {
    keep: async (picked) => (await folder()).keep(picked),
    read: async () => (await folder()).read(),
    forget: async () => (await folder()).forget(),
    open: async () => (await folder()).open(),
  };
}

async function readRecoverPage(): Promise<Bytes | null> {
  const { fetchRecoverPage } = await import('./backend/recover-page.ts');
  return fetchRecoverPage((url) => fetch(url), location.origin);
}

const openHandOut: NonNullable<EngineParts['openHandOut']> = async (use, name) => {
  const { openHandOut } = await import('./backend/hand-out.ts');
  return openHandOut(HAND_OUT, use, name);
};

async function removeHandOuts(): Promise<void> {
  const { removeHandOuts } = await import('./backend/hand-out.ts');
  await removeHandOuts(HAND_OUT);
}

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

function report(what: string): void {
  console.error(`holdfast: ${what}`);
}

async function readRoom(): Promise<Room> {
  const { storage } = navigator;
  if (storage?.estimate === undefined) return { persisted: null, freeBytes: null };
  const [persisted, { quota, usage }] = await Promise.all([
    storage.persisted(),
    storage.estimate(),
  ]);
  const freeBytes = quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  return { persisted, freeBytes, totalBytes: quota ?? null };
}

async function* watchOnline(signal: AbortSignal): AsyncGenerator<void, void> {
  while (!signal.aborted) {
    await new Promise<void>((resolve) => {
      const over = new AbortController();
      const wake = () => {
        over.abort();
        resolve();
      };
      scope.addEventListener('online', wake, { signal: over.signal });
      signal.addEventListener('abort', wake, { signal: over.signal });
    });
    if (!signal.aborted) yield;
  }
}
