import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { encodeText } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { Repository } from '../repository/repository.ts';
import type { Engine } from './engine.ts';
import { MemoryFolder, moved, namesIn, SimulatedPlaces, statusWhere } from './folders.contract.ts';
import { backUp, PAT, until, untilEnded } from './simulated.contract.ts';

const TESTDATA = path.join(import.meta.dirname, '../repository/testdata');

async function copied() {
  const places = new SimulatedPlaces();
  places.simulated.deliver({ subject: 'Offer', text: 'Hello' });
  const engine = await places.open();
  await backUp(engine);
  return { places, engine, vault: new MemoryFolder('Vault') };
}

async function inFolder() {
  const places = new SimulatedPlaces();
  places.simulated.deliver({ subject: 'Offer', text: 'Hello' });
  const vault = new MemoryFolder('Vault');
  const engine = await places.open();
  await engine.keepInFolder(vault.handle, false);
  await backUp(engine);
  return { places, engine, vault };
}

async function messagesIn(engine: Engine): Promise<number> {
  const { accounts } = await statusWhere(engine);
  return accounts.flatMap(({ sources }) => sources).reduce((sum, { items }) => sum + items, 0);
}

/** An old repository, as it lies in the source. */
async function fill(backend: MemoryBackend, version: string): Promise<void> {
  const root = path.join(TESTDATA, version);
  for (const each of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!each.isFile()) continue;
    const file = path.join(each.parentPath, each.name);
    const bytes = new Uint8Array(await readFile(file));
    await backend.put(path.relative(root, file), bytes);
  }
}

test('a copy that begins in a folder lies there alone, at the next start too', async () => {
  const { places, engine, vault } = await inFolder();
  expect(await namesIn(places.browser)).toEqual([]);
  expect(await statusWhere(engine)).toMatchObject({
    first: { folder: 'Vault', trouble: null, left: [] },
    repository: { place: 'folder' },
  });
  await engine.close();

  const next = await places.open();
  places.simulated.deliver({ subject: 'Answer', text: 'Hello again' });
  expect((await backUp(next)).changes.added).toBe(1);
  expect(await namesIn(places.browser)).toEqual([]);
  expect((await namesIn(vault.place)).length).toBeGreaterThan(6);
  await next.close();
});

test('without its permission nothing is known of a copy, and one word of the person brings all back', async () => {
  const { places, engine, vault } = await inFolder();
  await engine.close();
  vault.state = 'not-allowed';
  const next = await places.open();
  const away = await statusWhere(next);
  expect(away).toMatchObject({
    first: { folder: 'Vault', trouble: 'permission', isAway: true },
    repository: { id: '', snapshots: 0, trouble: null },
    accounts: [],
  });
  await expect(next.startBackup(PAT, ['mail'])).rejects.toMatchObject({ code: 'away' });
  await next.openFirstPlace(false);
  expect((await statusWhere(next)).first.trouble).toBe('permission');
  expect(await next.readPlaceFolder(null)).toBe(vault);

  vault.state = 'there';
  await next.openFirstPlace(false);
  const back = await statusWhere(next, ({ accounts }) => accounts.length > 0);
  expect(back.first).toMatchObject({ trouble: null, isAway: false });
  expect((await backUp(next)).verdict).toBe('complete');
  await next.close();
});

test('a folder that goes in the middle of a copy is waited for, and no message is taken for missing', async () => {
  const { places, engine, vault } = await inFolder();
  for (let n = 0; n < 30; n++) places.simulated.deliver({ subject: `Letter ${n}`, text: 'x' });
  let requests = 0;
  places.simulated.onRequest = () => {
    requests += 1;
    if (requests === 3) vault.state = 'gone';
  };
  const [id] = await engine.startBackup(PAT, ['mail']);
  await until(
    engine,
    id,
    ({ state }) => state.kind === 'waiting' && state.for === 'folder' && vault.state === 'gone',
  );
  expect((await statusWhere(engine)).first).toMatchObject({ trouble: 'unreachable' });

  vault.state = 'there';
  await engine.openFirstPlace(false);
  const { receipt } = await untilEnded(engine, id);
  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
  expect((await statusWhere(engine)).first.trouble).toBeNull();
  expect((await places.simulated.kept()).size).toBe(31);
  await engine.close();
});

