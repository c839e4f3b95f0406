import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import type { NotePlace } from '../backend/notes.ts';
import { MemoryRecords } from '../backend/records.ts';
import { toHex } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import { VirtualClock } from '../lib/virtual-clock.ts';
import { Fault, type FaultCode } from '../model/fault.ts';
import { formatRecoveryCode, RECOVERY_CODE_BYTES } from '../model/recovery-code.ts';
import { Repository } from '../repository/repository.ts';
import { bytesOf, draft, environment } from '../repository/testing.ts';
import { Mirror, type MirrorParts } from './mirror.ts';
import { type GoneRecord, GRACE_MS } from './mirror-gone.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const never = new AbortController().signal;

/** A place in memory that keeps notes as a folder does. */
class MemoryFolder extends MemoryBackend implements NotePlace {
  readonly notes = new Map<string, string>();

  async writeNote(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.notes.set(name, new TextDecoder().decode(bytes));
    if (name.startsWith('locks/')) this.damage(name, bytes);
  }
}

/** A primary and its mirror, with everything the test may turn. */
class Pair {
  readonly clock = new VirtualClock();
  readonly primary = new MemoryBackend();
  readonly folder = new MemoryFolder();
  readonly records = new MemoryRecords();
  place: Backend = this.folder;
  gone: GoneRecord[] | null = [];
  cannotOpen: Fault | null = null;
  repository!: Repository;

  static async make(): Promise<Pair> {
    const pair = new Pair();
    pair.repository = await Repository.create(pair.primary, environment());
    await pair.commit();
    return pair;
  }

  async commit(): Promise<string> {
    const time = `${this.clock.now()} ${Math.random()}`;
    await this.repository.saveBlob('content', bytesOf(time));
    return (await this.repository.commit(draft())).id;
  }

  open(isNew = false, change: Partial<MirrorParts> = {}): Promise<Mirror> {
    const parts: MirrorParts = {
      primary: this.primary,
      open: async () => {
        if (this.cannotOpen !== null) throw this.cannotOpen;
        return this.place;
      },
      name: 'Vault',
      records: this.records,
      clock: this.clock,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      software: 'Holdfast test',
      readGone: async () => this.gone,
      readRecoverPage: async () => bytesOf('<title>Recover</title>'),
      changed: () => {},
      report: () => {},
      ...change,
    };
    return Mirror.open(parts, isNew);
  }

  /** Opened and up to date. */
  async upToDate(): Promise<Mirror> {
    const mirror = await this.open(true);
    await mirror.update(never);
    expect(mirror.status).toMatchObject({ trouble: null, behindSnapshots: 0 });
    return mirror;
  }

  /** What the primary removes on purpose, as a gone file that names it. */
  async removeOnPurpose(...names: string[]): Promise<void> {
    const bytes = bytesOf(`gone ${names.join(' ')}`);
    const hash = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    const file = `gone/${hash}.gone`;
    await this.primary.put(file, bytes);
    this.gone?.push({ file, goneAt: new Date(this.clock.now()).toISOString(), names });
    for (const name of names) await this.primary.remove(name);
  }
}

