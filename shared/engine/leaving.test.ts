import { expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { VirtualClock } from '../lib/virtual-clock.ts';
import { asId, type ItemId } from '../model/ids.ts';
import { Repository } from '../repository/repository.ts';
import { KeyedTasks } from './keyed-tasks.ts';
import { decideLeaving } from './leaving.ts';
import { PAT } from './simulated.contract.ts';
import { SnapshotWriter } from './snapshot-writer.ts';
import { Turns } from './turns.ts';

const ID = asId<ItemId>('a');

test('what is decided to be gone while its contents come in is gone, and counted so', async () => {
  const clock = new VirtualClock();
  const repository = await Repository.create(new MemoryBackend(), {
    now: () => clock.now(),
    randomBytes: (length) => new Uint8Array(length),
    software: 'test',
  });
  const writer = new SnapshotWriter({
    repository,
    commits: new Turns(),
    account: PAT,
    source: 'mail',
    clock,
    startedAt: '2026-01-05T08:00:00.000Z',
    software: 'test',
    handedIn: () => {},
  });
  const info = { parent: null, name: '', role: null, hidden: false, reportedCount: null };
  const container = writer.putContainer({ ...info, id: asId('folder') });
  const meta = await repository.saveBlob('meta', Uint8Array.of(1));
  const entry = { version: '1', meta, parts: [], whole: false };
  writer.put(ID, container, entry, undefined);
  container.reach({ link: '1', kind: 'round' });
  container.leaving.add(ID);

  const tasks = new KeyedTasks(1);
  const contents = tasks.exclusive(ID, async () => {
    const now = await writer.find(ID, container);
    await repository.saveBlob('content', Uint8Array.of(2));
    if (now !== undefined) writer.put(ID, container, { ...entry, whole: true }, now);
  });
  const decided = decideLeaving({
    writer,
    locate: async () => new Map(),
    exclusive: (id, work) => tasks.exclusive(id, work),
    begin: () => {},
    step: async () => {},
    fail: async () => {},
  });
  await Promise.all([contents, decided]);

  const { containers } = await writer.checkpoint();
  expect(containers).toMatchObject([{ itemCount: 0, unwholeCount: 0 }]);
});