test('an empty folder where the copy was is not filled', async () => {
  const { places, engine, vault } = await inFolder();
  await engine.close();
  const full = vault.place;
  vault.place = new MemoryBackend();
  const next = await places.open();
  expect((await statusWhere(next)).first).toMatchObject({ trouble: 'emptied', isAway: true });
  await expect(next.startBackup(PAT, ['mail'])).rejects.toMatchObject({ code: 'away' });
  expect(await namesIn(vault.place)).toEqual([]);

  vault.place = full;
  await next.openFirstPlace(false);
  await statusWhere(next, ({ accounts }) => accounts.length > 0);
  await next.close();
});

test('a folder that is emptied under an open copy is not built upon', async () => {
  const { places, engine, vault } = await inFolder();
  places.simulated.deliver({ subject: 'Answer', text: 'Hello again' });
  vault.place = new MemoryBackend();
  const [id] = await engine.startBackup(PAT, ['mail']);
  await until(engine, id, ({ state }) => state.kind === 'waiting');
  expect((await statusWhere(engine)).first.trouble).toBe('emptied');
  expect((await namesIn(vault.place)).filter((name) => /^(snap|index)/.test(name))).toEqual([]);
  await engine.close();
});

test('a folder that somebody else has open is asked about first', async () => {
  const { places, engine, vault } = await inFolder();
  await engine.close();
  const at = new Date(places.simulated.clock.now()).toISOString();
  const lock = JSON.stringify({ app: 'Holdfast', at, host: '' });
  await vault.place.put(`locks/${'a'.repeat(32)}.lock`, encodeText(lock));
  const next = await places.open();
  expect((await statusWhere(next)).first).toMatchObject({ trouble: 'in-use', isAway: true });
  await next.openFirstPlace(true);
  await statusWhere(next, ({ accounts }) => accounts.length > 0);
  await next.close();
});

test('a copy moves into a folder whole, stays behind untouched, and goes on in the folder', async () => {
  const { places, engine, vault } = await copied();
  const before = await namesIn(places.browser);
  await engine.keepInFolder(vault.handle, false);
  const there = await moved(engine);
  expect(there).toMatchObject({
    first: { folder: 'Vault', moving: null, left: [{ key: 'browser', folder: null }] },
  });
  expect(await namesIn(places.browser)).toEqual(before);
  expect(await namesIn(vault.place)).toEqual(expect.arrayContaining(before));

  places.simulated.deliver({ subject: 'Answer', text: 'Hello again' });
  await backUp(engine);
  expect(await namesIn(places.browser)).toEqual(before);
  expect(await messagesIn(engine)).toBe(2);
  await engine.close();

  const next = await places.open();
  await next.removeLeftCopy('browser');
  expect(await namesIn(places.browser)).toEqual([]);
  expect((await statusWhere(next)).first.left).toEqual([]);
  expect((await backUp(next)).verdict).toBe('complete');
  await next.close();
});

test('a copy that goes back into the browser finds there what was left, and sends the rest', async () => {
  const { places, engine, vault } = await copied();
  await engine.keepInFolder(vault.handle, false);
  await moved(engine);
  places.simulated.deliver({ subject: 'Answer', text: 'Hello again' });
  await backUp(engine);

  await engine.keepInBrowser();
  const { first } = await statusWhere(
    engine,
    (status) => status.first.folder === null && status.first.moving === null,
  );
  expect(first.left).toMatchObject([{ folder: 'Vault' }]);
  expect(await namesIn(places.browser)).toEqual(await namesIn(vault.place));
  expect((await backUp(engine)).verdict).toBe('complete');
  await engine.removeLeftCopy(first.left[0]!.key);
  expect(await namesIn(vault.place)).toEqual([]);
  await engine.close();
});

