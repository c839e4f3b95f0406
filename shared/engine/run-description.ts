import type { Clock } from '../lib/clock.ts';
import type { AffectedContainer } from '../model/check.ts';
import { type FaultCode, isFault } from '../model/fault.ts';
import type { ContainerId, ItemId, SnapshotId } from '../model/ids.ts';
import type { Receipt, ReceiptLine } from '../model/receipt.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState, SnapshotRecord } from '../repository/snapshot.ts';
import type { Source } from '../sources/source.ts';
import type { ContainerWork } from './container-work.ts';
import { countLeftOut } from './left-out.ts';
import { makeReceipt, readReceipts } from './receipt.ts';
import { compareStates } from './run-changes.ts';
import type { RunningBackup, Sums } from './running-backup.ts';

export interface DescribedRun {
  repository: Repository;
  clock: Clock;
  /** What is remembered of this run, from its start and its checkpoints. */
  run: RunningBackup;
  source: Source;
  /** Whether the catalog knows that the item was there before and was gone. */
  wasGone(id: ItemId): boolean;
  /** What is damaged and could not be brought back, over all copies and the coming one. */
  findDamaged(coming: readonly ContainerState[]): Promise<AffectedContainer[]>;
}

/** What a run did, told by comparing how everything was before it with how it is now. */
export class RunDescription {
  readonly #parts: DescribedRun;
  readonly #base: readonly ContainerState[];
  /** Of the receipt before. */
  readonly #before: readonly ReceiptLine[];

  private constructor(
    parts: DescribedRun,
    base: readonly ContainerState[],
    before: readonly ReceiptLine[],
  ) {
    this.#parts = parts;
    this.#base = base;
    this.#before = before;
  }

  /** Before the last snapshot of the run is written. Faults: those of the backend. */
  static async begin(parts: DescribedRun): Promise<RunDescription> {
    return new RunDescription(parts, await loadBase(parts), await lastLines(parts));
  }

  /** `states` are what the snapshot will hold, `works` what the run knows of its containers. */
  async receipt(
    states: readonly ContainerState[],
    works: readonly ContainerWork[],
    traffic: Sums,
    endedBy: FaultCode | 'stopped' | null,
  ): Promise<Receipt> {
    const { clock, run, wasGone } = this.#parts;
    const changes = await this.#compare(states);
    const returned = new Map<ContainerId, number>();
    if (this.#before.some((line) => line.keptBeyond > 0)) {
      for (const [id, container] of changes.added) {
        if (wasGone(id)) returned.set(container, (returned.get(container) ?? 0) + 1);
      }
    }
    return makeReceipt({
      job: run.id,
      of: { account: run.account.id, source: run.source },
      startedAt: run.startedAt,
      endedAt: new Date(clock.now()).toISOString(),
      endedBy,
      states,
      mayBeEmpty: this.#parts.source.mayBeEmpty ?? false,
      readToEnd: new Set(works.filter((each) => each.isReadToEnd).map(({ info }) => info.id)),
      reported: new Map(works.map(({ info }) => [info.id, info.reportedCount])),
      changes,
      before: this.#before,
      returned,
      leftOut: await countLeftOut(this.#parts, states, this.#base, this.#before),
      damaged: await this.#parts.findDamaged(states),
      traffic,
    });
  }

  /** From a list that is damaged nothing can be told; what has changed is not known then. */
  async #compare(states: readonly ContainerState[]) {
    const { repository } = this.#parts;
    try {
      return await compareStates(repository, this.#base, states);
    } catch (error) {
      if (!isFault(error, 'corrupt')) throw error;
      return compareStates(repository, states, states);
    }
  }
}

async function loadBase({ repository, run }: DescribedRun): Promise<readonly ContainerState[]> {
  if (run.base === null) return [];
  const { containers } = await loadOrHead(repository, run.base);
  return containers.filter(
    ({ account, source }) => account === run.account.id && source === run.source,
  );
}

/** It may have been thinned out while the run stood still. */
async function loadOrHead(
  repository: Repository,
  base: SnapshotId,
): Promise<Pick<SnapshotRecord, 'containers'>> {
  try {
    return await repository.loadSnapshot(base);
  } catch (error) {
    if (!isFault(error, 'not-found', 'corrupt')) throw error;
    return repository.head() ?? { containers: [] };
  }
}

async function lastLines({ repository, run }: DescribedRun): Promise<readonly ReceiptLine[]> {
  for await (const { lines } of readReceipts(repository, run.account.id, run.source)) return lines;
  return [];
}
