import { expect, test } from 'vitest';
import { encodeText, joinBytes } from '../lib/bytes.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { generatedContent } from '../simulator/drive/file-content.ts';
import type { Engine } from './engine.ts';
import { backUp, Simulated, untilRestored } from './simulated.contract.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

async function statusOf(engine: Engine): Promise<EngineStatus> {
  for await (const status of engine.watchStatus()) return status;
  throw new Error('an engine has a status');
}

const alarmOf = async (engine: Engine) => (await statusOf(engine)).scrambleAlarm;

async function copy(simulated: Simulated, engine: Engine, source: 'drive' | 'mail' = 'drive') {
  simulated.clock.advance(HOUR_MS);
  await backUp(engine, source);
}

async function thinOut(engine: Engine, despiteLosses = false) {
  const id = await engine.startPrune({ isDryRun: false, removeDamaged: false, despiteLosses });
  let endedBy: unknown;
  for await (const progress of engine.watchUpkeep(id)) endedBy = progress.endedBy;
  return endedBy;
}

const letter = (at: number) =>
  `Letter ${at}\r\n${'The roof is mended before the winter. '.repeat(40)}`;
const photo = (seed: number) =>
  joinBytes([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), bytesOf(seed, 6_000)]);

function bytesOf(seed: number, size: number): Uint8Array<ArrayBuffer> {
  const bytes = generatedContent(seed, size).read(0, size);
  if (bytes instanceof Promise) throw new Error('it is made at once');
  return bytes;
}

async function copied(count = 40) {
  const simulated = new Simulated({ simulator: { drive: {} } });
  const { control, troubles } = simulated.simulator.drive;
  for (let at = 0; at < count; at += 1) {
    control.put(`Letters/${at % 4}/Letter ${at}.txt`, letter(at));
    control.put(`Photos/Photo ${at}.jpg`, photo(at + 1));
  }
  const engine = await simulated.open();
  await copy(simulated, engine);
  return { simulated, control, troubles, engine };
}

test('files that were encrypted in their place are an alarm, with the copy before it and the ending they got', async () => {
  const { simulated, control, engine } = await copied();
  const { lastSnapshotAt } = (await statusOf(engine)).repository;
  control.encryptAll();
  await copy(simulated, engine);

  const alarm = await alarmOf(engine);

  expect(alarm).toMatchObject({
    source: 'drive',
    count: 80,
    isMore: false,
    folders: 5,
    ending: '.locked',
  });
  expect(alarm?.before?.at).toBe(lastSnapshotAt);
  expect(alarm?.names).toHaveLength(3);
  expect(alarm?.names.every((name) => /^(Letter|Photo) \d+\.(txt|jpg)$/.test(name))).toBe(true);
  await engine.close();
});

test('so are files that were deleted and came again under another id and name', async () => {
  const { simulated, control, engine } = await copied(12);
  for (const { path, item } of [...control.files()]) {
    const { size } = item;
    control.delete(path);
    control.put(`${path}.enc`, generatedContent(size, size));
  }
  await copy(simulated, engine);

  expect(await alarmOf(engine)).toMatchObject({ count: 24, ending: '.enc' });
  await engine.close();
});

test('a few at a time are an alarm when there are many within a week', async () => {
  const { simulated, control, engine } = await copied();
  const encrypt = async (from: number, to: number) => {
    for (let at = from; at < to; at += 1) {
      control.put(`Photos/Photo ${at}.jpg`, generatedContent(at, 6_000));
    }
    await copy(simulated, engine);
  };
  await encrypt(0, 10);
  await encrypt(10, 19);
  expect(await alarmOf(engine)).toBeNull();
  await encrypt(19, 20);
  expect(await alarmOf(engine)).toMatchObject({ count: 20, ending: null, folders: 1 });

  simulated.clock.advance(8 * DAY_MS);
  await copy(simulated, engine);
  expect(await alarmOf(engine)).toBeNull();
  await engine.close();
});

test('while it stands only who has read it thins out; a word ends it for what was so until then', async () => {
  const { simulated, control, engine } = await copied();
  control.encryptAll();
  await copy(simulated, engine);

  expect(await thinOut(engine)).toBe('held');
  expect(await thinOut(engine, true)).toBeNull();
  await engine.acceptScrambled((await alarmOf(engine))?.until ?? '');
  expect(await alarmOf(engine)).toBeNull();
  expect(await thinOut(engine)).toBeNull();
  await engine.close();

  const next = await simulated.open();
  await copy(simulated, next);
  expect(await alarmOf(next)).toBeNull();
  await next.close();
});

test('it is over when the drive is as it was at the copy before it', async () => {
  const { simulated, control, engine } = await copied(15);
  control.encryptAll();
  await copy(simulated, engine);
  const { account, before } = (await alarmOf(engine))!;

  const selection = { kind: 'source', account, source: 'drive', asOf: before!.sequence } as const;
  const plan = await engine.planRestore(selection);
  const options = { except: [], moveFromElsewhere: false, intoNewFolder: null };
  const job = await engine.startRestore(plan.id, { ...options, conflict: 'replace' });
  await untilRestored(engine, job);
  await copy(simulated, engine);

  expect(control.item('Letters/0/Letter 0.txt').name).toBe('Letter 0.txt');
  expect(await alarmOf(engine)).toBeNull();
  await engine.close();
});