test('a move that was stopped at any write loses nothing, and the next start finishes it', async () => {
  const { places, engine, vault } = await copied();
  const kept = await places.simulated.kept();
  await engine.close();
  const files = (await namesIn(places.browser)).length;
  for (let at = 0; at < files; at++) {
    let puts = 0;
    vault.place = new FaultyBackend(new MemoryBackend(), ({ operation }) => {
      if (operation === 'put') puts += 1;
      return puts > at ? { kind: 'stop', tear: at % 2 } : undefined;
    });
    const cutOff = await places.open();
    await cutOff.keepInFolder(vault.handle, false);
    expect((await moved(cutOff)).first.moving?.trouble, `write ${at}`).toBe('failed');
    expect((await statusWhere(cutOff)).first.folder).toBeNull();
    await cutOff.close();

    const next = await places.open();
    expect((await statusWhere(next)).first).toMatchObject({
      folder: null,
      moving: { folder: 'Vault' },
    });
    expect(await places.simulated.kept()).toEqual(kept);
    vault.place = new MemoryBackend();
    await next.openFirstPlace(false);
    expect((await moved(next)).first).toMatchObject({ folder: 'Vault', moving: null });
    expect(await places.simulated.kept()).toEqual(kept);
    await next.keepInBrowser();
    await statusWhere(next, ({ first }) => first.folder === null && first.moving === null);
    for (const { key } of (await statusWhere(next)).first.left) await next.removeLeftCopy(key);
    await next.close();
  }
});

test('what an interrupted move left half written is written again', async () => {
  const { places, engine, vault } = await copied();
  const inVault = new MemoryBackend();
  vault.place = new FaultyBackend(inVault, ({ name }) =>
    name.startsWith('snapshots/') ? { kind: 'fail', fault: new Fault('quota', 'full') } : undefined,
  );
  await engine.keepInFolder(vault.handle, false);
  expect((await moved(engine)).first.moving).toMatchObject({ trouble: 'full', running: null });
  const [pack = ''] = (await namesIn(inVault)).filter((name) => name.startsWith('packs/'));
  const bytes = (await inVault.get(pack))!;
  inVault.damage(pack, new Uint8Array(bytes.byteLength));

  vault.place = inVault;
  await engine.openFirstPlace(false);
  expect((await moved(engine)).first.folder).toBe('Vault');
  expect(await inVault.get(pack)).toEqual(bytes);
  expect(await places.simulated.kept()).toHaveProperty('size', 1);
  await engine.close();
});

test('a copy with damage does not move, and says so', async () => {
  const { places, engine, vault } = await copied();
  const browser = places.browser as MemoryBackend;
  const [pack = ''] = (await namesIn(browser)).filter((name) => name.startsWith('packs/'));
  browser.damage(pack, new Uint8Array((await browser.get(pack))!.byteLength));
  await engine.keepInFolder(vault.handle, false);
  expect((await moved(engine)).first).toMatchObject({
    folder: null,
    moving: { trouble: 'primary-damaged' },
  });
  await engine.stopMoving();
  expect((await statusWhere(engine)).first.moving).toBeNull();
  await engine.close();
});

test('a copy that is protected moves without being locked, and opens only with its passphrase there', async () => {
  const { engine, vault } = await copied();
  const inVault = new MemoryBackend();
  vault.place = new FaultyBackend(inVault, ({ name }) =>
    name.startsWith('snapshots/') ? { kind: 'fail', fault: new Fault('quota', 'full') } : undefined,
  );
  await engine.keepInFolder(vault.handle, false);
  await moved(engine);
  expect(await Repository.inspect(inVault)).toMatchObject({ kind: 'open' });

  await engine.protect('correct horse battery staple');
  vault.place = inVault;
  await engine.openFirstPlace(false);
  expect(await moved(engine)).toMatchObject({
    first: { folder: 'Vault' },
    repository: { lock: 'protected' },
  });
  expect(await Repository.inspect(inVault)).toMatchObject({ kind: 'locked' });
  expect((await backUp(engine)).verdict).toBe('complete');
  await engine.close();
});

test('a browser that was killed between the switch and its last word goes on in the new place', async () => {
  const { places, engine, vault } = await copied();
  const { records } = places.simulated;
  await engine.keepInFolder(vault.handle, false);
  const onItsWay = await records.read('moving');
  expect(onItsWay).toBeDefined();
  await moved(engine);
  await engine.close();
  await records.write('moving', onItsWay);

  const next = await places.open();
  expect((await statusWhere(next)).first).toMatchObject({ folder: 'Vault', moving: null });
  expect(await records.read('moving')).toBeUndefined();
  expect((await backUp(next)).verdict).toBe('complete');
  await next.close();
});

