import { expect, test } from 'vitest';
import { FaultyBackend } from '../shared/backend/faulty.ts';
import { MemoryBackend } from '../shared/backend/memory.ts';
import {
  backUp,
  PAT,
  Simulated,
  type SimulatedOptions,
  until,
  untilEnded,
} from '../shared/engine/simulated.contract.ts';
import { encodeText } from '../shared/lib/bytes.ts';
import { Fault } from '../shared/model/fault.ts';
import type { Receipt } from '../shared/model/receipt.ts';

/**
 * Bad input and trouble: each ends in a stored result or a plain line in the receipt; nothing
 * already stored is lost, nothing is counted twice.
 */

const ATTACHMENT = { name: 'a.bin', bytes: Uint8Array.of(1, 2, 3, 4) };

async function opened(options: SimulatedOptions = {}) {
  const simulated = new Simulated(options);
  return { simulated, ...simulated.simulator, engine: await simulated.open() };
}

/** Whatever happened: the sums close, and no line is green that has a gap. */
function expectHonest(receipt: Receipt): void {
  for (const line of receipt.lines) expect(line.listed).toBe(line.stored + line.missing);
  const missing = receipt.lines.reduce((sum, line) => sum + line.missing, 0);
  if (missing > 0 || receipt.gaps.length > 0) expect(receipt.verdict).not.toBe('complete');
}

function inboxOf(receipt: Receipt) {
  return receipt.lines.find(({ role }) => role === 'inbox');
}

test.each([
  ['cut in the middle', 'From: a@b\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'],
  ['no mail at all', '\u0000\u0001\u0002 not a message'],
  ['empty', ''],
  [
    'an unknown charset',
    'Subject: =?x-nobody-knows?B?4OHi?=\r\nContent-Type: text/plain; charset=x-nobody-knows\r\n\r\n\u00e0\u00e1',
  ],
  [
    'base64 that is none',
    'Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%not base64%%%',
  ],
])('MIME that is broken (%s) is stored, can be opened and exported', async (_, mime) => {
  const { simulated, engine, simulator } = await openedWithEml(mime);
  const receipt = await backUp(engine);

  expect(receipt.verdict).toBe('complete');
  const [row] = await rowsOf(engine, receipt);
  const view = await engine.readMessage(row!.row);
  expect(view.body.kind).toMatch(/html|text/);
  expect((await engine.exportItem(row!.row)).bytes.byteLength).toBeGreaterThan(0);
  expect(simulator.report().unknownRoutes).toEqual([]);
  expect(simulated.reports).toEqual([]);
  await engine.close();
});

async function openedWithEml(mime: string) {
  const simulated = new Simulated();
  await simulated.simulator.control.deliverEml(encodeText(mime));
  return { simulated, simulator: simulated.simulator, engine: await simulated.open() };
}

async function rowsOf(engine: Awaited<ReturnType<Simulated['open']>>, receipt: Receipt) {
  const container = inboxOf(receipt)!.container;
  const order = { sort: 'date', descending: true, show: 'all' } as const;
  const query = { account: PAT.id, source: 'mail', container, ...order } as const;
  return (await engine.listItems(query, null, 1000)).rows;
}

test('a message of 50 MB is stored whole and read back byte for byte', async () => {
  const { simulated, engine } = await opened();
  const bytes = new Uint8Array(50 * 1024 * 1024);
  for (let at = 0; at < bytes.length; at += 4096) bytes[at] = at / 4096;
  simulated.deliver({ subject: 'Large', attachments: [{ name: 'large.bin', bytes }] });

  const receipt = await backUp(engine);

  expect(receipt.verdict).toBe('complete');
  const [row] = await rowsOf(engine, receipt);
  const read = await engine.readAttachment(row!.row, 0);
  expect(Buffer.compare(read.bytes, bytes)).toBe(0);
  await engine.close();
});

