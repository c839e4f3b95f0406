import { beforeAll, expect, test } from 'vitest';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { MemoryRecords } from '../backend/records.ts';
import { collect } from '../lib/iterate.ts';
import { Fault } from '../model/fault.ts';
import { Repository } from '../repository/repository.ts';
import { draft, environment, noise } from '../repository/testing.ts';
import type { OwnCopyApi, TakeOverProgress } from '../rpc/own-copy.ts';
import { Existence, readKnown } from './existence.ts';
import { OwnCopyFiles } from './own-copy.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';
import { FarFiles, takeOver, watchTakeOver } from './take-over.ts';

const never = new AbortController().signal;
let kept: MemoryBackend;
beforeAll(async () => {
  kept = new MemoryBackend();
  const repository = await Repository.create(kept, environment({ seed: 1 }));
  const receipt = await repository.saveBlob('content', noise(5_000_000));
  await repository.commit(draft({ receipt }));
});

/** The page with a copy, and an extension without one. */
function bothSides(backend = kept.copy(), folder: string | null = null) {
  const page = { backend, records: new MemoryRecords(), elsewhere: new MemoryRecords() };
  const removed: string[] = [];
  const away = { is: false };
  const from = new OwnCopyFiles({
    ...page,
    open: async () => {
      if (away.is) throw new Fault('forbidden', 'permission withdrawn');
      return backend;
    },
    folder,
    environment: environment(),
    readMirrorName: async () => null,
    alone: (work) => work(),
    removeAll: async () => {
      removed.push('all');
    },
  });
  const here = {
    to: new MemoryBackend(),
    own: new MemoryBackend(),
    records: new MemoryRecords(),
    elsewhere: new MemoryRecords(),
  };
  const order: string[] = [];
  const parts = {
    ...here,
    from,
    environment: environment(),
    use: async () => {
      order.push('use');
    },
  };
  return { page, from, here, parts, order, removed, away };
}

test('all of a copy comes over, is the same, and only then becomes the one that is used', async () => {
  const { page, from, here, parts, order } = bothSides();
  await page.records.write('retention', { keepDays: 400 });
  const told: TakeOverProgress[] = [];

  await takeOver(parts, (progress) => told.push(progress), never);

  expect(await contents(here.to)).toEqual(await contents(kept));
  const { head } = (await Repository.open(here.to, environment())) ?? {};
  expect(head).toBeDefined();
  expect(await here.records.read('retention')).toEqual({ keepDays: 400 });
  expect(order).toEqual(['use']);
  expect(told.map(({ step }) => step)).toEqual(
    expect.arrayContaining(['waiting', 'looking', 'copying', 'done']),
  );
  expect(told.at(-1)).toEqual({ step: 'done', damaged: 0 });
  expect(await from.describe()).toMatchObject({ isHandedOver: true, snapshots: 1 });
});

test('cut off at any write it goes on, and nothing is used before it is whole', async () => {
  const files = (await collect(kept.list(''))).length;
  for (let cut = 1; cut <= files; cut += 1) {
    const { here, parts, order } = bothSides();
    let writes = 0;
    const to = new FaultyBackend(here.to, ({ operation }) => {
      if (operation !== 'put') return undefined;
      writes += 1;
      return writes === cut ? { kind: 'stop', tear: 7 } : undefined;
    });
    await expect(takeOver({ ...parts, to }, () => {}, never)).rejects.toThrow();
    expect(order).toEqual([]);
    await expect(parts.from.describe()).resolves.toMatchObject({ isHandedOver: false });

    await takeOver(parts, () => {}, never);
    expect(await contents(here.to)).toEqual(await contents(kept));
    expect(order).toEqual(['use']);
  }
});

