import { Fault } from '../model/fault.ts';
import { KeyRing } from './key-ring.ts';
import type { MasterKey } from './keys.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { SlotChanges } from './slot-changes.ts';
import type { SlotKind } from './slot-file.ts';
import type { SlotMaking } from './slot-making.ts';
import type { Secret } from './slots.ts';

/**
 * Who has the key to a repository. Everything in it is encrypted always; what is switched here is
 * whether the key lies beside it. Whoever does so has to know a secret: an open window alone does
 * not give the key away. A call that fails leaves what opened the repository before.
 *
 * Who kept an older copy of the files can open them with what opened those.
 */
export class RepositoryLock {
  readonly #ring: KeyRing;
  readonly #slots: SlotChanges;

  constructor(files: RepositoryFiles, repository: string, making: SlotMaking) {
    this.#ring = new KeyRing(files, repository);
    this.#slots = new SlotChanges(this.#ring, files, repository, making);
  }

  /** What opens it. It is locked when `open` is not among them. */
  kinds(): Promise<ReadonlySet<SlotKind>> {
    return this.#ring.kinds();
  }

  /**
   * Encryption on. The code is one that `formatRecoveryCode` made. Faults: `conflict` when it is on
   * already, `wrong-password` for a code that is none, `corrupt` when a new slot does not open.
   */
  async setPassphrase(passphrase: string, code: string): Promise<void> {
    if (!(await this.kinds()).has('open')) throw new Fault('conflict', 'encryption is on already');
    await this.#with(undefined, (master) => this.#slots.lock(master, { passphrase, code }));
  }

  /** Encryption off. Faults: `wrong-password`, `key-damaged`, `corrupt`. */
  async removePassphrase(secret: Secret): Promise<void> {
    await this.#checkLocked();
    await this.#with(secret, (master) => this.#slots.unlockForGood(master));
  }

  /** The secret may be the recovery code. Faults: `wrong-password`, `key-damaged`, `corrupt`. */
  async changePassphrase(secret: Secret, passphrase: string): Promise<void> {
    await this.#checkLocked();
    await this.#with(secret, (master) => this.#slots.replace(master, { passphrase }));
  }

  /** The secret may be the passphrase. Faults: `wrong-password`, `key-damaged`, `corrupt`. */
  async changeCode(secret: Secret, code: string): Promise<void> {
    await this.#checkLocked();
    await this.#with(secret, (master) => this.#slots.replace(master, { code }));
  }

  /**
   * Writes damaged files with the key anew, where their other copy is whole; true when there were
   * any. Faults: those of the backend.
   */
  mend(): Promise<boolean> {
    return this.#slots.mend();
  }

  async #checkLocked(): Promise<void> {
    if ((await this.kinds()).has('open')) throw new Fault('conflict', 'encryption is off');
  }

  async #with(
    secret: Secret | undefined,
    work: (master: MasterKey) => Promise<void>,
  ): Promise<void> {
    const master = await this.#ring.unlock(secret);
    try {
      await work(master);
    } finally {
      master.bytes.fill(0);
    }
  }
}
