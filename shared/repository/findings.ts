import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import { BlobSet } from './blob-set.ts';

interface LoadingRepository {
  loadBlob(id: BlobId): Promise<unknown>;
  isInPieces(id: BlobId): boolean;
  loadPieces(id: BlobId): Promise<unknown>;
}

/** What a check has found so far. */
export class Findings {
  /** By hash: damaged, cut off or missing. */
  readonly damagedPacks = new Set<string>();
  readonly #lost = new BlobSet();
  readonly #repository: LoadingRepository;
  #hasLostList = false;

  constructor(repository: LoadingRepository) {
    this.#repository = repository;
  }

  /** Whether any item may be hit. */
  get hasLost(): boolean {
    return this.#lost.count > 0 || this.#hasLostList;
  }

  isLost(id: BlobId): boolean {
    return this.#lost.has(id);
  }

  lose(id: BlobId): void {
    this.#lost.add(id);
  }

  /** A list of items can't be read; nobody knows which they are. */
  loseList(): void {
    this.#hasLostList = true;
  }

  /** One that is damaged in one place may be sound in another: it is lost when no place has it. */
  async suspect(id: BlobId): Promise<void> {
    try {
      // The pieces of a large blob are looked at one by one.
      if (this.#repository.isInPieces(id)) await this.#repository.loadPieces(id);
      else await this.#repository.loadBlob(id);
    } catch (error) {
      if (!isFault(error, 'corrupt', 'unsupported')) throw error;
      this.lose(id);
    }
  }
}
