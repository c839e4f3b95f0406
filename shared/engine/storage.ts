import type { Catalog } from '../catalog/catalog.ts';
import { fromHex } from '../lib/bytes.ts';
import { Fault, isAbort, toFault } from '../model/fault.ts';
import { formatRecoveryCode, RECOVERY_CODE_BYTES } from '../model/recovery-code.ts';
import type { Lock } from '../repository/key-ring.ts';
import { deriveCatalogKey, deriveRecordsKey } from '../repository/keys.ts';
import { Repository } from '../repository/repository.ts';
import type { RepositoryLock } from '../repository/repository-lock.ts';
import type { EngineStatus, UnlockSecret } from '../rpc/protocol.ts';
import { placeOf } from '../rpc/serve.ts';
import { CatalogFeed, type FeedProgress } from './catalog-feed.ts';
import type { EngineParts } from './engine-parts.ts';
import type { RecordsKey } from './sealed-records.ts';
import { Turns } from './turns.ts';

const EXISTENCE = 'repository';

/** What is remembered of the repository in another place than its own. */
interface Existence {
  repositoryId: string;
  sequence: number;
}

type Trouble = EngineStatus['repository']['trouble'];
type LockState = EngineStatus['repository']['lock'];

/** An open repository with the catalog that follows it. */
export interface OpenStorage {
  repository: Repository;
  catalog: Catalog;
  feed: CatalogFeed;
  commits: Turns;
}

/**
 * Repository and catalog, opened once. A repository is made at the first backup and never where
 * one used to be: a browser that lost a database puts an empty one in its place without a word.
 */
export class Storage {
  readonly #parts: EngineParts;
  readonly #tell: (progress: FeedProgress) => void;
  #repository: Repository | undefined;
  #creating: Promise<Repository> | null = null;
  #open: Promise<OpenStorage> | null = null;
  #trouble: Trouble = null;
  #lock: LockState = 'open';
  #recordsKey: RecordsKey = null;

  private constructor(parts: EngineParts, tell: (progress: FeedProgress) => void) {
    this.#parts = parts;
    this.#tell = tell;
  }