describe('a mirror', () => {
  test('is filled, says when it was complete, and opens as the repository', async () => {
    const pair = await Pair.make();
    const mirror = await pair.open(true);
    expect(mirror.status).toMatchObject({ lastCompleteAt: null, behindSnapshots: 1 });
    expect(mirror.status.behindBytes).toBeGreaterThan(0);

    await mirror.update(never);

    expect(mirror.status).toEqual({
      name: 'Vault',
      lastCompleteAt: new Date(pair.clock.now()).toISOString(),
      behindSnapshots: 0,
      behindBytes: 0,
      running: null,
      trouble: null,
      lost: { snapshots: 0, files: 0 },
    });
    const copy = await Repository.open(pair.folder, environment());
    expect(copy?.head()?.id).toBe(pair.repository.head()?.id);
  });

  test('is locked as soon as the repository is: what opened it before is not left there', async () => {
    const pair = await Pair.make();
    const mirror = await pair.upToDate();
    const code = await formatRecoveryCode(new Uint8Array(RECOVERY_CODE_BYTES).fill(7));
    await pair.repository.lock?.setPassphrase('correct horse', code);

    await mirror.update(never);

    expect(mirror.status.trouble).toBeNull();
    const found = await Repository.inspect(pair.folder);
    expect(found).toMatchObject({ kind: 'locked' });
    const copy = await Repository.open(pair.folder, environment(), { code });
    expect(copy?.head()?.id).toBe(pair.repository.head()?.id);
  });

  test('has a README and the page that opens it, and leaves no lock behind', async () => {
    const pair = await Pair.make();
    await pair.upToDate();

    const { notes } = pair.folder;
    expect(notes.get('README.txt')).toContain('recover.html');
    expect(notes.get('recover.html')).toBe('<title>Recover</title>');
    expect([...notes.keys()].filter((name) => name.startsWith('locks/'))).toHaveLength(1);
    expect(await names(pair.folder, 'locks/')).toEqual([]);
  });

  test('is told to be behind by what it lacks, also while it can not be reached', async () => {
    const pair = await Pair.make();
    const mirror = await pair.upToDate();
    const { lastCompleteAt } = mirror.status;
    for (let copies = 0; copies < 3; copies++) await pair.commit();
    pair.clock.advance(60_000);
    pair.cannotOpen = new Fault('not-found', 'the folder is gone');
    await mirror.update(never);

    const { behindBytes } = mirror.status;
    expect(mirror.status).toMatchObject({
      trouble: 'unreachable',
      behindSnapshots: 3,
      lastCompleteAt,
    });
    expect((await pair.open()).status).toMatchObject({ behindSnapshots: 3, behindBytes });
    pair.cannotOpen = null;
    await mirror.update(never);
    expect(mirror.status).toMatchObject({ trouble: null, behindSnapshots: 0, behindBytes: 0 });
    expect(mirror.status.lastCompleteAt).not.toBe(lastCompleteAt);
  });

  test('tells how far it is while it is filled', async () => {
    const pair = await Pair.make();
    const told: (number | undefined)[] = [];
    const opened: { mirror?: Mirror } = {};
    const changed = () => void told.push(opened.mirror?.status.running?.doneBytes);
    const mirror = await pair.open(true, { changed });
    opened.mirror = mirror;
    await mirror.update(never);

    expect(told.filter((bytes) => bytes !== undefined).length).toBeGreaterThan(2);
    expect(told.at(-1)).toBeUndefined();
  });

  test('whoever asks while an update waits for its turn gets that one', async () => {
    const pair = await Pair.make();
    const mirror = await pair.open(true);
    let opened = 0;
    const place = pair.folder;
    Object.defineProperty(pair, 'place', {
      get: () => {
        opened += 1;
        return place;
      },
    });
    await Promise.all([mirror.update(never), mirror.update(never), mirror.update(never)]);
    expect(opened).toBe(1);
  });

  test('with nothing kept yet is nothing, and no trouble', async () => {
    const pair = new Pair();
    const mirror = await pair.open(true);
    await mirror.update(never);

    expect(mirror.status).toMatchObject({ trouble: null, lastCompleteAt: null });
    expect(await names(pair.folder)).toEqual([]);
  });
});

