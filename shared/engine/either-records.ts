import type { Records } from '../backend/records.ts';
import { isFault } from '../model/fault.ts';

/**
 * Records in one place, and in another where the first can't be used at all (private windows have
 * no private file system).
 */
export class EitherRecords implements Records {
  readonly #first: Records;
  readonly #second: Records;

  constructor(first: Records, second: Records) {
    this.#first = first;
    this.#second = second;
  }

  async read(name: string): Promise<unknown> {
    const found = await this.#orSecond((records) => records.read(name));
    // Written when the first could not be used, and read now that it can.
    return found ?? this.#second.read(name);
  }

  async write(name: string, value: unknown): Promise<void> {
    await this.#orSecond((records) => records.write(name, value));
  }

  async remove(name: string): Promise<void> {
    await this.#orSecond((records) => records.remove(name));
    await this.#second.remove(name);
  }

  async #orSecond<T>(work: (records: Records) => Promise<T>): Promise<T> {
    try {
      return await work(this.#first);
    } catch (error) {
      if (!isFault(error)) throw error;
      return work(this.#second);
    }
  }
}
