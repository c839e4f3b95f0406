import { expect, test } from 'vitest';
import { backUp, PAT, Simulated, until, untilEnded } from './simulated.contract.ts';

const PICTURE = { name: 'a.png', contentType: 'image/png', bytes: Uint8Array.of(1, 2, 3) };

test('a second run with nothing new asks once for each folder and says so in its receipt', async () => {
  const simulated = new Simulated();
  for (let number = 0; number < 60; number += 1) simulated.deliver({ attachments: [PICTURE] });
  const engine = await simulated.open();
  await backUp(engine);

  const receipt = await backUp(engine);

  expect(receipt).toMatchObject({ verdict: 'complete', storedBytes: 0 });
  expect(receipt.changes).toEqual({ added: 0, changed: 0, moved: 0, gone: 0 });
  expect(receipt.requests).toBeLessThanOrEqual(receipt.lines.length + 3);
  await engine.close();
});

test('what has moved goes along without being fetched again', async () => {
  const simulated = new Simulated();
  const id = simulated.deliver({ subject: 'Moves', attachments: [PICTURE] });
  const engine = await simulated.open();
  await backUp(engine);
  const before = (await simulated.kept()).get(id);
  const contents = simulated.asked(/\$value|attachments/);

  simulated.simulator.control.move(id, 'archive');
  const receipt = await backUp(engine);

  const after = (await simulated.kept()).get(id);
  expect(receipt.changes).toMatchObject({ added: 0, moved: 1, gone: 0 });
  // New pages, which lie in no pack yet when the receipt is made.
  expect(receipt.storedBytes).toBeGreaterThan(0);
  expect(after).toMatchObject({ folder: 'Archive', whole: true });
  expect(after?.parts).toEqual(before?.parts);
  expect(simulated.asked(/\$value|attachments/)).toBe(contents);
  await engine.close();
});

test('what is gone leaves the state and stays in the copies before', async () => {
  const simulated = new Simulated();
  const id = simulated.deliver({ subject: 'Goes' });
  simulated.deliver({ subject: 'Stays' });
  const engine = await simulated.open();
  await backUp(engine);

  simulated.simulator.control.delete(id, 'gone');
  const receipt = await backUp(engine);

  expect(receipt).toMatchObject({ verdict: 'complete', changes: { gone: 1 } });
  expect(receipt.lines.find((line) => line.role === 'inbox')).toMatchObject({
    listed: 1,
    stored: 1,
    keptBeyond: 1,
  });
  const [inbox] = (await engine.listContainers(PAT.id, 'mail')).filter((c) => c.role === 'inbox');
  expect(inbox).toMatchObject({ present: 1, gone: 1 });
  await engine.close();
});

test('a message that left and came back between two runs is not taken for gone', async () => {
  const simulated = new Simulated();
  const id = simulated.deliver({ subject: 'There and back' });
  const { control, troubles } = simulated.simulator;
  const engine = await simulated.open();
  await backUp(engine);

  troubles.quirks.returningIsRemoved = true;
  control.move(id, 'archive');
  control.move(id, 'inbox');
  const receipt = await backUp(engine);

  expect(receipt.changes).toMatchObject({ moved: 0, gone: 0 });
  expect((await simulated.kept()).get(id)).toMatchObject({ folder: 'Inbox' });
  await engine.close();
});

test('when a cursor has expired, nothing is fetched twice and what went meanwhile is noticed', async () => {
  const simulated = new Simulated();
  const ids = Array.from({ length: 30 }, () => simulated.deliver({ attachments: [PICTURE] }));
  const engine = await simulated.open();
  await backUp(engine);
  const contents = simulated.asked(/\$value|attachments/);

  simulated.simulator.expireCursors();
  simulated.simulator.control.delete(ids[3]!, 'gone');
  simulated.deliver({ subject: 'New' });
  const receipt = await backUp(engine);

  expect(receipt.verdict).toBe('complete');
  expect(receipt.changes).toEqual({ added: 1, changed: 0, moved: 0, gone: 1 });
  expect(simulated.asked(/\$value|attachments/)).toBe(contents);
  await engine.close();
});

