import fc from 'fast-check';
import { expect, test } from 'vitest';
import { driveAsIs, keptOfDrive } from './drive.contract.ts';
import { all, perform, step } from './drive-steps.contract.ts';
import { backUp, PAT, Simulated, untilRestored } from './simulated.contract.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

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
        mostPerPage: fc.constantFrom(0, 3),
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

test('whatever delta leaves out on the way, a copy after a week is the drive', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.boolean()), { maxLength: 40 }),
      fc.constantFrom('work' as const, 'personal' as const),
      async (steps, flavour) => {
        const simulated = new Simulated({ simulator: { drive: { flavour } } });
        const { control, troubles } = simulated.simulator.drive;
        const engine = await simulated.open();
        await backUp(engine, 'drive');
        for (const [each, isUntold] of steps) {
          if ('which' in each) {
            const before = new Set(all(control));
            perform(control, each);
            const changed = control.parts.drive.log.at(-1)?.item;
            const came = all(control).filter((item) => !before.has(item));
            for (const item of isUntold ? [...came, ...(changed ? [changed] : [])] : []) {
              troubles.breakItem(item, 'untold');
            }
          } else if (each.do === 'expire') control.expireCursors();
          else await backUp(engine, 'drive');
        }
        simulated.clock.advance(WEEK_MS);

        expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
        await expectKept(simulated);
        await engine.close();
      },
    ),
    { numRuns: Number(process.env.DRIVE_HISTORIES ?? 25) },
  );
});

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
