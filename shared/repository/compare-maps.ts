import { areEqual } from '../lib/bytes.ts';
import type { Front, MapWalker } from './map-walker.ts';
import { compareKeys, type LeafCell } from './page.ts';
import { readAheadDiffering } from './pages-ahead.ts';

/** Items that differ, with their cells, in key order. Pages that are the same are not read. */
export async function* compareWalks(
  before: MapWalker,
  after: MapWalker,
): AsyncGenerator<{ before: LeafCell | undefined; after: LeafCell | undefined }, void> {
  await readBelow(before, after);
  for (;;) {
    const a = before.front();
    const b = after.front();
    if (a === undefined && b === undefined) return;
    if (a?.kind === 'page' && b?.kind === 'page' && a.cell.child === b.cell.child) {
      before.pass();
      after.pass();
      continue;
    }
    // Pages are opened down to the same level first, where they may turn out to be the same.
    const level = Math.max(levelOf(a), levelOf(b));
    if (level >= 0) {
      await Promise.all([
        a?.kind === 'page' && a.level === level && before.enter(a.level, a.cell),
        b?.kind === 'page' && b.level === level && after.enter(b.level, b.cell),
      ]);
      if (levelOf(a) === levelOf(b)) await readBelow(before, after);
      continue;
    }
    const left = a?.kind === 'leaf' ? a.cell : undefined;
    const right = b?.kind === 'leaf' ? b.cell : undefined;
    const order = orderOf(left, right);
    if (order <= 0) before.pass();
    if (order >= 0) after.pass();
    if (order === 0 && left && right && areEqual(left.bytes, right.bytes)) continue;
    yield { before: order <= 0 ? left : undefined, after: order >= 0 ? right : undefined };
  }
}

async function readBelow(before: MapWalker, after: MapWalker): Promise<void> {
  const [a, b] = [before.below(), after.below()];
  if (a !== undefined && b !== undefined) await readAheadDiffering(a, b);
}

function levelOf(front: Front): number {
  return front?.kind === 'page' ? front.level : -1;
}

function orderOf(a: LeafCell | undefined, b: LeafCell | undefined): number {
  if (a === undefined) return 1;
  return b === undefined ? -1 : compareKeys(a.key, b.key);
}
