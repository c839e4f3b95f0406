import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect } from '../lib/iterate.ts';
import { type Choice, EVERYTHING } from '../model/choice.ts';
import type { ContainerId, ItemId } from '../model/ids.ts';
import { type Receipt, sumLines } from '../model/receipt.ts';
import type { DriveItem } from '../simulator/drive/item.ts';
import { fingerprint } from './drive.contract.ts';
import { all, perform, type Step, step } from './drive-steps.contract.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

type Chosen = {
  do: 'choose';
  folders: number[];
  largest: number | null;
  versions: 'off' | 2 | 'all';
};

const choose: fc.Arbitrary<Chosen> = fc.record({
  do: fc.constant('choose' as const),
  folders: fc.array(fc.nat(100), { maxLength: 4 }),
  // Made files have one letter, edited ones more.
  largest: fc.constantFrom(null, null, 4),
  versions: fc.constantFrom('off' as const, 2 as const, 'all' as const),
});

/** In and out by turns, so that some lie within others. */
function choiceOf(simulated: Simulated, { folders, largest, versions }: Chosen): Choice {
  const there = all(simulated.simulator.drive.control).filter(({ kind }) => kind === 'folder');
  const said = folders.flatMap((number, at) => {
    const folder = there[number % Math.max(1, there.length)];
    return folder ? [[folder.id, at % 2 === 0 ? 'out' : 'in'] as const] : [];
  });
  return { ...EVERYTHING, folders: Object.fromEntries(said), largestBytes: largest, versions };
}

/** The model: said again in other words than the product's. */
function isWanted(choice: Choice, item: DriveItem): boolean {
  if (choice.largestBytes !== null && item.size > choice.largestBytes) return false;
  const line: string[] = [];
  for (let at = item.parent; at !== null; at = at.parent) line.push(at.id);
  const decided = line.find((id) => Object.hasOwn(choice.folders, id));
  return decided === undefined || choice.folders[decided as ContainerId] === 'in';
}

async function contentOf({ current }: DriveItem): Promise<string> {
  const bytes = await current?.content.read(0, current.content.size);
  return fingerprint(bytes ?? new Uint8Array(0));
}

/** Rows of files by their id. */
async function rowsOf(engine: Engine) {
  const rows = new Map<string, { row: number; isLeftOut: boolean; whole: boolean }>();
  for (const { id } of await engine.listContainers(PAT.id, 'drive')) {
    const order = { sort: 'date', descending: false, show: 'present' } as const;
    const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
    for (const { itemId, row, kind, isLeftOut = false, whole } of (
      await engine.listItems(query, null, 1000)
    ).rows) {
      if (kind === 'file') rows.set(itemId, { row, isLeftOut, whole });
    }
  }
  return rows;
}

/**
 * Checks a copy against drive and choice. `kept` is what of each file was kept in the copy before,
 * and becomes what is kept in this one.
 */
async function expectChosen(
  simulated: Simulated,
  engine: Engine,
  choice: Choice,
  receipt: Receipt,
  kept: Map<ItemId | string, string>,
) {
  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
  const rows = await rowsOf(engine);
  const files = all(simulated.simulator.drive.control).filter(({ kind }) => kind === 'file');
  expect([...rows.keys()].sort()).toEqual(files.map(({ id }) => id).sort());
  const leftOut = { files: 0, bytes: 0 };
  const before = new Map(kept);
  kept.clear();
  for (const item of files) {
    const content = await contentOf(item);
    const row = rows.get(item.id)!;
    const isKept = isWanted(choice, item) || before.get(item.id) === content || item.size === 0;
    expect([item.names, row.isLeftOut, row.whole]).toEqual([item.names, !isKept, true]);
    if (!isKept) {
      leftOut.files += 1;
      leftOut.bytes += item.size;
      continue;
    }
    kept.set(item.id, content);
    const { bytes } = await engine.readAttachment(row.row, 0);
    expect(await fingerprint(bytes)).toBe(content);
    await expectVersions(engine, choice, item, row.row);
  }
  expect(sumLines(receipt.lines).leftOut).toEqual(leftOut);
}

