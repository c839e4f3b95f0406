import type { Records } from '../backend/records.ts';
import type { CheckLevel, CheckResult, LastCheck } from '../model/check.ts';

const NAME = 'check';

/** What is remembered of checks, in plain JSON. It can be lost: then packs count as never read. */
export interface CheckMemory {
  /** Of this repository. */
  repository: string;
  /** When each pack was last read whole and was sound, in milliseconds since 1970. */
  verified: Record<string, number>;
  /** A check that has not come to its end, when it began, and whether somebody stopped it. */
  unfinished: { level: CheckLevel; percent: number; startedAt: number; isStopped: boolean } | null;
  last: LastCheck | null;
  /** In which damage was found, and which are not set apart yet. */
  damagedPacks: string[];
  /** Packs set apart and indexes that had gone, when nothing was missing any more after a copy. */
  healed: string[];
}

/** Reads and writes what is remembered of checks. Faults: those of the records. */
export class CheckRecord {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  async read(repository: string): Promise<CheckMemory> {
    const value = await this.#records.read(NAME);
    const empty: CheckMemory = {
      repository,
      verified: {},
      unfinished: null,
      last: null,
      damagedPacks: [],
      healed: [],
    };
    // Only this class writes it; of another repository it says nothing.
    const known = value as Partial<CheckMemory> | undefined | null;
    return known?.repository === repository ? { ...empty, ...known } : empty;
  }

  /** Durable when resolved. */
  async write(memory: CheckMemory): Promise<void> {
    await this.#records.write(NAME, memory);
  }

  async noteStopped(repository: string): Promise<void> {
    const memory = await this.read(repository);
    if (memory.unfinished !== null) memory.unfinished.isStopped = true;
    await this.write(memory);
  }

  async change(repository: string, change: Partial<CheckMemory>): Promise<void> {
    await this.write({ ...(await this.read(repository)), ...change });
  }
}

export function toLastCheck(result: CheckResult): LastCheck {
  const { level, verdict, oldestVerifiedAt, affected, receipts, files, endedAt } = result;
  return { level, verdict, oldestVerifiedAt, affected, receipts, files, at: endedAt };
}