test('what an earlier try left is read again, and a wrong byte of it is replaced', async () => {
  const { here, parts } = bothSides();
  await takeOver(parts, () => {}, never);
  const [pack] = await collect(here.to.list('packs/'));
  const wrong = noise(pack!.sizeBytes, 7);
  here.to.damage(pack!.name, wrong);

  await takeOver(parts, () => {}, never);

  expect(await contents(here.to)).toEqual(await contents(kept));
});

test('where a copy was begun, none is brought', async () => {
  const { here, parts, order } = bothSides();
  await Repository.create(here.own, environment({ seed: 9 }));

  await expect(takeOver(parts, () => {}, never)).rejects.toMatchObject({ code: 'conflict' });

  expect(await collect(here.to.list(''))).toEqual([]);
  expect(order).toEqual([]);
});

test('the rest of a try with another copy makes room', async () => {
  const { here, parts } = bothSides();
  await Repository.create(here.to, environment({ seed: 9 }));

  await takeOver(parts, () => {}, never);

  expect(await contents(here.to)).toEqual(await contents(kept));
});

test('a file that is lost on the way keeps the page’s copy the one that counts', async () => {
  const { from, parts, order } = bothSides();
  const forgetful: OwnCopyApi = {
    describe: () => from.describe(),
    hold: () => from.hold(),
    list: (prefix) => from.list(prefix),
    get: async (name, offset, length) =>
      name.startsWith('packs/') ? null : from.get(name, offset, length),
    readRecord: (name) => from.readRecord(name),
    noteElsewhere: (isHandedOver) => from.noteElsewhere(isHandedOver),
    remove: () => from.remove(),
  };

  const trying = takeOver({ ...parts, from: forgetful }, () => {}, never);

  await expect(trying).rejects.toMatchObject({ code: 'offline' });
  expect(order).toEqual([]);
  expect(await from.describe()).toMatchObject({ isHandedOver: false });
});

test('what is damaged there already is told, and keeps nothing else back', async () => {
  const backend = kept.copy();
  const [pack] = await collect(backend.list('packs/'));
  backend.damage(pack!.name, noise(pack!.sizeBytes, 7));
  const { parts, order } = bothSides(backend);
  const told: TakeOverProgress[] = [];

  await takeOver(parts, (progress) => told.push(progress), never);

  expect(told.at(-1)).toEqual({ step: 'done', damaged: 1 });
  expect(order).toEqual(['use']);
});

test('who stops watching stops it, and a fault ends the watching', async () => {
  const { parts, order } = bothSides();
  const stop = new AbortController();
  const stopping = async () => {
    for await (const { step } of watchTakeOver(parts, stop.signal)) {
      if (step === 'looking') stop.abort();
    }
  };
  await expect(stopping()).rejects.toMatchObject({ name: 'AbortError' });
  expect(order).toEqual([]);

  const watching = collect(watchTakeOver({ ...parts, own: kept.copy() }, never));
  await expect(watching).rejects.toMatchObject({ code: 'conflict' });
});

test('a large file comes in pieces and is the same', async () => {
  const { from } = bothSides();
  const [pack] = await collect(kept.list('packs/'));
  expect(pack!.sizeBytes).toBeGreaterThan(4 * 1024 * 1024);
  const asked: number[] = [];
  const far = new FarFiles({
    list: (prefix) => from.list(prefix),
    get: (name, offset, length) => {
      asked.push(length);
      return from.get(name, offset, length);
    },
  });

  const [there, here] = [await kept.get(pack!.name), await far.get(pack!.name)];
  expect(Buffer.compare(here!, there!)).toBe(0);
  expect(Math.max(...asked)).toBeLessThanOrEqual(4 * 1024 * 1024);
  const range = { offset: 5, length: 10 };
  expect(await far.get(pack!.name, range)).toEqual(await kept.get(pack!.name, range));
  expect(await far.get('packs/missing')).toBeUndefined();
  await expect(far.put()).rejects.toMatchObject({ code: 'forbidden' });
});

