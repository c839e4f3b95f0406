import { Recording, type Step } from '../../shared/backend/recording.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { backUp, Simulated } from '../../shared/engine/simulated.contract.ts';
import type { ItemId } from '../../shared/model/ids.ts';
import { noise } from '../../shared/repository/testing.ts';
import { DAY_MS, KEEP_LAST } from '../../shared/repository/upkeep.contract.ts';
import { fillMirror, thinOut } from './engine-steps.ts';
import { World } from './world.ts';

/** A run of the engine as it was recorded, and the world before it. */
export interface Stage {
  name: string;
  simulated: Simulated;
  before: World;
  after: World;
  steps: readonly Step[];
  /** The same once more, when what was cut off has gone on. */
  again(engine: Engine): Promise<unknown>;
}

/** How much mail there is; the long matrix has more of everything. */
export interface Size {
  letters: number;
  withFiles: number;
}

export const SMALL: Size = { letters: 10, withFiles: 5 };
export const LARGE: Size = { letters: 60, withFiles: 25 };

/**
 * Runs recorded one after the other on one mailbox: a first copy, one with changes and removals, a
 * thinning that packs anew, a second place. `folder`: as if the repository lay in a picked folder.
 */
export async function recordStages(size: Size, place: 'indexeddb' | 'folder'): Promise<Stage[]> {
  const simulated = new Simulated();
  const world = new World();
  world.place = place;
  const letters = deliver(simulated, size, 0);
  const stages: Stage[] = [];
  const record = async (name: string, run: (engine: Engine) => Promise<unknown>) => {
    const before = world.copy();
    const recording = new Recording();
    const engine = await world.open(simulated, recording);
    await run(engine);
    await engine.close();
    const steps = recording.steps;
    stages.push({ name, simulated, before, after: world.copy(), steps, again: run });
  };
  await record('a first copy', async (engine) => expectComplete(engine));
  change(simulated, letters, size);
  await record('a copy with changes and removals', async (engine) => expectComplete(engine));
  await copyTwiceMore(simulated, world, letters, size);
  simulated.clock.advance(40 * DAY_MS);
  await record('thinning out', (engine) => thinOut(engine));
  simulated.clock.advance(8 * DAY_MS);
  if (place === 'folder') await record('thinning out, a week later', (engine) => thinOut(engine));
  world.hasMirror = true;
  await record('a copy to another place', (engine) => fillMirror(engine));
  return stages;
}

async function expectComplete(engine: Engine): Promise<void> {
  const { verdict } = await backUp(engine);
  if (verdict !== 'complete') throw new Error(`the copy is ${verdict}`);
}

function deliver(simulated: Simulated, size: Size, from: number): ItemId[] {
  const ids: ItemId[] = [];
  for (let at = 0; at < size.letters; at++) {
    const number = from + at;
    const folder = number % 3 === 0 ? 'Projects/Harbour' : 'inbox';
    ids.push(simulated.deliver({ subject: `Letter ${number}`, text: textOf(number) }, folder));
  }
  for (let at = 0; at < size.withFiles; at++) {
    const number = from + at;
    const bytes = noise(3_000 + number * 37, number + 1);
    const attachments = [{ name: `file-${number}.bin`, bytes }];
    ids.push(simulated.deliver({ subject: `With file ${number}`, attachments }));
  }
  return ids;
}

/** Some are read, moved or deleted, and others come in. */
function change(simulated: Simulated, letters: ItemId[], { letters: count }: Size): void {
  const { control } = simulated.simulator;
  for (const id of letters.splice(0, Math.floor(count / 3))) control.delete(id, 'gone');
  const [read, moved] = letters;
  if (read !== undefined) control.patch(read, { isRead: true });
  if (moved !== undefined) control.move(moved, 'archive');
  letters.push(...deliver(simulated, { letters: 3, withFiles: 2 }, 1_000 + letters.length));
}

/** Without it nothing would be packed anew. */
async function copyTwiceMore(
  simulated: Simulated,
  world: World,
  letters: ItemId[],
  size: Size,
): Promise<void> {
  const engine = await world.open(simulated);
  await engine.writeRetention(KEEP_LAST);
  for (let times = 0; times < 2; times++) {
    change(simulated, letters, size);
    simulated.clock.advance(DAY_MS);
    await expectComplete(engine);
  }
  await engine.close();
}

function textOf(number: number): string {
  return `Dear reader, this is ${number}. ${[...noise(300, number + 7)].join(' ')}`;
}