test('an empty folder and a large one are read to their end', async () => {
  const { simulated, engine, control } = await opened();
  control.folderAt('Empty');
  for (let number = 0; number < 2_500; number += 1) simulated.deliver({}, 'Large');

  const receipt = await backUp(engine);

  expect(receipt.verdict).toBe('complete');
  const line = (path: string) => receipt.lines.find((each) => each.path === path);
  expect(line('Empty')).toMatchObject({ listed: 0, stored: 0, readToEnd: true });
  expect(line('Large')).toMatchObject({ listed: 2_500, stored: 2_500, readToEnd: true });
  await engine.close();
});

test('an item that always answers 500, and the page it spoils, cost the others nothing', async () => {
  const { simulated, engine, troubles, mailbox } = await opened();
  const ids = Array.from({ length: 40 }, (_, number) => {
    return simulated.deliver({ subject: `Letter ${number}`, attachments: [ATTACHMENT] });
  });
  troubles.breakItem(mailbox.message(ids[7]!), 'broken');

  const receipt = await backUp(engine);

  expectHonest(receipt);
  expect(receipt.verdict).toBe('incomplete');
  expect(inboxOf(receipt)).toMatchObject({ listed: 40, stored: 39, missing: 1 });
  expect(receipt.gaps).toMatchObject([{ itemId: ids[7], tries: 1, path: 'Inbox' }]);

  const again = await backUp(engine);
  expect(again.gaps).toMatchObject([{ itemId: ids[7], tries: 2 }]);
  expect(inboxOf(again)).toMatchObject({ listed: 40, stored: 39, missing: 1 });

  troubles.breakItem(mailbox.message(ids[7]!), null);
  const mended = await backUp(engine);
  expect(mended).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(inboxOf(mended)).toMatchObject({ listed: 40, stored: 40, missing: 0 });
  await engine.close();
});

test('attachments that can not be had leave the text stored and a line in the receipt', async () => {
  const { simulated, engine, troubles, mailbox } = await opened();
  const id = simulated.deliver({ subject: 'Half', attachments: [ATTACHMENT] });
  const message = mailbox.message(id);
  troubles.breakItem(message, 'no-attachments');
  troubles.plan({
    path: '$value',
    status: 500,
    code: 'ErrorMimeContentConversionFailed',
    times: 99,
  });

  const receipt = await backUp(engine);

  expectHonest(receipt);
  expect(receipt.gaps).toMatchObject([{ itemId: id, missing: 'content', label: 'Half' }]);
  expect((await simulated.kept()).get(id)).toMatchObject({ whole: false });
  const [row] = await rowsOf(engine, receipt);
  expect((await engine.readMessage(row!.row)).notes).toContain('not-whole');
  await engine.close();
});

test('an id that is gone between list and read is told, and forgotten when it is known gone', async () => {
  const { simulated, engine, troubles, mailbox, control } = await opened();
  const id = simulated.deliver({ subject: 'Ghost', attachments: [ATTACHMENT] });
  simulated.deliver({ subject: 'Solid' });
  troubles.breakItem(mailbox.message(id), 'ghost');

  const receipt = await backUp(engine);

  expectHonest(receipt);
  expect(receipt.gaps).toMatchObject([{ itemId: id, code: 'not-found' }]);
  expect(inboxOf(receipt)).toMatchObject({ listed: 2, stored: 1, missing: 1 });

  control.delete(id, 'gone');
  const after = await backUp(engine);
  expect(after).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(inboxOf(after)).toMatchObject({ listed: 1, stored: 1 });
  await engine.close();
});

test('a storm of 429, 503 and 5xx ends in the same copy', async () => {
  const { simulated, engine, troubles } = await opened();
  for (let number = 0; number < 40; number += 1) {
    simulated.deliver({ attachments: number % 4 === 0 ? [ATTACHMENT] : [] });
  }
  troubles.failAtRandom(7, 0.3);

  const receipt = await backUp(engine);

  expectHonest(receipt);
  expect(receipt.pauses).toBeGreaterThan(0);
  troubles.clear();
  const calm = await backUp(engine);
  expect(calm).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(inboxOf(calm)).toMatchObject({ listed: 40, stored: 40 });
  await engine.close();
});

