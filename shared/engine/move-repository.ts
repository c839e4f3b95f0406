import type { Backend } from '../backend/backend.ts';
import { Fault } from '../model/fault.ts';
import { copyRepository } from '../repository/copy-repository.ts';
import type { PlaceTrouble } from '../rpc/protocol.ts';
import { oldSlotsIn, removeDue } from './mirror-gone.ts';

/** Not all of it is there: the copy does not go. */
export class MoveTrouble extends Fault {
  constructor(readonly trouble: PlaceTrouble) {
    super('corrupt', 'not all of it could be copied');
  }
}

/**
 * Brings a repository to another place, whole: each file is compared with its name and read back.
 * `recheck` reads what lies there already, too. What opens it there is what opens it here. Faults:
 * `MoveTrouble`; those of `copyRepository`.
 */
export async function moveRepository(move: {
  from: Backend;
  to: Backend;
  signal: AbortSignal;
  recheck?: boolean;
  onProgress?(progress: { doneBytes: number; totalBytes: number }): void;
}): Promise<void> {
  const { from, to, signal, recheck, onProgress } = move;
  let oldSlots: readonly string[] = [];
  const result = await copyRepository(from, to, {
    signal,
    ...(recheck ? { recheck: 'all' } : {}),
    onPlan: async (plan) => {
      oldSlots = oldSlotsIn(plan);
    },
    onProgress: ({ doneBytes, totalBytes }) => onProgress?.({ doneBytes, totalBytes }),
  });
  if (result.failed.length > 0) throw new MoveTrouble('damaged');
  if (result.damaged.length > 0) throw new MoveTrouble('primary-damaged');
  // What went while it was being copied is copied, or known to have gone, the next time.
  if (recheck) return;
  if (!result.complete) throw new MoveTrouble('failed');
  await removeDue(to, oldSlots, signal);
}
