import { pieces } from '../lib/iterate.ts';
import { type Fault, isAbort, JOB_ENDING, toFault } from '../model/fault.ts';
import type { ContainerId, ItemId } from '../model/ids.ts';
import type { ContainerWork } from './container-work.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';

const LOCATE_AT_ONCE = 200;

export interface LeavingParts {
  writer: SnapshotWriter;
  /** Where items are now; absent from the answer when nowhere. */
  locate(ids: readonly ItemId[]): Promise<Map<ItemId, ContainerId>>;
  /** Its contents may just be coming in: what is decided of an item must not overlap with that. */
  exclusive(id: ItemId, work: () => Promise<void>): Promise<void>;
  /** There is something to decide. */
  begin(): void;
  step(): Promise<void>;
  /** One that can't be asked for. */
  fail(container: ContainerWork, id: ItemId, fault: Fault): Promise<void>;
}

interface Leaving {
  container: ContainerWork;
  id: ItemId;
}

type Places = Map<ItemId, ContainerId | 'unknown'>;

/**
 * "Gone" means: not in this container any more. What has moved was told by where it is now, as a
 * rule; the rest is asked for, because a move there and back is told as gone only. Afterwards
 * nothing holds a cursor back, and a container that is gone and empty is dropped.
 */
export async function decideLeaving(parts: LeavingParts): Promise<void> {
  const { writer } = parts;
  const leaving = [...writer.containers.values()].flatMap((container) =>
    [...container.leaving].map((id) => ({ container, id })),
  );
  if (leaving.length > 0) parts.begin();
  for (const some of pieces(leaving, LOCATE_AT_ONCE)) {
    await decide(parts, some, await locate(parts, some));
    await parts.step();
  }
  for (const container of [...writer.containers.values()]) {
    container.settle();
    if (container.isLeaving && container.itemCount === 0) writer.dropContainer(container);
  }
}

async function decide(
  { writer, exclusive }: LeavingParts,
  leaving: readonly Leaving[],
  places: Places,
): Promise<void> {
  for (const { container, id } of leaving) {
    const place = places.get(id);
    if (place === container.info.id || place === 'unknown') continue;
    await exclusive(id, async () => {
      const entry = await container.get(id);
      if (entry === undefined) return;
      const now = place === undefined ? undefined : writer.containers.get(place);
      if (now === undefined) writer.remove(id, container, entry);
      else writer.put(id, now, entry, { container, entry });
      container.closeGap(id);
    });
  }
}

/** One that can't be asked for costs the others nothing: it stays, and the next run asks. */
async function locate(parts: LeavingParts, leaving: readonly Leaving[]): Promise<Places> {
  try {
    return await parts.locate(leaving.map(({ id }) => id));
  } catch (error) {
    const fault = toFault(error);
    if (isAbort(error) || JOB_ENDING.has(fault.code)) throw error;
    const [only] = leaving;
    if (leaving.length === 1 && only !== undefined) {
      await parts.fail(only.container, only.id, fault);
      return new Map([[only.id, 'unknown']]);
    }
  }
  const places: Places = new Map();
  for (const some of pieces(leaving, Math.ceil(leaving.length / 2))) {
    for (const [id, place] of await locate(parts, some)) places.set(id, place);
  }
  return places;
}