test('the folder of the second copy may become the first place, and is then no second one', async () => {
  const { places, engine, vault } = await copied();
  await engine.keepMirror(vault.handle);
  await engine.updateMirror(false);
  expect(await engine.lookInFolder(vault.handle)).toEqual({
    kind: 'copy',
    isThisOne: true,
    isFirst: false,
  });
  await engine.keepInFolder(vault.handle, false);
  expect(await moved(engine)).toMatchObject({ first: { folder: 'Vault' }, mirror: null });
  await expect(engine.keepMirror(vault.handle)).rejects.toMatchObject({ code: 'conflict' });
  expect((await backUp(engine)).verdict).toBe('complete');
  expect(await namesIn(places.browser)).not.toEqual([]);
  await engine.close();
});

test.each([
  ['version-1', 'unprotectable'],
  ['version-2', 'open'],
  ['version-2-locked', 'locked'],
])('a folder with a copy of %s is opened and not overwritten', async (version, lock) => {
  const vault = new MemoryFolder('Vault');
  await fill(vault.place as MemoryBackend, version);
  const before = await namesIn(vault.place);
  const engine = await new SimulatedPlaces().open();
  expect(await engine.lookInFolder(vault.handle)).toEqual({
    kind: 'copy',
    isThisOne: null,
    isFirst: false,
  });
  await engine.keepInFolder(vault.handle, false);
  const { repository, first } = await statusWhere(engine);
  expect(repository).toMatchObject({ lock, place: 'folder', trouble: null });
  expect(repository.snapshots > 0).toBe(lock !== 'locked');
  expect(first).toMatchObject({ folder: 'Vault', left: [] });
  expect(await namesIn(vault.place)).toEqual(before);
  await engine.close();
});

test('other things in a folder are left alone: the copy lies in a folder inside', async () => {
  const { engine, vault } = await copied();
  vault.things.add('Holidays.jpg');
  expect((await engine.lookInFolder(vault.handle)).kind).toBe('things');
  await expect(engine.keepInFolder(vault.handle, false)).rejects.toMatchObject({
    code: 'conflict',
  });
  await engine.keepInFolder(vault.handle, true);
  expect((await moved(engine)).first.folder).toBe('Holdfast');
  expect(await namesIn(vault.place)).toEqual([]);
  await engine.close();
});

test('what is kept is never left for the copy of somebody else', async () => {
  const { engine, vault } = await copied();
  await fill(vault.place as MemoryBackend, 'version-2');
  expect(await engine.lookInFolder(vault.handle)).toMatchObject({ kind: 'copy', isThisOne: false });
  await expect(engine.keepInFolder(vault.handle, false)).rejects.toMatchObject({
    code: 'conflict',
  });
  expect((await statusWhere(engine)).first.folder).toBeNull();
  await engine.close();
});

test('a folder that was moved is found where it is now, and another copy is not taken for it', async () => {
  const { places, engine, vault } = await inFolder();
  await engine.close();
  vault.state = 'gone';
  const next = await places.open();
  expect((await statusWhere(next)).first.trouble).toBe('unreachable');
  const other = new MemoryFolder('Other');
  await expect(next.findFirstFolder(other.handle)).rejects.toMatchObject({ code: 'not-found' });
  await fill(other.place as MemoryBackend, 'version-2');
  await expect(next.findFirstFolder(other.handle)).rejects.toMatchObject({ code: 'conflict' });

  const found = new MemoryFolder('Vault on D');
  found.place = vault.place;
  await next.findFirstFolder(found.handle);
  const { first } = await statusWhere(next, ({ accounts }) => accounts.length > 0);
  expect(first).toMatchObject({ folder: 'Vault on D', trouble: null });
  await next.close();
});

test('who gives a lost folder up goes on in the browser, and is told what is missing', async () => {
  const { places, engine, vault } = await inFolder();
  await engine.close();
  vault.state = 'gone';
  const next = await places.open();
  await next.giveUpFolder();
  const { first, repository } = await statusWhere(next);
  expect(first).toMatchObject({ folder: null, isAway: false, trouble: null });
  expect(repository.trouble).toBe('missing');
  await next.acceptRepository();
  expect((await backUp(next)).verdict).toBe('complete');
  await next.close();
});

test('nothing is removed from a place of before while the copy itself can not be reached', async () => {
  const { places, engine, vault } = await copied();
  await engine.keepInFolder(vault.handle, false);
  await moved(engine);
  vault.state = 'not-allowed';
  await expect(engine.removeLeftCopy('browser')).rejects.toMatchObject({ code: 'away' });
  expect(await namesIn(places.browser)).not.toEqual([]);
  await engine.close();
});
