import type { SnapshotId } from '../model/ids.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Repository } from '../repository/repository.ts';
import { readReceipt } from './receipt.ts';

/**
 * The newest receipt of each source of each account. Snapshots are read once: with many of them, and a
 * source that has never come to an end, looking through all after every run would take long.
 */
export class LastReceipts {
  #repository = '';
  #seen = new Set<SnapshotId>();
  readonly #newest = new Map<string, Receipt>();

  /** Newest first. Faults: those of the backend. */
  async read(repository: Repository): Promise<Receipt[]> {
    if (repository.id !== this.#repository) this.forget();
    this.#repository = repository.id;
    const wanted = new Set((repository.head()?.containers ?? []).map(nameOf));
    const found = new Set<string>();
    // While they are read another run may end: what comes meanwhile is for the next time.
    const snapshots = [...repository.snapshots()];
    for (const summary of snapshots.toReversed()) {
      if (this.#seen.has(summary.id)) break;
      const receipt = await readReceipt(repository, summary);
      if (receipt === null) continue;
      const name = nameOf(receipt.of);
      // They come newest first.
      if (!found.has(name)) this.#newest.set(name, receipt);
      found.add(name);
      wanted.delete(name);
      if (wanted.size === 0) break;
    }
    // Older ones say nothing that is not known now.
    this.#seen = new Set(snapshots.map(({ id }) => id));
    return [...this.#newest.values()].sort((a, b) => b.endedAt.localeCompare(a.endedAt));
  }

  /** Nothing that is kept may be known any more, or something else is. */
  forget(): void {
    this.#seen.clear();
    this.#newest.clear();
  }
}

function nameOf({ account, source }: Receipt['of']): string {
  return `${account} ${source}`;
}