  /** Faults: those of the backend and of a repository that can't be opened. */
  static async open(parts: EngineParts, tell: (progress: FeedProgress) => void): Promise<Storage> {
    const storage = new Storage(parts, tell);
    const found = await Repository.inspect(parts.backend);
    const existence = await storage.#readExistence();
    if (found.kind === 'locked') {
      storage.#lock = 'locked';
      storage.#recordsKey = undefined;
      // How new it is can be told only when it is unlocked.
      const isAnother = existence !== undefined && existence.repositoryId !== found.id;
      storage.#trouble = isAnother ? 'replaced' : null;
      return storage;
    }
    const repository = await Repository.open(parts.backend, storage.#environment());
    await storage.#take(repository);
    storage.#trouble = compare(existence, repository);
    return storage;
  }

  /** Under which what is remembered beside the repository is sealed. */
  get recordsKey(): RecordsKey {
    return this.#recordsKey;
  }

  get lock(): LockState {
    return this.#lock;
  }

  get trouble(): Trouble {
    return this.#trouble;
  }

  get repository(): Repository | undefined {
    return this.#repository;
  }

  /** undefined while there is no repository. Faults: those of the catalog. */
  use(): Promise<OpenStorage> | undefined {
    return this.#repository === undefined ? undefined : this.#openOnce(this.#repository);
  }

  /**
   * For writing; makes the repository when there is none. Faults: `conflict`, see `trouble`;
   * `key-needed` while it is locked.
   */
  async useForBackup(): Promise<OpenStorage> {
    if (this.#lock === 'locked') throw new Fault('key-needed', 'the repository is locked');
    if (this.#trouble !== null) {
      throw new Fault('conflict', 'the repository is not the one that was here');
    }
    return this.#openOnce(this.#repository ?? (await this.#createOnce()));
  }

  /** After each snapshot. */
  async noteExistence(): Promise<void> {
    const repository = this.#repository;
    if (repository === undefined || this.#trouble !== null) return;
    const existence: Existence = {
      repositoryId: repository.id,
      sequence: newestSequence(repository),
    };
    await this.#parts.elsewhere.write(EXISTENCE, existence);
  }

  /** The person has read what is the matter and goes on with what is there. */
  async accept(): Promise<void> {
    if (this.#trouble === null) return;
    this.#trouble = null;
    if (this.#repository === undefined) await this.#parts.elsewhere.remove(EXISTENCE);
    else await this.noteExistence();
  }

  /** Faults: `wrong-password`, `key-damaged`, `not-found` when nothing is locked. */
  async unlock(secret: UnlockSecret): Promise<void> {
    if (this.#lock !== 'locked') throw new Fault('not-found', 'nothing is locked');
    const repository = await Repository.open(this.#parts.backend, this.#environment(), secret);
    await this.#take(repository);
    this.#trouble = compare(await this.#readExistence(), repository);
  }

  /** Fault `conflict`: it is open for everybody, or locked already. */
  checkProtected(): void {
    if (this.#lock !== 'protected') throw new Fault('conflict', 'it is not protected');
  }

  /** Forgets key, repository and lists. Nothing may be under way. Fault: `conflict` when it is open. */
  async lockAgain(): Promise<void> {
    this.checkProtected();
    await this.close();
    this.#open = null;
    this.#repository = undefined;
    this.#lock = 'locked';
    this.#recordsKey = undefined;
  }

  /** Encryption on; answers the recovery code. Faults: `conflict`, `unsupported`. */
  async protect(passphrase: string): Promise<string> {
    const code = await this.#newCode();
    if (this.#lock === 'locked' || this.#trouble !== null) {
      throw new Fault('conflict', 'it has to be unlocked, and be the one that was here');
    }
    const known = this.#repository ?? (await this.#creating);
    if (known === undefined || known === null) {
      await this.#createOnce({ passphrase, code });
      return code;
    }
    if (known.lock === null) throw new Fault('unsupported', 'made before there was encryption');
    await known.lock.setPassphrase(passphrase, code);
    await this.#openCatalogAnew();
    return code;
  }

  /** Encryption off. Faults: `wrong-password`, `key-needed`. */
  async unprotect(secret: UnlockSecret): Promise<void> {
    await this.#theLock().removePassphrase(secret);
    await this.#openCatalogAnew();
  }

  /** Faults: `wrong-password`, `key-needed`. */
  changePassphrase(secret: UnlockSecret, passphrase: string): Promise<void> {
    return this.#theLock().changePassphrase(secret, passphrase);
  }

  /** Answers the new code. Faults: `wrong-password`, `key-needed`. */
  async changeCode(secret: UnlockSecret): Promise<string> {
    const code = await this.#newCode();
    await this.#theLock().changeCode(secret, code);
    return code;
  }

  /**
   * Another program has written, or a mirror brought back what was lost: it is taken into account
   * from now on.
   */
  async reopen(): Promise<void> {
    const open = await this.#open;
    const repository = await this.#openAgain();
    if (repository === undefined) return;
    if (this.#trouble !== null) this.#trouble = compare(await this.#readExistence(), repository);
    await open?.feed.close();
    await this.#take(repository);
    if (open !== null) this.#open = Promise.resolve(this.#follow(repository, open.catalog));
  }

  /** A look of one's own at what lies there now. Fault `not-found`: no repository does. */
  async openFresh(): Promise<Repository> {
    const repository = await this.#openAgain();
    if (repository === undefined) throw new Fault('not-found', 'there is no repository any more');
    return repository;
  }

  #openAgain(): Promise<Repository | undefined> {
    const key = this.#repository?.key ?? null;
    const unlocking = key === null ? undefined : { key };
    return Repository.open(this.#parts.backend, this.#environment(), unlocking);
  }

  /** Lets the catalog take in new snapshots. Resolves when it has, or could not. */
  async follow(): Promise<void> {
    const open = await this.use();
    try {
      await open?.feed.follow();
    } catch (error) {
      if (isAbort(error)) return;
      // What is stored is stored; the lists are behind until the next try.
      this.#parts.report(`the catalog could not follow: ${toFault(error).code} ${placeOf(error)}`);
    }
  }

  async close(): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    await open?.feed.close();
    await open?.catalog.close();
  }

  /** What failed is tried anew by whoever asks next. */
  #openOnce(repository: Repository): Promise<OpenStorage> {
    this.#open ??= this.#openCatalog(repository).catch((error: unknown) => {
      this.#open = null;
      throw error;
    });
    return this.#open;
  }

  /** Two accounts may begin at the same time, and have one repository. */
  #createOnce(lock: Lock = 'open'): Promise<Repository> {
    this.#creating ??= this.#create(lock).finally(() => {
      this.#creating = null;
    });
    return this.#creating;
  }

  async #create(lock: Lock): Promise<Repository> {
    const { backend } = this.#parts;
    const repository = await Repository.create(backend, this.#environment(), { lock });
    await this.#take(repository);
    await this.noteExistence();
    return repository;
  }

  async #take(repository: Repository | undefined): Promise<void> {
    this.#repository = repository;
    this.#lock = await lockOf(repository);
    const key = this.#lock === 'protected' ? repository?.key : undefined;
    this.#recordsKey = key ? await deriveRecordsKey(key, fromHex(repository?.id ?? '')) : null;
  }

  async #openCatalog(repository: Repository): Promise<OpenStorage> {
    const { id, key } = repository;
    const isPlain = this.#lock !== 'protected' || key === null;
    const catalogKey = isPlain ? null : await deriveCatalogKey(key, fromHex(id));
    return this.#follow(repository, await this.#parts.openCatalog(id, catalogKey));
  }

