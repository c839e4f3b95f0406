import { Fault } from '../model/fault.ts';
import { formatRecoveryCode, RECOVERY_CODE_BYTES } from '../model/recovery-code.ts';
import type { Repository } from '../repository/repository.ts';
import type { RepositoryLock } from '../repository/repository-lock.ts';
import type { UnlockSecret } from '../rpc/protocol.ts';
import { placeOf } from '../rpc/serve.ts';
import { BEGUN_RECORD } from './begun-contents.ts';
import { CHOICE_RECORD } from './chosen-sources.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Jobs } from './jobs.ts';
import { SCRAMBLE_RECORD } from './scramble-alarm.ts';
import type { SealedRecords } from './sealed-records.ts';
import type { Storage } from './storage.ts';
import type { Turns } from './turns.ts';

/** Records that name messages: they are written anew when it changes who may read the copy. */
const NAMING_RECORDS = ['check', 'running-jobs', CHOICE_RECORD, BEGUN_RECORD, SCRAMBLE_RECORD];

export interface LockChangesParts {
  engine: Pick<EngineParts, 'randomBytes' | 'report'>;
  storage: Storage;
  jobs: Pick<Jobs, 'close'>;
  records: Pick<SealedRecords, 'readAll' | 'write'>;
  /** Two changes at once would each take away what the other has just made. */
  turns: Turns;
  /** Takes up what was under way. */
  goOn(): Promise<void>;
  /** After each change, and after each try. */
  changed(): Promise<void>;
}

/** Changes who can open the copy while nothing is under way; what was goes on afterwards. */
export class LockChanges {
  readonly #parts: LockChangesParts;

  constructor(parts: LockChangesParts) {
    this.#parts = parts;
  }

  /** Encryption on; answers the recovery code. Faults: `conflict`, `unsupported`. */
  protect(passphrase: string): Promise<string> {
    return this.#atRest(async () => {
      const { storage } = this.#parts;
      const code = await this.#newCode();
      if (storage.lock === 'locked' || storage.trouble !== null) {
        throw new Fault('conflict', 'it has to be unlocked, and be the one that was here');
      }
      const known = await storage.existing();
      if (known === undefined) {
        const made = await storage.create({ passphrase, code });
        // A backup may have begun at this very moment, and made it without.
        if (storage.lock !== 'protected') await this.#lockUp(made, passphrase, code);
      } else {
        await this.#lockUp(known, passphrase, code);
      }
      return code;
    });
  }

  /** Encryption off. Faults: `wrong-password`, `key-needed`. */
  unprotect(secret: UnlockSecret): Promise<void> {
    return this.#atRest(async () => {
      await this.#theLock().removePassphrase(secret);
      await this.#parts.storage.openCatalogAnew();
    });
  }

  /** Faults: `wrong-password`, `key-needed`. */
  changePassphrase(secret: UnlockSecret, passphrase: string): Promise<void> {
    return this.#atRest(() => this.#theLock().changePassphrase(secret, passphrase));
  }

  /** Answers the new code. Faults: `wrong-password`, `key-needed`. */
  changeCode(secret: UnlockSecret): Promise<string> {
    return this.#atRest(async () => {
      const code = await this.#newCode();
      await this.#theLock().changeCode(secret, code);
      return code;
    });
  }

  async #lockUp({ lock }: Repository, passphrase: string, code: string): Promise<void> {
    if (lock === null) throw new Fault('unsupported', 'made before there was encryption');
    await lock.setPassphrase(passphrase, code);
    await this.#parts.storage.openCatalogAnew();
  }

  #newCode(): Promise<string> {
    return formatRecoveryCode(this.#parts.engine.randomBytes(RECOVERY_CODE_BYTES));
  }

  #theLock(): RepositoryLock {
    const { storage } = this.#parts;
    if (storage.lock === 'locked') throw new Fault('key-needed', 'the repository is locked');
    const lock = storage.repository?.lock ?? null;
    if (lock === null) throw new Fault('not-found', 'there is nothing that could be locked');
    return lock;
  }

  #atRest<T>(change: () => Promise<T>): Promise<T> {
    return this.#parts.turns.take(() => this.#changeAtRest(change));
  }

  async #changeAtRest<T>(change: () => Promise<T>): Promise<T> {
    const { jobs, records, storage } = this.#parts;
    await jobs.close();
    const remembered = await records.readAll(NAMING_RECORDS);
    try {
      return await change();
    } finally {
      // The answer may be the recovery code, which is told once: no trouble here takes its place.
      await this.#rewrite(remembered);
      if (storage.lock !== 'locked') await this.#parts.goOn();
      await this.#parts.changed();
    }
  }

  async #rewrite(remembered: ReadonlyMap<string, unknown>): Promise<void> {
    const { engine, records } = this.#parts;
    for (const [name, value] of remembered) {
      try {
        await records.write(name, value);
      } catch (error) {
        engine.report(`what is remembered was not written anew: ${placeOf(error)}`);
      }
    }
  }
}
