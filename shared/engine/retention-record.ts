import type { Records } from '../backend/records.ts';
import { DEFAULT_RETENTION, type RetentionRule } from '../model/retention.ts';
import type { EngineStatus } from '../rpc/protocol.ts';

const RULE = 'retention';
const LAST = 'last-prune';

export type LastPrune = NonNullable<EngineStatus['upkeep']['lastPrune']>;

/** The person's rule, and when older copies were thinned out last. Faults: those of the records. */
export class RetentionRecord {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  async readRule(): Promise<RetentionRule> {
    // Only this class writes it; lines that came later have their defaults.
    const rule = (await this.#records.read(RULE)) as Partial<RetentionRule> | undefined | null;
    return { ...DEFAULT_RETENTION, ...rule };
  }

  writeRule(rule: RetentionRule): Promise<void> {
    return this.#records.write(RULE, rule);
  }

  async readLast(): Promise<LastPrune | null> {
    return ((await this.#records.read(LAST)) as LastPrune | undefined) ?? null;
  }

  noteLast(last: LastPrune): Promise<void> {
    return this.#records.write(LAST, last);
  }
}
