import fc from 'fast-check';
import type { DriveControl } from '../simulator/drive/control.ts';
import type { DriveItem } from '../simulator/drive/item.ts';

/** For tests: one thing a person, or Microsoft, does; numbers choose among what is there. */
export type Step =
  | { do: 'make' | 'edit' | 'rename' | 'move' | 'delete' | 'restore'; which: number; where: number }
  | { do: 'expire' | 'copy' };

export const step: fc.Arbitrary<Step> = fc.oneof(
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

export function all(control: DriveControl): DriveItem[] {
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

/** What can't be done with what is there is not done. */
export function perform(control: DriveControl, step: Extract<Step, { which: number }>): void {
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
