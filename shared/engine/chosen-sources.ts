import type { Records } from '../backend/records.ts';
import type { AccountId } from '../model/ids.ts';
import { type Account, SOURCE_NAMES, type SourceName } from '../model/item.ts';
import type { SourceChoice } from '../model/sources.ts';
import { Turns } from './turns.ts';

export const CHOICE_RECORD = 'chosen-sources';

/** What of a snapshot tells which sources were copied before anybody was asked. */
export interface KeptSources {
  accounts: readonly Pick<Account, 'id'>[];
  containers: readonly { account: AccountId; source: SourceName }[];
}

/**
 * Which sources the copies of each account take in. It is the engine's to remember: pages and what
 * copies by itself in the background have to agree.
 */
export class ChosenSources {
  readonly #records: Records;
  readonly #turns = new Turns();

  constructor(records: Records) {
    this.#records = records;
  }

  /** Of everybody who chose or is kept; who never chose goes on with what is kept. */
  async read(kept: KeptSources | undefined): Promise<SourceChoice[]> {
    const chosen = await this.#read();
    const accounts = new Set([...(kept?.accounts ?? []).map(({ id }) => id), ...chosen.keys()]);
    return [...accounts].map((account) => ({
      account,
      sources: chosen.get(account) ?? keptOf(account, kept),
    }));
  }

  /** Durable when resolved. Fault `key-needed` while the copy is locked. */
  choose(account: AccountId, sources: readonly SourceName[]): Promise<void> {
    const inOrder = SOURCE_NAMES.filter((name) => sources.includes(name));
    return this.#turns.take(async () => {
      const chosen = await this.#read();
      chosen.set(account, inOrder);
      await this.#records.write(CHOICE_RECORD, Object.fromEntries(chosen));
    });
  }

  async #read(): Promise<Map<AccountId, SourceName[]>> {
    // Only this class writes it; a source of a later version is not known here.
    const record = ((await this.#records.read(CHOICE_RECORD)) ?? {}) as Record<AccountId, string[]>;
    return new Map(
      Object.entries(record).map(([account, names]) => [
        account as AccountId,
        SOURCE_NAMES.filter((name) => names.includes(name)),
      ]),
    );
  }
}

function keptOf(account: AccountId, kept: KeptSources | undefined): SourceName[] {
  const sources = new Set(
    (kept?.containers ?? []).filter((each) => each.account === account).map(({ source }) => source),
  );
  return SOURCE_NAMES.filter((name) => sources.has(name));
}