test('a folder that is gone takes nothing along that lives on elsewhere', async () => {
  const simulated = new Simulated();
  const { control, mailbox } = simulated.simulator;
  const moved = simulated.deliver({ subject: 'Moved out' }, 'Clients/Old');
  const lost = simulated.deliver({ subject: 'Lost' }, 'Clients/Old');
  const engine = await simulated.open();
  await backUp(engine);

  control.move(moved, 'inbox');
  control.delete(lost, 'gone');
  mailbox.dropFolder(control.folderAt('Clients/Old'));
  const receipt = await backUp(engine);

  const kept = await simulated.kept();
  expect(kept.get(moved)).toMatchObject({ folder: 'Inbox' });
  expect(kept.has(lost)).toBe(false);
  expect(receipt.changes).toMatchObject({ moved: 1, gone: 1 });
  const line = receipt.lines.find(({ path }) => path === 'Clients / Old');
  expect(line).toMatchObject({ listed: 0, keptBeyond: 1 });
  await engine.close();
});

test('signed out in the middle, a backup waits and goes on after the next sign-in', async () => {
  const simulated = new Simulated();
  for (let number = 0; number < 20; number += 1) simulated.deliver({ attachments: [PICTURE] });
  simulated.granted = null;
  const engine = await simulated.open();
  const [id] = await engine.startBackup(PAT, ['mail']);
  await until(engine, id, ({ state }) => state.kind === 'waiting' && state.for === 'sign-in');

  simulated.granted = ['Mail.Read'];
  simulated.signIns.set(PAT.id);
  const { receipt } = await untilEnded(engine, id);

  expect(receipt).toMatchObject({ verdict: 'complete', changes: { added: 20 } });
  await engine.close();
});

test('without a network, a backup waits and goes on when it is back', async () => {
  const simulated = new Simulated();
  simulated.deliver({});
  simulated.isOnline = false;
  const engine = await simulated.open();
  const [id] = await engine.startBackup(PAT, ['mail']);
  await until(engine, id, ({ state }) => state.kind === 'waiting' && state.for === 'network');

  simulated.isOnline = true;
  simulated.online.set(undefined);
  const { receipt } = await untilEnded(engine, id);

  expect(receipt).toMatchObject({ verdict: 'complete' });
  await engine.close();
});

test('a missing consent is waited for, and stopping meanwhile leaves a receipt', async () => {
  const simulated = new Simulated();
  simulated.granted = [];
  const engine = await simulated.open();
  const [id] = await engine.startBackup(PAT, ['mail']);
  await until(engine, id, ({ state }) => state.kind === 'waiting' && state.for === 'consent');

  await engine.stopJob(id);
  const { receipt, endedBy } = await untilEnded(engine, id);

  expect(endedBy).toBe('stopped');
  expect(receipt).toMatchObject({ verdict: 'stopped', reason: null });
  await engine.close();
});

test('starting a backup that runs already is answered with that one', async () => {
  const simulated = new Simulated();
  simulated.deliver({});
  const engine = await simulated.open();

  const [[one], [other]] = await Promise.all([
    engine.startBackup(PAT, ['mail']),
    engine.startBackup(PAT, ['mail']),
  ]);

  expect(one).toBe(other);
  await untilEnded(engine, one);
  await engine.close();
});

test('one item that can not be asked for does not keep the others from being decided', async () => {
  const simulated = new Simulated();
  const { control, mailbox, troubles } = simulated.simulator;
  const ids = Array.from({ length: 5 }, (_, number) => simulated.deliver({ subject: `${number}` }));
  const engine = await simulated.open();
  await backUp(engine);

  troubles.quirks.returningIsRemoved = true;
  for (const id of ids.slice(1)) control.delete(id, 'gone');
  control.move(ids[0]!, 'archive');
  control.move(ids[0]!, 'inbox');
  troubles.breakItem(mailbox.message(ids[0]!), 'broken');
  const receipt = await backUp(engine);

  expect(receipt).toMatchObject({ verdict: 'incomplete', changes: { gone: 4 } });
  expect(receipt.gaps).toMatchObject([{ itemId: ids[0], missing: 'content' }]);
  expect([...(await simulated.kept()).keys()]).toEqual([ids[0]]);
  await engine.close();
});