  /** What rests of the lists on the disk has to be of the other form from now on. */
  async #openCatalogAnew(): Promise<void> {
    await this.close();
    this.#open = null;
    await this.#take(this.#repository);
    await this.follow();
  }

  #theLock(): RepositoryLock {
    if (this.#lock === 'locked') throw new Fault('key-needed', 'the repository is locked');
    const lock = this.#repository?.lock ?? null;
    if (lock === null) throw new Fault('not-found', 'there is nothing that could be locked');
    return lock;
  }

  #newCode(): Promise<string> {
    return formatRecoveryCode(this.#parts.randomBytes(RECOVERY_CODE_BYTES));
  }

  #follow(repository: Repository, catalog: Catalog): OpenStorage {
    const feed = new CatalogFeed({
      repository,
      catalog,
      sourceOf: (name) => this.#parts.loadSource(name),
      tell: this.#tell,
    });
    return { repository, catalog, feed, commits: new Turns() };
  }

  async #readExistence(): Promise<Existence | undefined> {
    const record: unknown = await this.#parts.elsewhere.read(EXISTENCE);
    if (typeof record !== 'object' || record === null) return undefined;
    if (!('repositoryId' in record && 'sequence' in record)) return undefined;
    const { repositoryId, sequence } = record;
    if (typeof repositoryId !== 'string' || typeof sequence !== 'number') return undefined;
    return { repositoryId, sequence };
  }

  #environment() {
    const { clock, randomBytes, software, packBytes } = this.#parts;
    const environment = { now: () => clock.now(), randomBytes, software };
    return packBytes === undefined ? environment : { ...environment, packBytes };
  }
}

async function lockOf(repository: Repository | undefined): Promise<LockState> {
  if (repository === undefined) return 'open';
  if (repository.lock === null) return 'unprotectable';
  return (await repository.lock.kinds()).has('open') ? 'open' : 'protected';
}

function compare(known: Existence | undefined, found: Repository | undefined): Trouble {
  if (known === undefined) return null;
  if (found === undefined) return 'missing';
  if (found.id !== known.repositoryId) return 'replaced';
  return newestSequence(found) < known.sequence ? 'older' : null;
}

function newestSequence(repository: Repository): number {
  return repository.snapshots().at(-1)?.sequence ?? 0;
}
