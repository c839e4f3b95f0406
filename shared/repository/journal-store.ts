import { Fault, isFault } from '../model/fault.ts';
import { decodingLater } from './decoding.ts';
import { nameOf } from './file-names.ts';
import { MAX_BODY_BYTES } from './format.ts';
import { decodeJournal, encodeJournal } from './journal-file.ts';
import type { PackPlace } from './pack-directory.ts';
import type { JournalRecord } from './snapshot.ts';

/** What restores did and what is pinned: files of their own, which no commit has to wait for. */
export class JournalStore {
  readonly #place: PackPlace;

  constructor(place: PackPlace) {
    this.#place = place;
  }

  /** Durable when resolved. Faults: `too-large`; those of the backend. */
  async append(record: Omit<JournalRecord, 'id'>): Promise<void> {
    const file = await encodeJournal(this.#place.sealer, record);
    if (file.byteLength > MAX_BODY_BYTES.journal) throw new Fault('too-large', 'journal entry');
    await this.#place.files.put('journal', file);
  }

  /** In any order. Damaged files are reported and left out. */
  async *records(): AsyncGenerator<JournalRecord, void> {
    for (const [hash] of await this.#place.files.list('journal')) {
      const record = await this.#read(hash);
      if (record !== undefined) yield record;
    }
  }

  async #read(hash: string): Promise<JournalRecord | undefined> {
    const { files, sealer } = this.#place;
    const name = nameOf('journal', hash);
    try {
      const bytes = await files.read('journal', hash);
      if (bytes === undefined) return undefined;
      return await decodingLater(name, () => decodeJournal(sealer, hash, bytes));
    } catch (error) {
      if (!isFault(error, 'corrupt', 'unsupported')) throw error;
      files.reportBroken(name, 'a part of the journal is damaged and was left out');
      return undefined;
    }
  }
}
