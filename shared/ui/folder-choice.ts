import type { Choice, SeenFolder } from '../model/choice.ts';
import type { ContainerId } from '../model/ids.ts';

/** A folder as a tree shows it. */
export interface ChoosableFolder extends SeenFolder {
  id: ContainerId;
}

/** `some`: folders below are decided about otherwise. */
export type Tick = 'in' | 'out' | 'some';

export function tickOf(choice: Choice, { id, above }: ChoosableFolder): Tick {
  const own = decided(choice, [id, ...above]);
  const others = entriesOf(choice).some(
    ([below, said]) => said !== own && choice.seen?.[below]?.above.includes(id),
  );
  return others ? 'some' : own;
}

/** The folder and all that is in it goes in, or out where it is wholly in. */
export function toggled(choice: Choice, folder: ChoosableFolder): Choice {
  const { id, ...seen } = folder;
  const is = tickOf(choice, folder) === 'in' ? 'out' : 'in';
  const kept = entriesOf(choice).filter(
    ([other]) => other !== id && !choice.seen?.[other]?.above.includes(id),
  );
  const isSaidAbove = decided({ ...choice, folders: Object.fromEntries(kept) }, seen.above) === is;
  const entries = isSaidAbove ? kept : [...kept, [id, is] as const];
  const known: Record<ContainerId, SeenFolder> = { ...choice.seen, [id]: seen };
  return {
    ...choice,
    folders: Object.fromEntries(entries),
    seen: Object.fromEntries(
      entries.flatMap(([other]) => {
        const facts = known[other];
        return facts === undefined ? [] : [[other, facts]];
      }),
    ),
  };
}

/** What is in the chosen folders, of a drive with so much in it; kinds and sizes are not looked at. */
export function chosenBytes(choice: Choice, totalBytes: number): number {
  let bytes = totalBytes;
  for (const [id, said] of entriesOf(choice)) {
    const seen = choice.seen?.[id];
    if (seen === undefined || decided(choice, seen.above) === said) continue;
    bytes += said === 'in' ? seen.sizeBytes : -seen.sizeBytes;
  }
  return Math.max(0, bytes);
}

function decided({ folders }: Choice, line: readonly ContainerId[]): 'in' | 'out' {
  for (const id of line) {
    const said = folders[id];
    if (said !== undefined) return said;
  }
  return 'in';
}

function entriesOf({ folders }: Choice): [ContainerId, 'in' | 'out'][] {
  return Object.entries(folders) as [ContainerId, 'in' | 'out'][];
}
