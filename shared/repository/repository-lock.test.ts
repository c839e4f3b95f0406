import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { areEqual } from '../lib/bytes.ts';
import { Fault, isFault } from '../model/fault.ts';
import { formatRecoveryCode } from '../model/recovery-code.ts';
import { Repository } from './repository.ts';
import { bytesOf, draft, environment, text } from './testing.ts';

const PASSPHRASE = 'correct horse battery staple';
const [CODE, OTHER_CODE] = (await Promise.all(
  [1, 2].map((first) => formatRecoveryCode(new Uint8Array(20).map((_, at) => first * (at + 3)))),
)) as [string, string];
/** Each of its slots costs milliseconds instead of a second. */
const ENVIRONMENT = environment({
  passphraseCost: { iterations: 1, memoryKiB: 64, parallelism: 1 },
});

let seed = 0;
const settings = () => ({ ...environment({ seed: ++seed * 1_000 }), ...cost() });
const cost = () => ({ passphraseCost: ENVIRONMENT.passphraseCost! });

describe('an encrypted repository', () => {
  let locked: MemoryBackend;
  beforeAll(async () => {
    locked = await filled({ passphrase: PASSPHRASE, code: CODE });
  });

  test('opens with its passphrase and with its recovery code, however they are typed', async () => {
    await expectOpens(locked, { passphrase: PASSPHRASE });
    await expectOpens(locked, { code: CODE });
    await expectOpens(locked, { code: CODE.toLowerCase().replaceAll('-', ' ') });
    const accented = await filled({ passphrase: 'caf\u00e9', code: CODE });
    await expectOpens(accented, { passphrase: 'cafe\u0301' });
  });

  test('says that it is locked, and what opens it', async () => {
    expect(await Repository.inspect(locked)).toMatchObject({
      kind: 'locked',
      opensWith: new Set(['passphrase', 'code']),
    });
    await expectFault(locked, undefined, 'key-needed');
    expect(await Repository.inspect(new MemoryBackend())).toEqual({ kind: 'none' });
    expect(await Repository.inspect(await filled('open'))).toMatchObject({ kind: 'open' });
  });

  test('does not open with anything else', async () => {
    await expectFault(locked, { passphrase: 'Correct horse battery staple' }, 'wrong-password');
    await expectFault(locked, { code: OTHER_CODE }, 'wrong-password');
    await expectFault(locked, { code: CODE.slice(1) }, 'wrong-password');
  });

  test('opens once more with the key of an open one, and not with that of another', async () => {
    const repository = (await Repository.open(locked, settings(), { code: CODE }))!;
    const other = (await Repository.open(await filled('open'), settings()))!;

    await expectOpens(locked, { key: repository.key! });
    await expectFault(locked, { key: other.key! }, 'wrong-password');
    await expect(crypto.subtle.exportKey('raw', repository.key!.hkdf)).rejects.toThrow();
  });

  test('shows neither names nor contents nor what its blobs are called', async () => {
    const latin = new TextDecoder('latin1');
    const repository = (await Repository.open(locked, settings(), { code: CODE }))!;
    const other = (await Repository.open(await filled('open'), settings()))!;
    const id = await repository.saveBlob('body', bytesOf('kept'));

    for await (const { name } of locked.list('')) {
      const content = latin.decode((await locked.get(name))!);
      expect(content).not.toMatch(/kept|Inbox|pat@example|graph\.example/);
      expect(content + name).not.toContain(id);
    }
    expect(await other.saveBlob('body', bytesOf('kept'))).not.toBe(id);
  });

  test('is opened by the other copy of a slot when one is damaged or lost', async () => {
    for (const harm of ['damage', 'remove', 'empty'] as const) {
      const backend = locked.copy();
      await harmSlots(backend, harm, (number) => number % 2 === 0);
      const repository = await expectOpens(backend, { passphrase: PASSPHRASE });
      await expectOpens(backend, { code: CODE });
      expect(repository.damage().length).toBe(harm === 'remove' ? 0 : 2);
    }
  });

  test('has a damaged copy of a slot written anew from the other one', async () => {
    const before = await contentsOf(locked);
    const backend = locked.copy();
    await harmSlots(backend, 'damage', (number) => number % 2 === 0);
    const damage = (await expectOpens(backend, { code: CODE })).damage();
    expect(damage.map(({ problem }) => problem)).toEqual(
      Array(2).fill(expect.stringMatching(/repair/)),
    );

    const repository = (await Repository.open(backend, settings(), { code: CODE }))!;
    expect(await repository.lock!.mend()).toBe(true);

    expect(await contentsOf(backend)).toEqual(before);
    const again = await expectOpens(backend, { passphrase: PASSPHRASE });
    expect(again.damage()).toEqual([]);
    expect(await again.lock!.mend()).toBe(false);
  });

  test('writes nothing anew of a slot whose copies are both damaged', async () => {
    const backend = locked.copy();
    for (const { name, kind } of await slotsOf(locked)) {
      if (kind === 'passphrase') backend.damage(name, bytesOf('rubbish'));
    }
    const before = await contentsOf(backend);
    const repository = await expectOpens(backend, { code: CODE });

    expect(await repository.lock!.mend()).toBe(false);
    expect(await contentsOf(backend)).toEqual(before);
    expect(repository.damage().map(({ problem }) => problem)).not.toContainEqual(
      expect.stringMatching(/repair/),
    );
  });

  test('whose slots are all damaged or gone says so, and not that the passphrase is wrong', async () => {
    for (const harm of ['damage', 'remove'] as const) {
      const backend = locked.copy();
      await harmSlots(backend, harm, () => true);
      await expectFault(backend, { passphrase: PASSPHRASE }, 'key-damaged');
      await expectFault(backend, undefined, 'key-damaged');
      await expect(Repository.create(backend, settings())).rejects.toMatchObject({
        code: 'conflict',
      });
    }
  });

  test('with one way in damaged opens by the other one', async () => {
    const backend = locked.copy();
    for (const { name, kind } of await slotsOf(locked)) {
      if (kind === 'passphrase') backend.damage(name, bytesOf('rubbish'));
    }
    await expectFault(backend, { passphrase: PASSPHRASE }, 'key-damaged');
    await expectOpens(backend, { code: CODE });
  });

  test('takes no slot that lies about itself', async () => {
    const backend = locked.copy();
    const other = await filled({ passphrase: PASSPHRASE, code: CODE });
    for (const { name } of await slotsOf(locked)) await backend.remove(name);
    for (const { name } of await slotsOf(other)) await backend.put(name, (await other.get(name))!);

    await expectFault(backend, { passphrase: PASSPHRASE }, 'key-damaged');
  });
});