test('a page removes its copy only when all of it is elsewhere', async () => {
  const { page, from, parts, removed } = bothSides();
  await expect(from.remove()).rejects.toMatchObject({ code: 'conflict' });
  await from.noteElsewhere(false);
  await expect(from.remove()).rejects.toMatchObject({ code: 'conflict' });
  await takeOver(parts, () => {}, never);
  // Seeing the extension again makes it no less handed over.
  await from.noteElsewhere(false);
  expect(await from.describe()).toMatchObject({ isHandedOver: true });

  // The person went on here: what came since is nowhere else.
  const repository = await Repository.open(page.backend, environment());
  await new Existence(page.elsewhere).note(repository!);
  await expect(from.remove()).rejects.toMatchObject({ code: 'conflict' });
  expect(removed).toEqual([]);
  await from.noteElsewhere(true);
  await from.remove();
  expect(removed).toEqual(['all']);
});

test('a copy in a folder is brought like any other, and the folder stays the person’s', async () => {
  const { from, here, parts, removed, away } = bothSides(kept.copy(), 'Documents');
  expect(await from.describe()).toMatchObject({ folder: 'Documents', isAway: false });
  await takeOver(parts, () => {}, never);
  expect(await contents(here.to)).toEqual(await contents(kept));
  await expect(from.remove()).rejects.toMatchObject({ code: 'conflict' });
  expect(removed).toEqual([]);

  away.is = true;
  expect(await from.describe()).toMatchObject({ isAway: true, isHandedOver: true });
});

test('a folder out of reach is a copy all the same, and marked when another one is kept', async () => {
  const { from, parts, page, away } = bothSides(kept.copy(), 'Documents');
  const repository = await Repository.open(page.backend, environment());
  await new Existence(page.elsewhere).note(repository!);
  away.is = true;

  expect(await from.describe()).toMatchObject({ repositoryId: repository!.id, isAway: true });
  await expect(takeOver(parts, () => {}, never)).rejects.toMatchObject({ code: 'forbidden' });
  await from.noteElsewhere(false);
  expect(await readKnown(page.elsewhere)).toMatchObject({ elsewhere: 'another' });
});

test('a page with nothing kept has nothing to describe, and nothing to mark', async () => {
  const { page, from } = bothSides(new MemoryBackend());
  expect(await from.describe()).toBeNull();
  await from.noteElsewhere(false);
  expect(await readKnown(page.elsewhere)).toBeUndefined();
});

test('only what belongs to a copy is told of what is remembered beside it', async () => {
  const { page, from } = bothSides();
  await page.records.write('running-jobs', [{ id: 'restore' }]);
  expect(await from.readRecord('running-jobs')).toBeNull();
});

test('what is kept elsewhere is read and not added to, until a person says so', async () => {
  const simulated = new Simulated();
  simulated.deliver({ subject: 'One' });
  const first = await simulated.open();
  await backUp(first);
  const { id } = (await statusOf(first)).repository;
  await first.close();
  const { elsewhere } = simulated.parts();
  await elsewhere.write('repository', { ...(await readKnown(elsewhere)), elsewhere: 'another' });

  const engine = await simulated.open();
  expect((await statusOf(engine)).repository).toMatchObject({ id, trouble: 'elsewhere' });
  await expect(engine.startBackup(PAT, ['mail'])).rejects.toMatchObject({ code: 'conflict' });
  expect(await engine.listSnapshots()).not.toEqual([]);

  await engine.acceptRepository();
  expect((await backUp(engine)).verdict).toBe('complete');
  await engine.close();
});

async function statusOf(engine: Awaited<ReturnType<Simulated['open']>>) {
  for await (const status of engine.watchStatus()) return status;
  throw new Error('no status');
}

async function contents(backend: MemoryBackend): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for await (const { name } of backend.list('')) {
    all.set(name, Buffer.from((await backend.get(name))!).toString('base64'));
  }
  return new Map([...all].sort(([a], [b]) => a.localeCompare(b)));
}
