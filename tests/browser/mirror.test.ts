import { afterEach, expect, test } from 'vitest';
import { FolderBackend } from '../../shared/backend/folder.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { collect } from '../../shared/lib/iterate.ts';
import { Fault } from '../../shared/model/fault.ts';
import { type AccountId, asId } from '../../shared/model/ids.ts';
import { Repository } from '../../shared/repository/repository.ts';
import { environment } from '../../shared/repository/testing.ts';
import { createEngineConnection } from '../../shared/rpc/engine-connection.ts';
import type { EngineConnection } from '../../shared/rpc/host-election.ts';
import type { EngineApi, EngineStatus, HostApi } from '../../shared/rpc/protocol.ts';

const PAT = { id: asId<AccountId>('pat'), name: 'Pat Example', username: 'pat@example.com' };
const VAULT = `vault-${Date.now()}`;
const connections: EngineConnection<EngineApi>[] = [];

afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

/** The worker as the application starts it, with nobody signed in. */
function openFace(): EngineApi {
  const host: HostApi = {
    token: async () => {
      throw new Fault('signed-out', 'nobody is signed in');
    },
    readCloud: async () => ({ name: 'custom', login: location.origin, graph: location.origin }),
    async *watchSignIns() {
      await new Promise(() => {});
    },
  };
  const connection = createEngineConnection({
    host,
    startWorker() {
      const url = new URL('./engine.worker.ts', import.meta.url);
      const worker = new Worker(url, { type: 'module' });
      return { endpoint: worker, terminate: () => worker.terminate() };
    },
  });
  connections.push(connection);
  return connection.api;
}

async function mirrorWhere(
  engine: EngineApi,
  is: (mirror: NonNullable<EngineStatus['mirror']>) => boolean,
): Promise<EngineStatus['mirror']> {
  for await (const { mirror } of engine.watchStatus()) {
    if (mirror !== null && mirror.running === null && is(mirror)) return mirror;
  }
  throw new Error('the engine stopped telling');
}

/** Without a sign-in it waits; stopped, it leaves a receipt in a snapshot. */
async function leaveSnapshot(engine: EngineApi): Promise<void> {
  const [id] = await engine.startBackup(PAT, ['mail']);
  for await (const { state } of engine.watchJob(id)) {
    if (state.kind === 'waiting') await engine.stopJob(id);
  }
}

async function openVault() {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(VAULT, {
    create: true,
  });
  const newId = () => crypto.randomUUID();
  return { root, backend: await FolderBackend.open(root, { clock: systemClock, newId }) };
}

test('a folder picked in any tab is the mirror, also when that tab and then the engine have gone', async () => {
  const host = openFace();
  await mirrorOrNone(host);
  // The second face talks to the first one's worker over a channel, which has to carry the folder.
  const picker = openFace();
  const { root, backend } = await openVault();
  await leaveSnapshot(picker);
  await picker.keepMirror(root);

  await mirrorWhere(host, ({ lastCompleteAt }) => lastCompleteAt !== null);
  const copy = await Repository.open(backend, environment());
  expect(copy?.snapshots().length).toBeGreaterThan(0);
  expect(copy?.damage()).toEqual([]);
  const readme = await (await root.getFileHandle('README.txt')).getFile();
  expect(await readme.text()).toContain('HOW TO OPEN IT');

  connections.shift()?.close();
  const after = await mirrorWhere(picker, () => true);
  expect(after).toMatchObject({ name: VAULT, behindSnapshots: 0 });
  await leaveSnapshot(picker);
  const snapshots = async () => (await collect(backend.list('snapshots/'))).length;
  await expect.poll(snapshots, { timeout: 20_000 }).toBeGreaterThan(copy?.snapshots().length ?? 0);
  expect(await (await picker.readMirrorFolder())?.isSameEntry(root)).toBe(true);
  await picker.dropMirror();
});

async function mirrorOrNone(engine: EngineApi): Promise<EngineStatus['mirror']> {
  for await (const { mirror } of engine.watchStatus()) return mirror;
  return null;
}
