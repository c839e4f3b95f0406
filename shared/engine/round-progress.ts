import type { BackupProgress } from '../model/job.ts';
import type { ContainerWork } from './container-work.ts';

export type RoundProgress = Pick<
  BackupProgress,
  'phase' | 'folders' | 'messages' | 'attachments' | 'place' | 'gaps'
>;

/** How far a round is, beside what its containers tell. */
export interface RoundPosition {
  phase: BackupProgress['phase'];
  /** Zero until it is known. */
  containersTotal: number;
  attachments: RoundProgress['attachments'];
  place: string;
}

/** Counted from the containers each time: nothing is counted along the way that could drift. */
export function progressOf(
  all: readonly ContainerWork[],
  { phase, containersTotal, attachments, place }: RoundPosition,
): RoundProgress {
  const sum = (count: (container: ContainerWork) => number) =>
    all.reduce((total, container) => total + count(container), 0);
  const done = sum(({ told, itemCount, isReadToEnd }) =>
    told === null || isReadToEnd ? itemCount : told.size,
  );
  const reported = sum((container) => container.info.reportedCount ?? container.itemCount);
  return {
    phase,
    folders: { done: all.filter((each) => each.isReadToEnd).length, total: containersTotal },
    messages: { done, total: containersTotal === 0 ? null : Math.max(reported, done) },
    attachments,
    place,
    gaps: sum((container) => [...container.gaps()].length),
  };
}