describe('switching', () => {
  test('on and off again writes slots and nothing else', async () => {
    const backend = await filled('open');
    const before = await namesOf(backend, false);
    const repository = (await Repository.open(backend, settings()))!;

    await repository.lock!.setPassphrase(PASSPHRASE, CODE);
    expect(await repository.lock!.kinds()).toEqual(new Set(['passphrase', 'code']));
    await expectFault(backend, undefined, 'key-needed');
    await expectOpens(backend, { passphrase: PASSPHRASE });
    const more = await repository.saveBlob('body', bytesOf('written by the same program'));
    expect(text(await repository.loadBlob(more))).toBe('written by the same program');

    await repository.lock!.removePassphrase({ passphrase: PASSPHRASE });
    expect(await repository.lock!.kinds()).toEqual(new Set(['open']));
    await expectOpens(backend, undefined);
    expect(await namesOf(backend, false)).toEqual(before);
  });

  test('on leaves no readable key behind, not even in a damaged file', async () => {
    const backend = await filled('open');
    const [open] = await slotsOf(backend);
    const bytes = (await backend.get(open!.name))!;
    bytes[20]! ^= 1;
    backend.damage(open!.name, bytes);
    const repository = (await Repository.open(backend, settings()))!;

    await repository.lock!.setPassphrase(PASSPHRASE, CODE);

    for await (const { name } of backend.list('keys/')) {
      expect(text((await backend.get(name))!)).not.toContain('"master"');
    }
  });

  test('the passphrase is changed by whoever knows it or the code, and the old one is over', async () => {
    const backend = await filled({ passphrase: PASSPHRASE, code: CODE });
    const repository = await expectOpens(backend, { code: CODE });
    const { changePassphrase } = bound(repository);

    await expect(changePassphrase({ passphrase: 'guess' }, 'new')).rejects.toMatchObject({
      code: 'wrong-password',
    });
    await changePassphrase({ passphrase: PASSPHRASE }, 'second');
    await expectFault(backend, { passphrase: PASSPHRASE }, 'wrong-password');
    await changePassphrase({ code: CODE }, 'third');
    await expectFault(backend, { passphrase: 'second' }, 'wrong-password');
    await expectOpens(backend, { passphrase: 'third' });
    await expectOpens(backend, { code: CODE });
  });

  test('the recovery code is changed, and the old one is over', async () => {
    const backend = await filled({ passphrase: PASSPHRASE, code: CODE });
    const repository = await expectOpens(backend, { code: CODE });

    await repository.lock!.changeCode({ passphrase: PASSPHRASE }, OTHER_CODE);

    await expectFault(backend, { code: CODE }, 'wrong-password');
    await expectOpens(backend, { code: OTHER_CODE });
    await expectOpens(backend, { passphrase: PASSPHRASE });
  });

  test('what is so already is refused', async () => {
    const open = (await Repository.open(await filled('open'), settings()))!;
    const conflict = { code: 'conflict' };
    await expect(open.lock!.removePassphrase({ code: CODE })).rejects.toMatchObject(conflict);
    const backend = await filled({ passphrase: PASSPHRASE, code: CODE });
    const locked = await expectOpens(backend, { code: CODE });
    await expect(locked.lock!.setPassphrase('x', OTHER_CODE)).rejects.toMatchObject(conflict);
  });

  test.each([
    ['on', 'open', (each: Repository) => each.lock!.setPassphrase(PASSPHRASE, CODE)],
    ['off', 'locked', (each: Repository) => each.lock!.removePassphrase({ code: CODE })],
    ['over', 'locked', (each: Repository) => each.lock!.changePassphrase({ code: CODE }, 'other')],
    ['codes', 'locked', (each: Repository) => each.lock!.changeCode({ code: CODE }, OTHER_CODE)],
  ] as const)(
    '%s, stopped or failing at any write, leaves a repository that opens',
    async (_, from, work) => {
      const start = await filled(from === 'open' ? 'open' : { passphrase: PASSPHRASE, code: CODE });
      for (let number = 0; ; number++) {
        for (const trouble of TROUBLES) {
          const disk = start.copy();
          const backend = new FaultyBackend(disk, (write) =>
            write.number === number ? trouble : undefined,
          );
          const repository = await openAnyhow(backend, [undefined, { code: CODE }]);
          const isDone = await work(repository).then(
            () => true,
            (error: unknown) => {
              if (!isFault(error)) throw error;
              return false;
            },
          );
          await openAnyhow(disk, [undefined, { code: CODE }, { code: OTHER_CODE }]);
          if (isDone) return;
          const again = await openAnyhow(disk, [undefined, { code: CODE }, { code: OTHER_CODE }]);
          await work(again).catch((error: unknown) => {
            // It had been done but for the last word, or the old code is over.
            if (!isFault(error, 'conflict', 'wrong-password')) throw error;
          });
          await openAnyhow(disk, [undefined, { code: CODE }, { code: OTHER_CODE }]);
        }
      }
    },
  );

  test('a new slot that does not read back as it was written replaces nothing', async () => {
    const backend = await filled({ passphrase: PASSPHRASE, code: CODE });
    const repository = (await Repository.open(new Forgetful(backend), settings(), { code: CODE }))!;

    await expect(repository.lock!.changePassphrase({ code: CODE }, 'new')).rejects.toMatchObject({
      code: 'corrupt',
    });

    await expectOpens(backend, { passphrase: PASSPHRASE });
  });
});

