import type { Records } from '../backend/records.ts';
import { type Choice, EVERYTHING } from '../model/choice.ts';
import type { AccountId, ItemId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import { Turns } from './turns.ts';

/** How far what is kept follows the choice. */
export interface Settled {
  /** What was chosen when everything was last looked at. */
  choice: Choice;
  /** Items that lack older versions: they are tried again. */
  lacking: readonly ItemId[];
}

/** What a person wants copied of an account's source. Faults: those of the records. */
export class ChoiceRecord {
  readonly #records: Records;
  readonly #turns = new Turns();

  constructor(records: Records) {
    this.#records = records;
  }

  async read(account: AccountId, source: SourceName): Promise<Choice> {
    const choice = await this.#read<Partial<Choice>>(`choice-${source}`, account);
    // What came later has its default.
    return { ...EVERYTHING, ...choice };
  }

  write(account: AccountId, source: SourceName, choice: Choice): Promise<void> {
    return this.#write(`choice-${source}`, account, choice);
  }

  /** null: all has to be looked at. */
  async readSettled(account: AccountId, source: SourceName): Promise<Settled | null> {
    return (await this.#read<Settled>(`settled-${source}`, account)) ?? null;
  }

  noteSettled(account: AccountId, source: SourceName, settled: Settled | null): Promise<void> {
    return this.#write(`settled-${source}`, account, settled);
  }

  async #read<T>(name: string, account: AccountId): Promise<T | null | undefined> {
    return (await this.#all<T>(name))[account];
  }

  /** Only this class writes them. */
  async #all<T>(name: string): Promise<Record<AccountId, T | null>> {
    return ((await this.#records.read(name)) ?? {}) as Record<AccountId, T | null>;
  }

  #write<T>(name: string, account: AccountId, value: T | null): Promise<void> {
    return this.#turns.take(async () => {
      await this.#records.write(name, { ...(await this.#all<T>(name)), [account]: value });
    });
  }
}
