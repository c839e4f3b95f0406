import { expect, test } from 'vitest';
import { collect } from '../lib/iterate.ts';
import { asId } from '../model/ids.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

test('a mailbox is copied whole, and the receipt closes', async () => {
  const simulated = new Simulated();
  const { control } = simulated.simulator;
  for (let number = 1; number <= 25; number += 1) {
    control.deliver({ subject: `Letter ${number}` });
  }
  control.deliver(
    {
      subject: 'With a picture',
      attachments: [{ name: 'a.png', bytes: Uint8Array.of(1, 2, 3), contentType: 'image/png' }],
    },
    control.folderAt('Clients/Harbour Street 14'),
  );
  const engine = await simulated.open();

  const receipt = await backUp(engine);

  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [], changes: { added: 26 } });
  const inbox = receipt.lines.find((line) => line.role === 'inbox');
  expect(inbox).toMatchObject({ listed: 25, stored: 25, missing: 0, readToEnd: true });
  const client = receipt.lines.find((line) => line.path === 'Clients / Harbour Street 14');
  expect(client).toMatchObject({ listed: 1, stored: 1 });
  expect(simulated.reports).toEqual([]);
  await engine.close();
});

test('before the first copy there is nothing, and looking makes nothing', async () => {
  const simulated = new Simulated();
  const engine = await simulated.open();

  const status = await firstStatus(engine);

  expect(status).toMatchObject({
    accounts: [],
    jobs: [],
    lastReceipts: [],
    repository: { id: '', trouble: null, snapshots: 0 },
    catalog: { state: 'ready' },
  });
  expect(await engine.listContainers(null, null)).toEqual([]);
  expect(await engine.listReceipts(5)).toEqual([]);
  await expect(engine.readRow(1)).rejects.toMatchObject({ code: 'not-found' });
  await engine.close();
  expect(await collect(simulated.backend.list(''))).toEqual([]);
});

test('the status tells what is kept, what got lost this week, and the last receipt', async () => {
  const simulated = new Simulated();
  const id = simulated.deliver({ subject: 'Lost' }, 'Clients/Harbour Street');
  simulated.deliver({ subject: 'Kept' });
  const engine = await simulated.open();
  await backUp(engine);
  simulated.simulator.control.delete(id, 'gone');
  const receipt = await backUp(engine);

  const status = await statusWhere(engine, ({ goneThisWeek }) => goneThisWeek.length > 0);

  expect(status.accounts).toMatchObject([
    { account: PAT, sources: [{ source: 'mail', items: 1, gone: 1 }] },
  ]);
  expect(status.goneThisWeek).toMatchObject([{ path: 'Clients / Harbour Street', count: 1 }]);
  expect(status.lastReceipts).toEqual([receipt]);
  expect((await engine.listReceipts(10)).length).toBe(2);
  await engine.close();
});

test('a catalog made anew tells the same as one that grew with the copies', async () => {
  const simulated = new Simulated();
  const ids = Array.from({ length: 12 }, (_, number) =>
    simulated.deliver({ subject: `${number}` }),
  );
  const grown = await simulated.open();
  await backUp(grown);
  const { control } = simulated.simulator;
  control.move(ids[0]!, 'archive');
  control.delete(ids[1]!, 'gone');
  control.patch(ids[2]!, { isRead: true });
  await backUp(grown);
  const before = await allLists(grown);
  await grown.close();

  const anew = await simulated.open();
  await statusWhere(anew, ({ catalog }) => catalog.state === 'ready');

  expect(await allLists(anew)).toEqual(before);
  await anew.close();
});

test('a message is read, its attachment handed out, and the whole exported', async () => {
  const simulated = new Simulated();
  const bytes = Uint8Array.of(1, 2, 3);
  simulated.deliver({
    subject: 'Re: Offer',
    text: 'Hello',
    attachments: [{ name: 'a.bin', bytes }],
  });
  const engine = await simulated.open();
  await backUp(engine);
  const [row] = (await allLists(engine)).flatMap(({ rows }) => rows);

  const view = await engine.readMessage(row!.row);
  expect(view).toMatchObject({ subject: 'Re: Offer', attachments: [{ name: 'a.bin' }] });
  expect((await engine.readAttachment(row!.row, 0)).bytes).toEqual(bytes);
  expect(await engine.exportItem(row!.row)).toMatchObject({
    name: 'Re_ Offer.eml',
    type: 'message/rfc822',
  });
  await engine.close();
});

test('a conversation, a message by its id, and what a folder lost are found', async () => {
  const simulated = new Simulated();
  const kept = simulated.deliver({ subject: 'Offer', text: 'Hello' });
  const lost = simulated.deliver({ subject: 'Offer', text: 'Once more' });
  const engine = await simulated.open();
  await backUp(engine);
  const before = await engine.findItem(PAT.id, lost);
  simulated.simulator.control.delete(lost, 'gone');
  await backUp(engine);

  const [row] = await engine.listConversation(PAT.id, before!.conversation);
  expect(row).toMatchObject({ itemId: lost, lastSeenAt: expect.any(String), movedTo: null });
  expect(await engine.findItem(PAT.id, kept)).toMatchObject({ itemId: kept, lastSeenAt: null });
  expect(await engine.findItem(PAT.id, asId('nobody'))).toBeNull();
  const { source, container } = row!;
  const key = { account: PAT.id, source, id: container };
  const gone = await engine.listGone(key, null, 10);
  expect(gone).toMatchObject({ rows: [{ itemId: lost }], next: null, total: 1 });
  expect(gone.times).toMatchObject([{ lastSeenAt: row!.lastSeenAt, count: 1 }]);
  await engine.close();
});

async function firstStatus(engine: Engine): Promise<EngineStatus> {
  return statusWhere(engine, () => true);
}

async function statusWhere(engine: Engine, is: (status: EngineStatus) => boolean) {
  for await (const status of engine.watchStatus()) if (is(status)) return status;
  throw new Error('the engine stopped telling');
}

async function allLists(engine: Engine) {
  const containers = await engine.listContainers(null, null);
  return Promise.all(
    containers.map(async (container) => {
      const { account, source, id } = container;
      const order = { sort: 'subject', descending: false, show: 'all' } as const;
      const { rows } = await engine.listItems(
        { account, source, container: id, ...order },
        null,
        99,
      );
      return { container, rows };
    }),
  );
}
