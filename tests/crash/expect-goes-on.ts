import { expect } from 'vitest';
import type { CrashState } from '../../shared/backend/crash-states.ts';
import type { MemoryBackend } from '../../shared/backend/memory.ts';
import { backUp, type Simulated } from '../../shared/engine/simulated.contract.ts';
import { collect } from '../../shared/lib/iterate.ts';
import type { CheckResult } from '../../shared/model/check.ts';
import { isFault } from '../../shared/model/fault.ts';
import { asId, type BlobId, type SnapshotId } from '../../shared/model/ids.ts';
import { Repository } from '../../shared/repository/repository.ts';
import { environment } from '../../shared/repository/testing.ts';
import { checked } from '../../shared/repository/upkeep.contract.ts';
import { check, countListed, fillMirror, statusOf, thinOut } from './engine-steps.ts';
import type { Stage } from './stages.ts';
import type { World } from './world.ts';

/**
 * What must hold of a world a crash has left: it opens; nothing is damaged but files that are half
 * there; every copy that was reported is whole; the next run completes, and then all is sound.
 */
export async function expectGoesOn(stage: Stage, state: CrashState): Promise<void> {
  const world = await stage.before.after(state);
  const promised = await promisedBy(stage, state);
  if (hasLostPrimary(state)) return expectLossIsTold(stage.simulated, world, promised);
  await expectKept(world.backend, promised);
  await expectQuickClean(world.backend, state.torn);
  await expectNextRunCompletes(stage.simulated, world, promised, state.torn);
}

/** The whole of what happens to somebody who starts the program again. */
export async function expectNextRunCompletes(
  simulated: Simulated,
  world: World,
  promised: ReadonlySet<SnapshotId>,
  torn: readonly string[] = [],
): Promise<void> {
  const engine = await world.open(simulated);
  expect((await statusOf(engine)).repository.trouble).toBeNull();
  const receipt = await backUp(engine);
  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
  const stored = receipt.lines.reduce((sum, line) => sum + line.stored, 0);
  await expect.poll(() => countListed(engine), { interval: 5 }).toBe(stored);
  expectSound(await check(engine, 'full'), torn);
  await expectKept(world.backend, promised);
  // Nothing is thinned out beside a copy that can't be read.
  if (!torn.some((name) => name.startsWith('snapshots/'))) {
    await thinOut(engine);
    expectSound(await check(engine, 'full'), torn);
  }
  if (world.hasMirror) {
    await fillMirror(engine);
    await expectSameCopies(world);
  }
  await engine.close();
}

/**
 * A primary that promises no flush may lose what it was last told is done: then it is not taken for
 * an empty one, what it had before is whole, and a copy or two later it has everything again.
 */
async function expectLossIsTold(
  simulated: Simulated,
  world: World,
  promised: ReadonlySet<SnapshotId>,
): Promise<void> {
  const before = await collect(world.backend.list(''));
  const engine = await world.open(simulated).catch((error: unknown) => {
    if (isFault(error, 'corrupt', 'key-damaged')) return undefined;
    throw error;
  });
  if (engine === undefined) {
    // The making itself was lost; a person has to say that nothing was there.
    expect(promised.size).toBe(0);
    expect(await collect(world.backend.list(''))).toEqual(before);
    return;
  }
  await expectKept(world.backend, promised);
  if ((await statusOf(engine)).repository.trouble !== null) await engine.acceptRepository();
  // The first may find that something is missing which it takes for stored.
  await backUp(engine);
  expect(await backUp(engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  const newest = (await engine.listSnapshots()).at(-1);
  await expectKept(world.backend, new Set([...promised, ...(newest ? [newest.id] : [])]));
  const { affected } = await check(engine, 'full');
  const newestLost = affected.flatMap(({ items }) => items.filter(({ isNewest }) => isNewest));
  expect(newestLost).toEqual([]);
  await engine.close();
}

function hasLostPrimary({ lost }: Pick<CrashState, 'lost'>): boolean {
  return lost.some(({ place }) => place === 'backend');
}

/** Copies that somebody was told of before the crash and that nothing was to remove. */
export async function promisedBy(
  stage: Stage,
  state: Pick<CrashState, 'moment' | 'lost'>,
): Promise<Set<SnapshotId>> {
  const names = await snapshotsIn(stage.before.backend);
  for (const { place, operation, name, ended } of stage.steps) {
    const isSnapshot = place === 'backend' && name.startsWith('snapshots/');
    if (!isSnapshot) continue;
    if (operation === 'remove') names.delete(name);
    else if (!hasLostPrimary(state) && ended < state.moment) names.add(name);
  }
  return new Set([...names].map(idOf));
}

/** These copies are listed, and of every listed one each blob is there and is what it was. */
export async function expectKept(
  backend: MemoryBackend,
  promised: ReadonlySet<SnapshotId>,
): Promise<void> {
  const repository = await Repository.open(backend.copy(), environment({ seed: 77 }));
  const listed = new Set(repository?.snapshots().map(({ id }) => id));
  for (const id of promised) expect(listed).toContain(id);
  const seen = new Set<BlobId>();
  for (const id of promised) {
    const { containers, receipt } = (await repository?.loadSnapshot(id)) ?? { containers: [] };
    const load = async (blob: BlobId) => {
      if (seen.has(blob)) return;
      seen.add(blob);
      await repository?.loadBlob(blob);
    };
    if (receipt) await load(receipt);
    for (const { items } of containers) {
      for await (const [, { meta, parts }] of repository?.openMap(items).entries() ?? []) {
        await load(meta);
        for (const { blob } of parts) await load(blob);
      }
    }
  }
}

/** A half snapshot or slot is named until somebody brings the whole one: a mirror may have it. */
function expectSound(result: CheckResult, torn: readonly string[]): void {
  const isKnown = (file: string) => /^(snapshots|keys)\//.test(file) && torn.includes(file);
  expect(result).toMatchObject({ level: 'full', affected: [], receipts: 0 });
  expect(result.files.filter(({ file }) => !isKnown(file))).toEqual([]);
}

async function expectQuickClean(backend: MemoryBackend, torn: readonly string[]): Promise<void> {
  const disk = backend.copy();
  if ((await Repository.inspect(disk)).kind === 'none') return;
  const quick = await checked(disk, { level: 'quick' });
  expect(quick).toMatchObject({ affected: [], receipts: 0 });
  expect(quick.files.filter(({ file }) => !torn.includes(file))).toEqual([]);
}

async function expectSameCopies({ backend, mirror }: World): Promise<void> {
  const here = await snapshotsIn(backend);
  const there = await snapshotsIn(mirror);
  for (const name of here) expect(there).toContain(name);
  const result = await checked(mirror.copy());
  expect(result).toMatchObject({ verdict: 'sound', damage: [] });
}

async function snapshotsIn(backend: MemoryBackend): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { name } of backend.list('snapshots/')) names.add(name);
  return names;
}

function idOf(name: string): SnapshotId {
  return asId<SnapshotId>(name.slice('snapshots/'.length, -'.snap'.length));
}
