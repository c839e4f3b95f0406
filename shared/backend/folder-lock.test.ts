import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeText } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import { VirtualClock } from '../lib/virtual-clock.ts';
import { Fault } from '../model/fault.ts';
import { DiskBackend } from './disk.ts';
import { FolderLock, findOtherUsers, type LockParts } from './folder-lock.ts';

const MINUTE_MS = 60_000;
const ID = 'a'.repeat(32);
const OTHER_ID = 'b'.repeat(32);

let root = '';
let place: DiskBackend;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-lock-'));
  place = new DiskBackend(root);
});
afterEach(() => rm(root, { recursive: true }));

/** A clock whose sleepers wake when the test says so. */
class HandClock extends VirtualClock {
  #wake: (() => void)[] = [];

  override sleep(_waitMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#wake.push(resolve);
    });
  }

  async pass(ms: number): Promise<void> {
    this.advance(ms);
    for (const wake of this.#wake.splice(0)) wake();
    // The lock sleeps again when its file is written.
    await expect.poll(() => this.#wake.length, { interval: 5 }).toBeGreaterThan(0);
  }
}

function parts(clock: HandClock, change: Partial<LockParts> = {}): LockParts {
  return { place, clock, app: 'Holdfast 1', host: 'Study', id: ID, report: () => {}, ...change };
}

test('a folder that is open says so to others and not to itself, until it is left', async () => {
  const clock = new HandClock();
  const lock = await FolderLock.take(parts(clock));

  const [user] = await findOtherUsers(place, clock.now(), OTHER_ID);
  expect(user).toEqual({
    app: 'Holdfast 1',
    host: 'Study',
    at: new Date(clock.now()).toISOString(),
  });
  expect(await findOtherUsers(place, clock.now(), ID)).toEqual([]);

  await lock.leave();
  expect(await collect(place.list('locks/'))).toEqual([]);
});

test('it is rewritten every minute, and what is not counts for three minutes', async () => {
  const clock = new HandClock();
  const lock = await FolderLock.take(parts(clock));
  for (let minute = 0; minute < 5; minute++) await clock.pass(MINUTE_MS);
  const at = clock.now();

  expect(await findOtherUsers(place, at, null)).toMatchObject([{ at: new Date(at).toISOString() }]);
  expect(await findOtherUsers(place, at + 3 * MINUTE_MS, null)).toHaveLength(1);
  expect(await findOtherUsers(place, at + 3 * MINUTE_MS + 1, null)).toEqual([]);
  await lock.leave();
});

test('a lock that is a day old is removed', async () => {
  const clock = new HandClock();
  await place.put(
    `locks/${OTHER_ID}.lock`,
    encodeText(JSON.stringify({ app: 'x', host: '', at: '2026-01-01T00:00:00.000Z' })),
  );

  expect(await findOtherUsers(place, clock.now(), null)).toEqual([]);
  expect(await collect(place.list('locks/'))).toEqual([]);
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"app":1,"at":"2026-01-05T08:00:00.000Z","host":""}',
  '{"app":"x","at":"when","host":""}',
  JSON.stringify({ app: 'x'.repeat(5_000), at: '2026-01-05T08:00:00.000Z', host: '' }),
])('what is no lock is nobody, and stays: %s', async (text) => {
  await place.put(`locks/${OTHER_ID}.lock`, encodeText(text));
  await place.put(
    'locks/other.txt',
    encodeText('{"app":"x","at":"2026-01-05T08:00:00.000Z","host":""}'),
  );

  expect(await findOtherUsers(place, new HandClock().now(), null)).toEqual([]);
  expect(await collect(place.list('locks/'))).toHaveLength(2);
});

test('a rewriting that fails is told and tried again a minute later', async () => {
  const clock = new HandClock();
  const told: string[] = [];
  const failing = new DiskBackend(root);
  let fails = false;
  const write = failing.writeNote.bind(failing);
  failing.writeNote = (name, bytes) =>
    fails ? Promise.reject(new Fault('forbidden', 'no')) : write(name, bytes);
  const lock = await FolderLock.take(
    parts(clock, { place: failing, report: (what) => told.push(what) }),
  );
  fails = true;
  await clock.pass(MINUTE_MS);
  fails = false;
  await clock.pass(MINUTE_MS);

  expect(told).toEqual(['the lock of a folder could not be rewritten: forbidden']);
  expect(await findOtherUsers(place, clock.now(), null)).toHaveLength(1);
  await lock.leave();
});