const TROUBLES = [
  { kind: 'fail', fault: new Fault('quota', 'planned') },
  { kind: 'stop', tear: 'none' },
  { kind: 'stop', tear: 100 },
  { kind: 'stop', tear: 'full' },
] as const;

/** Says that it keeps a key, and does not. */
class Forgetful implements Backend {
  readonly #inner: Backend;

  constructor(inner: Backend) {
    this.#inner = inner;
  }

  get(...parameters: Parameters<Backend['get']>) {
    return this.#inner.get(...parameters);
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>) {
    if (!name.startsWith('keys/')) await this.#inner.put(name, bytes);
  }

  remove(name: string) {
    return this.#inner.remove(name);
  }

  list(prefix: string) {
    return this.#inner.list(prefix);
  }
}

type Unlocking = Parameters<typeof Repository.open>[2];
type Lock = NonNullable<Parameters<typeof Repository.create>[2]>['lock'];

async function filled(lock: Lock): Promise<MemoryBackend> {
  const backend = new MemoryBackend();
  const repository = await Repository.create(backend, settings(), { lock: lock! });
  const receipt = await repository.saveBlob('receipt', bytesOf('kept'));
  await repository.commit(draft({ receipt }));
  return backend;
}

async function expectOpens(backend: Backend, unlocking: Unlocking): Promise<Repository> {
  const repository = (await Repository.open(backend, settings(), unlocking))!;
  expect(text(await repository.loadBlob(repository.head()!.receipt!))).toBe('kept');
  return repository;
}