describe('trouble of the place', () => {
  test.each([
    ['forbidden', 'NotAllowedError', 'permission'],
    ['forbidden', 'NoModificationAllowedError', 'read-only'],
    ['forbidden', undefined, 'read-only'],
    ['not-found', 'NotFoundError', 'unreachable'],
    ['quota', undefined, 'full'],
    ['locked', undefined, 'in-use'],
    ['corrupt', undefined, 'damaged'],
    ['unexpected', undefined, 'failed'],
  ] as [FaultCode, string | undefined, string][])('%s (%s) is %s', async (code, name, trouble) => {
    const pair = await Pair.make();
    pair.place = new FaultyBackend(pair.folder, ({ number }) => {
      const details = name === undefined ? {} : { upstreamCode: name };
      return number === 3 ? { kind: 'fail', fault: new Fault(code, 'x', details) } : undefined;
    });
    const mirror = await pair.open(true);
    await mirror.update(never);

    expect(mirror.status).toMatchObject({ trouble, running: null, lastCompleteAt: null });
    await mirror.update(never);
    expect(mirror.status).toMatchObject({ trouble: null, behindSnapshots: 0 });
  });

  test('an abort is passed on, and is no trouble', async () => {
    const pair = await Pair.make();
    const mirror = await pair.open(true);
    const stopped = mirror.update(AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(mirror.status).toMatchObject({ trouble: null, running: null });
  });

  test('another repository there is left alone', async () => {
    const pair = await Pair.make();
    await Repository.create(pair.folder, environment({ seed: 99 }));
    const before = await names(pair.folder);
    const mirror = await pair.open(true);
    await mirror.update(never);

    expect(mirror.status.trouble).toBe('another-repository');
    expect(await names(pair.folder)).toEqual(before);
  });

  test('is not taken for open elsewhere by the lock that a killed program of this browser has left', async () => {
    const pair = await Pair.make();
    const killed = await pair.upToDate();
    const [lock = ''] = [...pair.folder.notes.keys()].filter((name) => name.startsWith('locks/'));
    pair.folder.damage(lock, bytesOf(pair.folder.notes.get(lock) ?? ''));
    expect(await names(pair.folder, 'locks/')).toEqual([lock]);
    await pair.commit();

    for (const isNew of [false, true]) {
      const mirror = await pair.open(isNew);
      await mirror.update(never);
      expect(mirror.status).toMatchObject({ trouble: null, behindSnapshots: 0 });
    }
    expect(killed.status.trouble).toBeNull();
  });

  test('a folder that is open elsewhere is not written until the person says so', async () => {
    const pair = await Pair.make();
    const user = { app: 'x', host: '', at: new Date(pair.clock.now()).toISOString() };
    pair.folder.damage(`locks/${'a'.repeat(32)}.lock`, bytesOf(JSON.stringify(user)));
    const mirror = await pair.open(true);
    await mirror.update(never);
    expect(mirror.status.trouble).toBe('in-use');
    expect(await names(pair.folder, 'packs/')).toEqual([]);

    await mirror.update(never, true);
    expect(mirror.status).toMatchObject({ trouble: null, behindSnapshots: 0 });
  });

  test('an emptied folder is not filled again unasked', async () => {
    const pair = await Pair.make();
    const mirror = await pair.upToDate();
    for (const name of await names(pair.folder)) await pair.folder.remove(name);
    await mirror.update(never);
    expect(mirror.status.trouble).toBe('emptied');
    expect(await names(pair.folder)).toEqual([]);

    await pair.upToDate();
    expect(await names(pair.folder)).toEqual(await names(pair.primary));
  });

  test('what the last start wrote is read again after the next one, and no more', async () => {
    const pair = await Pair.make();
    await pair.upToDate();
    const [pack] = await names(pair.folder, 'packs/');
    pair.folder.damage(pack!, (await pair.folder.get(pack!))!.fill(0));

    const next = await pair.open();
    await next.update(never);
    expect(await pair.folder.get(pack!)).toEqual(await pair.primary.get(pack!));

    pair.folder.damage(pack!, (await pair.folder.get(pack!))!.fill(0));
    await next.update(never);
    await (await pair.open()).update(never);
    await (await pair.open()).update(never);
    expect(await pair.folder.get(pack!)).not.toEqual(await pair.primary.get(pack!));
  });
});

describe('what the primary has not', () => {
  test('and never removed on purpose is lost there: nothing is removed here', async () => {
    const pair = await Pair.make();
    const second = await pair.commit();
    const mirror = await pair.upToDate();
    const before = await names(pair.folder);
    const [pack] = await names(pair.primary, 'packs/');
    await pair.removeOnPurpose(pack!);
    await pair.primary.remove(`snapshots/${second}.snap`);
    await mirror.update(never);
    pair.clock.advance(GRACE_MS + DAY_MS);
    await mirror.update(never);

    expect(mirror.status).toMatchObject({
      trouble: 'primary-lost',
      lost: { snapshots: 1, files: 1 },
    });
    expect(await names(pair.folder)).toEqual(expect.arrayContaining(before));
  });

  test('comes back from the mirror', async () => {
    const pair = await Pair.make();
    await pair.commit();
    const mirror = await pair.upToDate();
    const before = await names(pair.primary);
    for (const name of before) await pair.primary.remove(name);
    await mirror.update(never);
    expect(mirror.status).toMatchObject({ trouble: 'primary-lost', lost: { snapshots: 2 } });

    expect(await mirror.bringBack(never)).toMatchObject({ complete: true, files: before.length });

    expect(await names(pair.primary)).toEqual(before);
    expect(mirror.status.trouble).toBeNull();
  });

  test('and removed on purpose goes here after the grace, not before', async () => {
    const pair = await Pair.make();
    const first = `snapshots/${pair.repository.head()!.id}.snap`;
    await pair.commit();
    const mirror = await pair.upToDate();
    await pair.removeOnPurpose(first);
    await mirror.update(never);
    pair.clock.advance(GRACE_MS - DAY_MS);
    await mirror.update(never);
    expect(await names(pair.folder, 'snapshots/')).toContain(first);
    expect(mirror.status.trouble).toBeNull();

    pair.clock.advance(2 * DAY_MS);
    await (await pair.open()).update(never);
    expect(await names(pair.folder)).toEqual(await names(pair.primary));
  });

  test('the grace begins when the mirror first hears of it, whatever the record says', async () => {
    const pair = await Pair.make();
    const first = `snapshots/${pair.repository.head()!.id}.snap`;
    await pair.commit();
    await pair.upToDate();
    await pair.removeOnPurpose(first);
    pair.gone = pair.gone!.map((record) => ({ ...record, goneAt: '2001-01-01T00:00:00.000Z' }));
    const mirror = await pair.open();
    await mirror.update(never);
    expect(await names(pair.folder, 'snapshots/')).toContain(first);

    pair.clock.advance(GRACE_MS + 1);
    await mirror.update(never);
    expect(await names(pair.folder, 'snapshots/')).not.toContain(first);
  });

  test('is neither lost nor removed while nobody can read what was removed on purpose', async () => {
    const pair = await Pair.make();
    const first = `snapshots/${pair.repository.head()!.id}.snap`;
    await pair.commit();
    const mirror = await pair.upToDate();
    await pair.removeOnPurpose(first);
    pair.gone = null;
    pair.clock.advance(2 * GRACE_MS);
    await mirror.update(never);

    expect(mirror.status).toMatchObject({ trouble: null, lost: { files: 0 } });
    expect(await names(pair.folder, 'snapshots/')).toContain(first);
  });

  test('a damaged file of the primary is told, and does not replace the one here', async () => {
    const pair = await Pair.make();
    const mirror = await pair.upToDate();
    const [pack] = await names(pair.primary, 'packs/');
    const whole = await pair.folder.get(pack!);
    pair.primary.damage(pack!, bytesOf('torn'));
    await mirror.update(never);

    expect(mirror.status.trouble).toBe('primary-damaged');
    expect(await pair.folder.get(pack!)).toEqual(whole);
  });
});

async function names(backend: Backend, prefix = ''): Promise<string[]> {
  return (await collect(backend.list(prefix))).map(({ name }) => name).sort();
}