test('what was not looked at because the program ended is looked at when it starts', async () => {
  const { simulated, control, engine } = await copied();
  control.encryptAll();
  simulated.clock.advance(HOUR_MS);
  // Nothing is remembered any more that comes after the copy itself.
  const write = simulated.records.write.bind(simulated.records);
  simulated.records.write = async (name, value) => {
    if (name === 'scrambled') throw new Error('the program has ended');
    await write(name, value);
  };
  await backUp(engine, 'drive');
  await engine.close();
  simulated.records.write = write;

  const next = await simulated.open();
  await expect.poll(() => alarmOf(next)).toMatchObject({ count: 80 });
  await next.close();
});

test('a file whose new contents came with a later run is compared with what it was', async () => {
  const { simulated, control, troubles, engine } = await copied();
  const items = [...control.files()].map(({ item }) => item);
  control.encryptAll();
  for (const item of items) troubles.breakItem(item, 'unavailable');
  await copy(simulated, engine);
  expect(await alarmOf(engine)).toBeNull();
  for (const item of items) troubles.breakItem(item, null);
  await copy(simulated, engine);

  expect(await alarmOf(engine)).toMatchObject({ count: 80 });
  await engine.close();
});

test('ordinary life raises none: imports, culls, edits, packing, renaming, moving, passwords', async () => {
  const { simulated, control, engine } = await copied();
  const git = 'Code/.git/objects';
  for (let at = 0; at < 60; at += 1) control.put(`${git}/${at}/loose`, bytesOf(at + 400, 900));
  await copy(simulated, engine);
  const calm = async (what: string, change: () => void) => {
    change();
    await copy(simulated, engine);
    expect([what, await alarmOf(engine)]).toEqual([what, null]);
  };

  await calm('a photo import', () => {
    for (let at = 100; at < 300; at += 1) control.put(`Photos/New ${at}.jpg`, photo(at));
  });
  await calm('half of them culled', () => {
    for (let at = 100; at < 140; at += 1) control.delete(`Photos/New ${at}.jpg`);
  });
  await calm('all of them worked on', () => {
    for (let at = 140; at < 300; at += 1) control.put(`Photos/New ${at}.jpg`, photo(at + 1_000));
  });
  await calm('a repository packed anew', () => {
    for (let at = 0; at < 60; at += 1) control.delete(`${git}/${at}/loose`);
    control.put(`${git}/pack/pack-1.pack`, joinBytes([encodeText('PACK'), bytesOf(7, 90_000)]));
  });
  await calm('a cache that was written anew', () => {
    for (let at = 0; at < 40; at += 1) control.put(`Cache/f_${at}`, letter(at));
  });
  await calm('and packed', () => {
    for (let at = 0; at < 40; at += 1) control.put(`Cache/f_${at}`, bytesOf(at + 70, 2_000));
  });
  await calm('every letter edited', () => {
    for (let at = 0; at < 40; at += 1) {
      control.put(`Letters/${at % 4}/Letter ${at}.txt`, `${letter(at)}And the gate.`);
    }
  });
  await calm('every letter renamed with an ending', () => {
    for (let at = 0; at < 40; at += 1) {
      control.rename(`Letters/${at % 4}/Letter ${at}.txt`, `Letter ${at}.txt.bak`);
    }
  });
  await calm('a tree moved', () => control.move('Letters', 'Photos'));
  await calm('every letter under a password', () => {
    const office = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
    for (const { path } of [...control.files()].filter((each) => each.path.endsWith('.bak'))) {
      control.put(path, joinBytes([office, bytesOf(path.length, 4_000)]));
    }
  });
  await engine.close();
});

test('messages whose text was encrypted in the mailbox are an alarm, and those that were read are none', async () => {
  const simulated = new Simulated();
  const ids = Array.from({ length: 30 }, (_, at) =>
    simulated.deliver({ subject: `Offer ${at}`, text: letter(at) }),
  );
  const engine = await simulated.open();
  await copy(simulated, engine, 'mail');
  for (const id of ids) simulated.simulator.control.patch(id, { isRead: true });
  await copy(simulated, engine, 'mail');
  expect(await alarmOf(engine)).toBeNull();

  for (const [at, id] of ids.entries()) {
    const text = Buffer.from(bytesOf(at + 1, 900)).toString('base64');
    simulated.simulator.control.rewrite(id, text);
  }
  await copy(simulated, engine, 'mail');

  const alarm = await alarmOf(engine);
  expect(alarm).toMatchObject({ source: 'mail', count: 30, ending: null });
  expect(alarm?.names[0]).toMatch(/^Offer \d+$/);
  await engine.close();
});
