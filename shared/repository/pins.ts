import * as v from 'valibot';
import { asId, type SnapshotId } from '../model/ids.ts';
import type { JournalRecord } from './snapshot.ts';

const Pin = v.object({
  kind: v.literal('pin'),
  snapshot: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  isPinned: v.boolean(),
});

/** What pins need of a repository. */
export interface JournalKeeper {
  journal(): AsyncIterable<JournalRecord>;
  appendJournal(entry: { run: string; part: number; body: unknown }): Promise<void>;
}

/**
 * Which snapshots a person has pinned, so that no rule takes them away. Pins lie in the journal,
 * for they must be where the copies are: another browser that thins them out must know them.
 */
export async function readPins(repository: JournalKeeper): Promise<Set<SnapshotId>> {
  const pinned = new Set<SnapshotId>();
  for (const [id, { isPinned }] of await readNewest(repository)) if (isPinned) pinned.add(id);
  return pinned;
}

/** Durable when resolved; saying it again writes nothing. */
export async function pinSnapshot(
  repository: JournalKeeper,
  snapshot: SnapshotId,
  isPinned: boolean,
): Promise<void> {
  const known = (await readNewest(repository)).get(snapshot);
  if ((known?.isPinned ?? false) === isPinned) return;
  const body: v.InferOutput<typeof Pin> = { kind: 'pin', snapshot, isPinned };
  const part = (known?.part ?? -1) + 1;
  await repository.appendJournal({ run: `pin ${snapshot}`, part, body });
}

/** The highest part counts. Two programs may have written it at once: then a pin is a pin. */
async function readNewest(repository: JournalKeeper) {
  const newest = new Map<SnapshotId, { part: number; isPinned: boolean }>();
  for await (const { part, body } of repository.journal()) {
    const parsed = v.safeParse(Pin, body);
    if (!parsed.success) continue;
    const { snapshot, isPinned } = parsed.output;
    const id = asId<SnapshotId>(snapshot);
    const known = newest.get(id);
    if (known !== undefined && known.part > part) continue;
    const isAlsoPinned = known?.part === part && known.isPinned;
    newest.set(id, { part, isPinned: isPinned || isAlsoPinned });
  }
  return newest;
}
