import { afterEach, expect, test } from 'vitest';
import { Fault } from '../../shared/model/fault.ts';
import { type AccountId, asId } from '../../shared/model/ids.ts';
import { createEngineConnection } from '../../shared/rpc/engine-connection.ts';
import type { EngineConnection } from '../../shared/rpc/host-election.ts';
import type { EngineApi, EngineStatus, HostApi } from '../../shared/rpc/protocol.ts';

const PAT = { id: asId<AccountId>('pat'), name: 'Pat Example', username: 'pat@example.com' };
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

async function statusWhere(
  engine: EngineApi,
  is: (status: EngineStatus) => boolean,
): Promise<EngineStatus> {
  for await (const status of engine.watchStatus()) if (is(status)) return status;
  throw new Error('the engine stopped telling');
}

test('the worker starts with nothing kept, and a backup without a sign-in waits for one', async () => {
  const engine = openFace();
  const empty = await statusWhere(engine, () => true);
  expect(empty.repository).toMatchObject({ place: 'indexeddb', trouble: null });

  const [id] = await engine.startBackup(PAT, ['mail']);
  const waiting = await statusWhere(engine, ({ jobs }) => jobs[0]?.state.kind === 'waiting');
  expect(waiting.jobs[0]).toMatchObject({ id, state: { for: 'sign-in' } });

  await engine.stopJob(id);
  const ended = await statusWhere(engine, ({ lastReceipts }) => lastReceipts.length > 0);
  expect(ended.lastReceipts[0]).toMatchObject({ job: id, verdict: 'stopped' });
  expect(ended.repository.id).toMatch(/^[0-9a-f]{32}$/);
  expect(ended.catalog.place).toBe('disk');
});

test('another face sees the same job, and the job goes on when the first face closes', async () => {
  const first = openFace();
  const [id] = await first.startBackup(PAT, ['mail']);
  const second = openFace();
  const seen = await statusWhere(second, ({ jobs }) => jobs[0]?.state.kind === 'waiting');
  expect(seen.jobs[0]?.id).toBe(id);

  connections.shift()?.close();

  const after = await statusWhere(second, ({ jobs }) => jobs[0]?.state.kind === 'waiting');
  expect(after.jobs[0]?.id).toBe(id);
  await second.stopJob(id);
});