/** Of what Microsoft holds at least so many as were asked for, each with its bytes. */
async function expectVersions(engine: Engine, choice: Choice, item: DriveItem, row: number) {
  if (choice.versions === 'off') return;
  const held = item.versions.slice(0, -1).reverse();
  const asked = choice.versions === 'all' ? held : held.slice(0, choice.versions);
  const told = new Map<string, string>();
  for (const { row: of, version } of await engine.listKeptVersions(PAT.id, row)) {
    const last = (await collect(engine.watchVersion(of, version))).at(-1);
    const bytes = new Uint8Array((await last?.file?.arrayBuffer()) ?? new ArrayBuffer(0));
    told.set(version, await fingerprint(bytes));
  }
  for (const { number, content } of asked) {
    const bytes = await content.read(0, content.size);
    expect([number, told.get(`${number}.0`)]).toEqual([number, await fingerprint(bytes)]);
  }
}

test('after any history of the drive and of what is chosen, a copy is what is wanted and what was kept', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          { weight: 6, arbitrary: step },
          { weight: 2, arbitrary: choose },
          { weight: 2, arbitrary: fc.constant<Step>({ do: 'copy' }) },
        ),
        { minLength: 5, maxLength: 40 },
      ),
      fc.constantFrom('work' as const, 'personal' as const),
      async (steps, flavour) => {
        const simulated = new Simulated({ simulator: { drive: { flavour } } });
        const { control } = simulated.simulator.drive;
        const engine = await simulated.open();
        const kept = new Map<string, string>();
        let choice: Choice = EVERYTHING;
        for (const each of [...steps, { do: 'copy' } as const] as (Step | Chosen)[]) {
          simulated.clock.advance(60_000);
          if (each.do === 'choose') {
            choice = choiceOf(simulated, each);
            await engine.writeChoice(PAT.id, 'drive', choice);
          } else if ('which' in each) perform(control, each);
          else if (each.do === 'expire') control.expireCursors();
          else await expectChosen(simulated, engine, choice, await backUp(engine, 'drive'), kept);
        }
        await engine.close();
      },
    ),
    { numRuns: Number(process.env.DRIVE_HISTORIES ?? 25) },
  );
}, 300_000);

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

test('a file that is moved or renamed into what is chosen comes with its contents, also after a cut', async () => {
  const simulated = new Simulated();
  const { control } = simulated.simulator.drive;
  const out = control.folder('Out');
  for (const name of ['moved.txt', 'later.txt', 'film.mp4']) control.put(`Out/${name}`, name);
  control.put('film.mov', 'a film');
  let engine = await simulated.open();
  const choice: Choice = {
    ...EVERYTHING,
    folders: Object.fromEntries([[out.id, 'out' as const]]),
    without: ['video'],
  };
  await engine.writeChoice(PAT.id, 'drive', choice);
  await backUp(engine, 'drive');
  const stillOut = async () =>
    [...(await rowsOf(engine)).values()].filter(({ isLeftOut }) => isLeftOut).length;
  expect(await stillOut()).toBe(4);

  control.move('Out/moved.txt', '');
  control.rename('film.mov', 'notes.txt');
  await backUp(engine, 'drive');
  expect(await stillOut()).toBe(2);

  // The walk is over when contents are asked for; these never come.
  control.move('Out/later.txt', '');
  const { answer } = simulated;
  let isAsked = false;
  simulated.answer = (request) => {
    isAsked ||= request.url.includes('download');
    return isAsked ? untilAborted(request.signal) : answer(request);
  };
  await engine.startBackup(PAT, ['drive']);
  await expect.poll(() => isAsked).toBe(true);
  await engine.close();
  simulated.answer = answer;
  engine = await simulated.open();
  await backUp(engine, 'drive');
  expect(await stillOut()).toBe(1);
  await engine.close();
});
