import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Choice, EVERYTHING, isChosen } from '../model/choice.ts';
import { asId, type ContainerId } from '../model/ids.ts';
import { type ChoosableFolder, chosenBytes, tickOf, toggled } from './folder-choice.ts';

/** A tree in which each folder holds one file of its own of ten bytes. */
const TREE: Record<string, string | null> = {
  drive: null,
  a: 'drive',
  b: 'drive',
  aa: 'a',
  ab: 'a',
  aaa: 'aa',
};
const IDS = Object.keys(TREE);

function folder(name: string): ChoosableFolder {
  const above: ContainerId[] = [];
  for (let at = TREE[name] ?? null; at !== null; at = TREE[at] ?? null) above.push(asId(at));
  const size = IDS.filter((each) => lineOf(each).includes(name)).length * 10;
  return { id: asId(name), name, sizeBytes: size, above };
}

function lineOf(name: string): string[] {
  return [name, ...folderAbove(name)];
}

function folderAbove(name: string): string[] {
  const parent = TREE[name] ?? null;
  return parent === null ? [] : [parent, ...folderAbove(parent)];
}

/** Whether the file in a folder is copied. */
function isIn(choice: Choice, name: string): boolean {
  const line = lineOf(name).map((each) => asId<ContainerId>(each));
  return isChosen(choice, { name: 'file', sizeBytes: 10 }, () => line);
}

test('a folder is unticked with all that is in it, and a folder in it ticked again', () => {
  const without = toggled(EVERYTHING, folder('a'));
  expect(IDS.filter((name) => isIn(without, name))).toEqual(['drive', 'b']);
  expect(tickOf(without, folder('drive'))).toBe('some');

  const but = toggled(without, folder('aa'));
  expect(IDS.filter((name) => isIn(but, name))).toEqual(['drive', 'b', 'aa', 'aaa']);
  expect([tickOf(but, folder('a')), tickOf(but, folder('aaa'))]).toEqual(['some', 'in']);
  expect(chosenBytes(but, 60)).toBe(40);

  // Partly ticked becomes wholly ticked first.
  expect(toggled(but, folder('a')).folders).toEqual({});
});

test('after any clicks ticks and sizes say what is copied, and no decision is left that decides nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...IDS), { maxLength: 12 }), (clicks) => {
      let choice: Choice = EVERYTHING;
      for (const name of clicks) {
        const before = tickOf(choice, folder(name));
        choice = toggled(choice, folder(name));
        expect(tickOf(choice, folder(name))).toBe(before === 'in' ? 'out' : 'in');
      }
      for (const name of IDS) {
        const below = IDS.filter((each) => lineOf(each).includes(name));
        const states = new Set(below.map((each) => isIn(choice, each)));
        const tick = tickOf(choice, folder(name));
        if (tick === 'in') expect([...states]).toEqual([true]);
        if (tick === 'out') expect([...states]).toEqual([false]);
        if (states.size > 1) expect(tick).toBe('some');
      }
      expect(chosenBytes(choice, 60)).toBe(IDS.filter((name) => isIn(choice, name)).length * 10);
    }),
  );
});
