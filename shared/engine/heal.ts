import type { Clock } from '../lib/clock.ts';
import { isFault } from '../model/fault.ts';
import { hashInName } from '../repository/file-names.ts';
import { repairRepository } from '../repository/repair.ts';
import type { Repository } from '../repository/repository.ts';
import type { Damage } from '../repository/repository-files.ts';
import { salvageLists } from '../repository/salvage.ts';
import type { CheckRecord } from './check-record.ts';
import { isRepairable } from './repairable.ts';

export interface HealParts {
  /** As it is in use; only its keys are mended. */
  repository: Repository;
  /** Opens it once more. */
  openFresh(): Promise<Repository>;
  record: CheckRecord;
  clock: Clock;
  /** Also where nothing new was found: what was set apart may have come back. */
  isRestored?: boolean;
}

/**
 * Writes damaged files with the key anew, and sets apart what checks have found damaged, or the
 * opening has, so that the next run stores it anew. True when something was written: then the repository is to be opened again. What can't be
 * done now is left for the next time. Faults: those of the backend and the records.
 */
export async function heal(
  { repository, openFresh, record, clock, isRestored = false }: HealParts,
  signal: AbortSignal,
): Promise<boolean> {
  const isMended = (await repository.lock?.mend()) ?? false;
  const found = repository.damage().filter(isRepairable);
  const damagedPacks = [...(await record.read(repository.id)).damagedPacks, ...packsIn(found)];
  if (damagedPacks.length + found.length === 0 && !isRestored) return isMended;
  try {
    await repairRepository(await openFresh(), { damagedPacks, now: clock.now(), signal });
    await salvageLists(await openFresh(), clock.now(), signal);
    await record.change(repository.id, { damagedPacks: [] });
    return true;
  } catch (error) {
    // An old format has no place to write it down; or another program is at work just now.
    if (isFault(error, 'unsupported', 'locked')) return isMended;
    throw error;
  }
}

function packsIn(damage: readonly Damage[]): string[] {
  return damage.flatMap(({ file }) => hashInName('pack', file) ?? []);
}
