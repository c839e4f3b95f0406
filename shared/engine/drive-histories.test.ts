import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DriveControl } from '../simulator/drive/control.ts';
import type { DriveItem } from '../simulator/drive/item.ts';
import { driveAsIs, keptOfDrive } from './drive.contract.ts';
import { backUp, PAT, Simulated, untilRestored } from './simulated.contract.ts';

/** One thing a person, or Microsoft, does; numbers choose among what is there. */
type Step =
  | { do: 'make' | 'edit' | 'rename' | 'move' | 'delete' | 'restore'; which: number; where: number }
  | { do: 'expire' | 'copy' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('make', 'make', 'edit', 'rename', 'move', 'delete', 'restore'),
      which: fc.nat(1000),
      where: fc.nat(1000),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('copy', 'copy', 'expire') }) as fc.Arbitrary<Step>,
  },
);

let made = 0;

function all(control: DriveControl): DriveItem[] {
  const items: DriveItem[] = [];
  const visit = (item: DriveItem) => {
    for (const child of item.children.values()) {
      items.push(child);
      visit(child);
    }
  };
  visit(control.parts.drive.root);
  return items;
}

const pathOf = (item: DriveItem) => item.names.join('/');

/** Answers nothing; what can't be done with what is there is not done. */
function perform(control: DriveControl, step: Extract<Step, { which: number }>): void {
  const items = all(control);
  const folders = ['', ...items.filter(({ kind }) => kind === 'folder').map(pathOf)];
  const folder = folders[step.where % folders.length] ?? '';
  const name = `n${++made}`;
  const item = items[step.which % Math.max(1, items.length)];
  if (step.do === 'make') {
    const depth = step.which % 3;
    if (depth === 0) control.folder(`${folder}/${name}`);
    else
      control.put(
        `${folder}/${depth === 1 ? name : `in ${name}/${name}`}.txt`,
        `${step.which % 5}`,
      );
    return;
  }
  if (step.do === 'restore') {
    const bin = [...control.parts.drive.bin];
    const binned = bin[step.which % Math.max(1, bin.length)];
    const isFree =
      binned?.parent?.isPresent && !control.parts.drive.child(binned.parent, binned.name);
    if (binned && isFree) control.restoreFromBin(binned.name);
    return;
  }
  if (item === undefined) return;
  if (step.do === 'edit' && item.kind === 'file') control.put(pathOf(item), `edited ${made}`);
  if (step.do === 'rename') control.rename(pathOf(item), name);
  if (step.do === 'delete') control.delete(pathOf(item));
  if (step.do !== 'move') return;
  const target = folder === '' ? control.parts.drive.root : control.item(folder);
  const isFree = !control.parts.drive.child(target, item.name);
  if (!target.isWithin(item) && isFree) control.move(pathOf(item), folder);
}

async function expectKept(simulated: Simulated) {
  const { paths, unwhole } = await keptOfDrive(simulated);
  expect(unwhole).toEqual([]);
  expect(paths).toEqual(await driveAsIs(simulated));
}

test('after any history the newest copy is the drive, and so are the lists', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.record({
        shuffled: fc.boolean(),
        replayEvery: fc.constantFrom(0, 2, 3),
        emptyPageEvery: fc.constantFrom(0, 2),
        tellsDeletedChildren: fc.boolean(),
        documentedDelta: fc.boolean(),
      }),
      fc.constantFrom('work' as const, 'personal' as const),
      async (steps, quirks, flavour) => {
        const simulated = new Simulated({ simulator: { drive: { flavour } } });
        const { control, troubles } = simulated.simulator.drive;
        Object.assign(troubles.quirks, quirks);
        const engine = await simulated.open();
        for (const each of [...steps, { do: 'copy' } as const]) {
          if ('which' in each) perform(control, each);
          else if (each.do === 'expire') control.expireCursors();
          else {
            expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
            await expectKept(simulated);
          }
        }
        expect(await listed(engine)).toEqual([...(await driveAsIs(simulated)).keys()].sort());
        await engine.close();
      },
    ),
    { numRuns: Number(process.env.DRIVE_HISTORIES ?? 25) },
  );
}, 300_000);

/** Paths as the lists have them, of what is there. */
async function listed(engine: Awaited<ReturnType<Simulated['open']>>) {
  const folders = await engine.listContainers(PAT.id, 'drive');
  const byId = new Map(folders.map((folder) => [folder.id as string, folder]));
  const pathTo = (id: string): string => {
    const folder = byId.get(id);
    return folder === undefined || folder.parent === null
      ? ''
      : `${pathTo(folder.parent)}${folder.name}/`;
  };
  const paths: string[] = [];
  for (const { id, isGone } of folders) {
    const order = { sort: 'date', descending: false, show: 'all' } as const;
    const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
    const { rows } = await engine.listItems(query, null, 1000);
    const here = rows.filter(({ lastSeenAt }) => lastSeenAt === null);
    if (isGone) expect(here).toEqual([]);
    for (const { subject, kind } of here)
      paths.push(pathTo(id) + subject + (kind === 'file' ? '' : '/'));
  }
  return paths.sort();
}

test('whatever is lost of a drive comes back where it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 25 }),
      fc.nat(),
      async (steps, seed) => {
        const simulated = new Simulated();
        const { control } = simulated.simulator.drive;
        const engine = await simulated.open();
        for (const each of steps)
          if ('which' in each && each.do !== 'restore') perform(control, each);
        await backUp(engine, 'drive');
        const before = await driveAsIs(simulated);
        const tops = [...control.parts.drive.root.children.values()];
        for (const [at, item] of tops.entries())
          if ((seed >> at) % 2 === 0) control.delete(item.name);
        await backUp(engine, 'drive');
        const rows = [];
        for (const container of await engine.listContainers(PAT.id, 'drive')) {
          const order = { sort: 'date', descending: false, show: 'gone' } as const;
          const page = await engine.listItems(
            { account: PAT.id, source: 'drive', container: container.id, ...order },
            null,
            1000,
          );
          rows.push(...page.rows.filter(({ movedTo }) => movedTo === null).map(({ row }) => row));
        }
        if (rows.length > 0) {
          const plan = await engine.planRestore({ kind: 'rows', rows });
          const options = { except: [], moveFromElsewhere: false, intoNewFolder: null };
          await untilRestored(engine, await engine.startRestore(plan.id, options));
        }
        expect(await driveAsIs(simulated)).toEqual(before);
        await engine.close();
      },
    ),
    { numRuns: Number(process.env.DRIVE_HISTORIES ?? 15) },
  );
}, 300_000);
