import { expect, test } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { collect } from '../lib/iterate.ts';
import { Fault } from '../model/fault.ts';
import type { EngineStatus, MirrorStatus } from '../rpc/protocol.ts';
import { createEngine, type Engine } from './engine.ts';
import type { MirrorPlace } from './engine-parts.ts';
import { backUp, Simulated } from './simulated.contract.ts';

const VAULT = { name: 'Vault' } as FileSystemDirectoryHandle;

/** Remembers its folder as a browser does, and opens a place in memory. */
class MemoryPlace implements MirrorPlace {
  readonly backend = new MemoryBackend();
  folder: FileSystemDirectoryHandle | null = null;
  isAllowed = true;

  async keep(folder: FileSystemDirectoryHandle): Promise<void> {
    this.folder = folder;
  }

  async read(): Promise<FileSystemDirectoryHandle | null> {
    return this.folder;
  }

  async forget(): Promise<void> {
    this.folder = null;
  }

  async open(): Promise<MemoryBackend> {
    if (this.isAllowed) return this.backend;
    const details = { upstreamCode: 'NotAllowedError' };
    throw new Fault('forbidden', 'permission withdrawn', details);
  }

  async readRecoverPage(): Promise<null> {
    return null;
  }
}

async function withMirror() {
  const simulated = new Simulated();
  simulated.deliver({ subject: 'Offer', text: 'Hello' });
  const mirrorPlace = new MemoryPlace();
  const open = () => createEngine({ ...simulated.parts(), mirrorPlace });
  return { simulated, mirrorPlace, open };
}

test('a folder that was picked is brought up to date after every run', async () => {
  const { simulated, mirrorPlace, open } = await withMirror();
  const engine = await open();
  expect((await statusWhere(engine, () => true)).mirror).toBeNull();
  await engine.keepMirror(VAULT);
  await backUp(engine);

  await expect.poll(() => namesIn(mirrorPlace.backend)).toEqual(await namesIn(simulated.backend));
  await mirrorWhere(
    engine,
    ({ trouble, behindSnapshots }) => trouble === null && behindSnapshots === 0,
  );
  simulated.deliver({ subject: 'Answer', text: 'Hello again' });
  await backUp(engine);

  await expect.poll(() => namesIn(mirrorPlace.backend)).toEqual(await namesIn(simulated.backend));
  await engine.close();
});

test('a permission that ended with the browser is told, and one click goes on', async () => {
  const { mirrorPlace, open } = await withMirror();
  const before = await open();
  await before.keepMirror(VAULT);
  await backUp(before);
  await before.updateMirror(false);
  await before.close();

  mirrorPlace.isAllowed = false;
  const engine = await open();
  const ended = await mirrorWhere(engine, ({ trouble }) => trouble !== null);
  expect(ended).toMatchObject({ trouble: 'permission', behindSnapshots: 0 });
  expect(await engine.readMirrorFolder()).toBe(VAULT);
  const { verdict } = await backUp(engine);
  expect(verdict).toBe('complete');
  await mirrorWhere(engine, ({ behindSnapshots }) => behindSnapshots === 1);

  mirrorPlace.isAllowed = true;
  await engine.updateMirror(false);
  await mirrorWhere(
    engine,
    ({ trouble, behindSnapshots }) => trouble === null && behindSnapshots === 0,
  );
  await engine.close();
});

test('a browser that lost everything has it again from the mirror, and goes on from there', async () => {
  const { simulated, open } = await withMirror();
  const before = await open();
  await before.keepMirror(VAULT);
  await backUp(before);
  await before.updateMirror(false);
  await before.close();
  const kept = await simulated.kept();

  simulated.backend = new MemoryBackend();
  const engine = await open();
  const lost = await statusWhere(engine, ({ mirror }) => mirror?.trouble === 'primary-lost');
  expect(lost.repository.trouble).toBe('missing');
  expect(await engine.restoreFromMirror()).toMatchObject({ complete: true });

  const back = await statusWhere(engine, ({ repository }) => repository.snapshots > 0);
  expect(back.repository.trouble).toBeNull();
  expect(await simulated.kept()).toEqual(kept);
  const receipt = await backUp(engine);
  expect(receipt).toMatchObject({ verdict: 'complete', changes: { added: 0 } });
  await engine.close();
});

test('a mirror that is let go is kept no more, and its files stay', async () => {
  const { mirrorPlace, open } = await withMirror();
  const engine = await open();
  await engine.keepMirror(VAULT);
  await backUp(engine);
  await engine.updateMirror(false);
  await engine.dropMirror();

  expect((await statusWhere(engine, () => true)).mirror).toBeNull();
  expect(await engine.readMirrorFolder()).toBeNull();
  expect(await collect(mirrorPlace.backend.list('snapshots/'))).not.toEqual([]);
  await expect(engine.restoreFromMirror()).rejects.toMatchObject({ code: 'not-found' });
  await engine.close();
});

test('where there are no folders, keeping one is a fault', async () => {
  const engine = await new Simulated().open();
  await expect(engine.keepMirror(VAULT)).rejects.toMatchObject({ code: 'unsupported' });
  expect(await engine.readMirrorFolder()).toBeNull();
  await engine.updateMirror(false);
  await engine.close();
});

async function namesIn(backend: Backend): Promise<string[]> {
  return (await collect(backend.list(''))).map(({ name }) => name).sort();
}

async function statusWhere(
  engine: Engine,
  is: (status: EngineStatus) => boolean,
): Promise<EngineStatus> {
  for await (const status of engine.watchStatus()) if (is(status)) return status;
  throw new Error('the engine stopped telling');
}

async function mirrorWhere(
  engine: Engine,
  is: (mirror: MirrorStatus) => boolean,
): Promise<MirrorStatus> {
  const { mirror } = await statusWhere(
    engine,
    ({ mirror }) => mirror !== null && mirror.running === null && is(mirror),
  );
  if (mirror === null) throw new Error('there is a mirror');
  return mirror;
}