async function expectFault(backend: Backend, unlocking: Unlocking, code: string): Promise<void> {
  await expect(Repository.open(backend, settings(), unlocking)).rejects.toMatchObject({ code });
}

async function openAnyhow(backend: Backend, ways: readonly Unlocking[]): Promise<Repository> {
  for (const way of ways) {
    try {
      return await expectOpens(backend, way);
    } catch (error) {
      if (!isFault(error, 'key-needed', 'wrong-password')) throw error;
    }
  }
  throw new Error('nothing opens it');
}

function bound(repository: Repository) {
  const lock = repository.lock!;
  return { changePassphrase: lock.changePassphrase.bind(lock) };
}

async function contentsOf(backend: MemoryBackend): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const name of await namesOf(backend, true))
    contents.set(name, text((await backend.get(name))!));
  return contents;
}

async function slotsOf(backend: MemoryBackend): Promise<{ name: string; kind: string }[]> {
  const slots: { name: string; kind: string }[] = [];
  for (const name of await namesOf(backend, true)) {
    const body = JSON.parse(text((await backend.get(name))!).split('\n')[1]!);
    slots.push({ name, kind: body.kind });
  }
  return slots;
}

async function namesOf(backend: MemoryBackend, areKeys: boolean): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of backend.list('')) {
    if (name.startsWith('keys/') === areKeys) names.push(name);
  }
  return names;
}

/** Both copies of each slot stand next to each other. */
async function harmSlots(
  backend: MemoryBackend,
  harm: 'damage' | 'remove' | 'empty',
  isHarmed: (number: number) => boolean,
): Promise<void> {
  for (const [number, { name }] of (await slotsOf(backend)).entries()) {
    if (!isHarmed(number)) continue;
    const bytes = (await backend.get(name))!;
    bytes[bytes.byteLength >> 1]! ^= 1;
    if (harm === 'remove') await backend.remove(name);
    else backend.damage(name, harm === 'empty' ? new Uint8Array() : bytes);
    if (harm === 'damage') expect(areEqual((await backend.get(name))!, bytes)).toBe(true);
  }
}