test.each([
  ['503 with an empty body', { status: 503, body: 'empty' }],
  ["a gateway's page", { status: 502, body: 'html' }],
  ['a body cut in the middle', { body: 'cut' }],
] as const)('%s is asked again', async (_, plan) => {
  const { simulated, engine, troubles } = await opened();
  for (let number = 0; number < 12; number += 1) simulated.deliver({ attachments: [ATTACHMENT] });
  troubles.plan({ ...plan, path: '/messages/delta' });
  troubles.plan({ ...plan, path: '$value', times: 2 });

  const receipt = await backUp(engine);

  expect(receipt).toMatchObject({ verdict: 'complete', changes: { added: 12 } });
  await engine.close();
});

test('expired delta tokens cost a listing and lose nothing', async () => {
  const { simulated, simulator, engine } = await openedPlain();
  const ids = Array.from({ length: 20 }, () => simulated.deliver({}));
  await backUp(engine);

  simulator.expireCursors();
  simulator.control.delete(ids[0]!, 'gone');
  const receipt = await backUp(engine);

  expect(receipt).toMatchObject({ verdict: 'complete', changes: { added: 0, gone: 1 } });
  await engine.close();
});

async function openedPlain() {
  const simulated = new Simulated();
  return { simulated, simulator: simulated.simulator, engine: await simulated.open() };
}

test('a full disk is waited for, and nothing is lost or counted twice', async () => {
  const room = { left: 0 };
  const backend = new FaultyBackend(new MemoryBackend(), () => {
    room.left -= 1;
    return room.left < 0 ? { kind: 'fail', fault: new Fault('quota', 'no room') } : undefined;
  });
  const { simulated, engine } = await opened({ backend });
  for (let number = 0; number < 30; number += 1) simulated.deliver({ attachments: [ATTACHMENT] });
  // Enough for the beginning of a repository, not for a pack.
  room.left = 5;
  const [id] = await engine.startBackup(PAT, ['mail']);
  await until(engine, id, ({ state }) => state.kind === 'waiting' && state.for === 'room');

  room.left = Number.POSITIVE_INFINITY;
  await engine.nudgeJob(id);
  const { receipt } = await untilEnded(engine, id);

  expect(receipt).toMatchObject({ verdict: 'complete', changes: { added: 30 } });
  expect((await simulated.kept()).size).toBe(30);
  await engine.close();
});

test('a second engine on the same place is told so, and nothing of either is lost', async () => {
  const { simulated, engine } = await opened();
  for (let number = 0; number < 10; number += 1) simulated.deliver({ subject: `Letter ${number}` });
  await backUp(engine);
  const other = await simulated.open();
  simulated.deliver({ subject: 'One more' });
  await backUp(other);

  const [again] = await engine.startBackup(PAT, ['mail']);
  const { endedBy } = await untilEnded(engine, again);
  expect(endedBy).toBe('locked');
  expect((await simulated.kept()).size).toBe(11);

  expect(await backUp(engine)).toMatchObject({ verdict: 'complete', changes: { added: 0 } });
  expect((await simulated.kept()).size).toBe(11);
  await Promise.all([engine.close(), other.close()]);
});

test('a repository that has vanished is never replaced by an empty one without a word', async () => {
  const { simulated, engine } = await opened();
  simulated.deliver({});
  await backUp(engine);
  await engine.close();

  simulated.backend = new MemoryBackend();
  const after = await simulated.open();
  const status = (await after.watchStatus()[Symbol.asyncIterator]().next()).value;

  expect(status?.repository).toMatchObject({ trouble: 'missing', id: '' });
  await expect(after.startBackup(PAT, ['mail'])).rejects.toMatchObject({ code: 'conflict' });
  await after.acceptRepository();
  expect(await backUp(after)).toMatchObject({ verdict: 'complete', changes: { added: 1 } });
  await after.close();
});
