import { version } from '../package.json';
import { IndexedDbBackend } from './backend/indexeddb.ts';
import { IndexedDbRecords, OpfsRecords } from './backend/records.ts';
import { readDatabaseName, writeDatabaseName } from './backend/which-database.ts';
import { EitherRecords } from './engine/either-records.ts';
import { watchTakeOver } from './engine/take-over.ts';
import { systemClock } from './lib/clock.ts';
import { connect } from './rpc/connect.ts';
import type { OwnCopyApi, TakeOverApi, TakeOverProgress } from './rpc/own-copy.ts';
import { openPort } from './rpc/port.ts';
import { serve } from './rpc/serve.ts';

/**
 * Brings the copy of the page on the web into the extension. The first port that comes leads to
 * that page's worker, the second to whoever watches, and sees to it that no engine runs here
 * meanwhile.
 */

const DATABASE = 'holdfast';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
scope.addEventListener('message', ({ ports: [far, face] }: MessageEvent) => {
  if (far === undefined || face === undefined) return;
  const from = connect<OwnCopyApi>(openPort(far));
  // What is watched gets a signal from `serve`.
  const api: TakeOverApi = { watchTakeOver: (...rest: AbortSignal[]) => bring(from, rest.at(-1)) };
  serve<TakeOverApi>(api, openPort(face));
});

async function* bring(
  from: OwnCopyApi,
  signal = new AbortController().signal,
): AsyncGenerator<TakeOverProgress, void> {
  yield* watchTakeOver(await openParts(from), signal);
}

async function openParts(from: OwnCopyApi) {
  const records = new IndexedDbRecords(`${DATABASE}-records`);
  const ownName = await readDatabaseName(records, DATABASE);
  const name = ownName === DATABASE ? `${DATABASE}-brought` : DATABASE;
  return {
    from,
    to: await IndexedDbBackend.open(name),
    own: await IndexedDbBackend.open(ownName),
    records,
    elsewhere: new EitherRecords(new OpfsRecords(DATABASE), records),
    environment: {
      now: () => systemClock.now(),
      randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
      software: `Holdfast ${version}`,
    },
    use: () => writeDatabaseName(records, name),
  };
}
