import type { Catalog } from '../catalog/catalog.ts';
import { Fault, isAbort, isFault, toFault } from '../model/fault.ts';
import type { RepositoryKey } from '../repository/keys.ts';
import { Repository } from '../repository/repository.ts';
import type { Lock } from '../repository/slot-changes.ts';
import type { UnlockSecret } from '../rpc/protocol.ts';
import { placeOf } from '../rpc/serve.ts';
import { CatalogFeed, type FeedProgress } from './catalog-feed.ts';
import type { EngineParts } from './engine-parts.ts';
import { Existence, type Trouble } from './existence.ts';
import { catalogKeyOf, LOCKED, type LockState, type LockView, viewLock } from './lock-state.ts';
import type { RecordsKey } from './sealed-records.ts';
import { Turns } from './turns.ts';

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
  readonly #existence: Existence;
  readonly #tell: (progress: FeedProgress) => void;
  #repository: Repository | undefined;
  #creating: Promise<Repository> | null = null;
  #open: Promise<OpenStorage> | null = null;
  #trouble: Trouble = null;
  #lock: LockView = { state: 'open', recordsKey: null };
  #isAway = false;
  /** Of what takes away what is open: none finds half of what another one does. */
  readonly #turns = new Turns();

  private constructor(parts: EngineParts, tell: (progress: FeedProgress) => void) {
    this.#parts = parts;
    this.#existence = new Existence(parts.elsewhere);
    this.#tell = tell;
  }

  /** Faults: those of the backend and of a repository that can't be opened. */
  static async open(parts: EngineParts, tell: (progress: FeedProgress) => void): Promise<Storage> {
    const storage = new Storage(parts, tell);
    await storage.begin();
    return storage;
  }

  /**
   * Looks at what lies at the place now; nothing of it may be in use. What was unlocked stays so.
   * Faults: those of `open`.
   */
  async begin(): Promise<void> {
    const key = this.#repository?.key ?? null;
    this.#open = null;
    this.#repository = undefined;
    this.#trouble = null;
    this.#isAway = false;
    try {
      await this.#begin(key);
    } catch (error) {
      if (!isFault(error, 'away')) throw error;
      // Nothing is known of it before its folder is back.
      this.#lock = { state: 'open', recordsKey: undefined };
      this.#isAway = true;
    }
  }

  async #begin(key: RepositoryKey | null): Promise<void> {
    const { backend } = this.#parts;
    const found = await Repository.inspect(backend);
    if (found.kind === 'locked' && key === null) {
      this.#lock = LOCKED;
      // How new it is can be told only when it is unlocked.
      this.#trouble = (await this.#existence.isAnother(found.id)) ? 'replaced' : null;
      return;
    }
    const unlocking = key === null ? undefined : { key };
    const repository = await Repository.open(backend, this.#environment(), unlocking);
    await this.#take(repository);
    this.#trouble = await this.#existence.compare(repository);
  }

  /** The folder it lies in can't be read. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Under which what is remembered beside the repository is sealed. */
  get recordsKey(): RecordsKey {
    return this.#lock.recordsKey;
  }

  get lock(): LockState {
    return this.#lock.state;
  }

  get trouble(): Trouble {
    return this.#trouble;
  }

  get repository(): Repository | undefined {
    return this.#repository;
  }

  /** The same, with one that is just being made. */
  async existing(): Promise<Repository | undefined> {
    return this.#repository ?? (await this.#creating) ?? undefined;
  }

  /** undefined while there is no repository. Faults: those of the catalog. */
  use(): Promise<OpenStorage> | undefined {
    return this.#repository === undefined ? undefined : this.#openOnce(this.#repository);
  }

  /**
   * For writing; makes the repository when there is none. Faults: `conflict`, see `trouble`;
   * `key-needed` while it is locked, `away` while its folder is.
   */
  async useForBackup(): Promise<OpenStorage> {
    if (this.#isAway) throw new Fault('away', 'the folder is away');
    if (this.#lock.state === 'locked') throw new Fault('key-needed', 'the repository is locked');
    if (this.#trouble !== null) {
      throw new Fault('conflict', 'the repository is not the one that was here');
    }
    return this.#openOnce(this.#repository ?? (await this.create('open')));
  }

  /** After each snapshot. */
  async noteExistence(): Promise<void> {
    const repository = this.#repository;
    if (repository === undefined || this.#trouble !== null) return;
    await this.#existence.note(repository);
  }

  /** The person has read what is the matter and goes on with what is there. */
  async accept(): Promise<void> {
    if (this.#trouble === null) return;
    this.#trouble = null;
    if (this.#repository === undefined) await this.#existence.forget();
    else await this.noteExistence();
  }

  /** Faults: `wrong-password`, `key-damaged`, `not-found` when nothing is locked. */
  async unlock(secret: UnlockSecret): Promise<void> {
    if (this.#lock.state !== 'locked') throw new Fault('not-found', 'nothing is locked');
    const repository = await Repository.open(this.#parts.backend, this.#environment(), secret);
    await this.#take(repository);
    this.#trouble = await this.#existence.compare(repository);
  }

  /** Fault `conflict`: it is open for everybody, or locked already. */
  checkProtected(): void {
    if (this.#lock.state !== 'protected') throw new Fault('conflict', 'it is not protected');
  }

  /** Forgets key, repository and lists. Nothing may be under way. Fault: `conflict` when it is open. */
  lockAgain(): Promise<void> {
    return this.#turns.take(async () => {
      this.checkProtected();
      await this.close();
      this.#open = null;
      this.#repository = undefined;
      this.#lock = LOCKED;
    });
  }

  /**
   * Another program has written, or a mirror brought back what was lost: it is taken into account
   * from now on.
   */
  reopen(): Promise<void> {
    return this.#turns.take(async () => {
      const repository = await this.#openAgain();
      if (repository === undefined) return;
      if (this.#trouble !== null) this.#trouble = await this.#existence.compare(repository);
      const before = this.#open;
      if (before === null) return this.#take(repository);
      await this.#openBy(async () => {
        const open = await before.catch(() => undefined);
        await open?.feed.close();
        await this.#take(repository);
        return open ? this.#follow(repository, open.catalog) : this.#openCatalog(repository);
      });
    });
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
      this.#report('the catalog could not follow', error);
    }
  }

  #report(what: string, error: unknown): void {
    this.#parts.report(`${what}: ${toFault(error).code} ${placeOf(error)}`);
  }

  async close(): Promise<void> {
    await closeBoth(await this.#open?.catch(() => undefined));
  }

  #openOnce(repository: Repository): Promise<OpenStorage> {
    return this.#open ?? this.#openBy(() => this.#openCatalog(repository));
  }

  /** What failed is tried anew by whoever asks next. */
  #openBy(open: () => Promise<OpenStorage>): Promise<OpenStorage> {
    const opening = open().catch((error: unknown) => {
      if (this.#open === opening) this.#open = null;
      throw error;
    });
    this.#open = opening;
    return opening;
  }

  /** Makes the repository. Two accounts may begin at the same time, and have one. */
  create(lock: Lock): Promise<Repository> {
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
    this.#lock = await viewLock(repository);
  }

  async #openCatalog(repository: Repository): Promise<OpenStorage> {
    const key = await catalogKeyOf(repository, this.#lock.state);
    return this.#follow(repository, await this.#parts.openCatalog(repository.id, key));
  }

  /** What rests of the lists on the disk has to be of the other form from now on. */
  openCatalogAnew(): Promise<void> {
    return this.#turns.take(async () => {
      const repository = this.#repository;
      if (repository === undefined) return;
      const before = this.#open;
      // Whoever asks meanwhile waits for the new form: in between, the old one would be opened again.
      await this.#openBy(async () => {
        await closeBoth(await before?.catch(() => undefined));
        await this.#take(repository);
        return this.#openCatalog(repository);
      });
      await this.follow();
    });
  }

  #follow(repository: Repository, catalog: Catalog): OpenStorage {
    const feed = new CatalogFeed({
      repository,
      catalog,
      sourceOf: (name) => this.#parts.loadSource(name),
      report: (what, error) => this.#report(what, error),
      tell: this.#tell,
    });
    return { repository, catalog, feed, commits: new Turns() };
  }

  #environment() {
    const { clock, randomBytes, software, packBytes } = this.#parts;
    const environment = { now: () => clock.now(), randomBytes, software };
    return packBytes === undefined ? environment : { ...environment, packBytes };
  }
}

async function closeBoth(open: OpenStorage | undefined): Promise<void> {
  await open?.feed.close();
  await open?.catalog.close();
}
