import { Fault } from '../model/fault.ts';
import type { BlobIndex } from './blob-index.ts';
import type { PackPlace } from './pack-directory.ts';
import type { PackNames } from './pack-names.ts';
import { type Removals, readRemovals } from './removals.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** What marks and gone files said when a repository was opened. */
export class KnownRemovals {
  readonly removals: Removals;
  /** Packs that were set apart as damaged, by hash. */
  readonly quarantined: ReadonlySet<string>;
  /** The same by number, those that are there. */
  readonly #damaged = new Set<number>();

  private constructor(removals: Removals) {
    this.removals = removals;
    const damaged = [...removals.marks.values()].filter((mark) => mark.damaged);
    this.quarantined = new Set(damaged.flatMap((mark) => mark.packs));
  }

  /** Faults: those of the backend. */
  static async read(place: PackPlace): Promise<KnownRemovals> {
    return new KnownRemovals(await readRemovals(place));
  }

  isDamaged(pack: number): boolean {
    return this.#damaged.has(pack);
  }

  /** What lies only in marked packs counts as not stored from now on. */
  applyTo(index: BlobIndex, names: PackNames): void {
    const numbers = names.numbers();
    for (const { packs } of this.removals.marks.values()) {
      index.mark(packs.flatMap((hash) => numbers.get(hash) ?? []));
    }
    for (const hash of this.quarantined) {
      const number = numbers.get(hash);
      if (number !== undefined) this.#damaged.add(number);
    }
  }

  /** Fault `locked`: another program has removed something, or is about to, since then. */
  async checkUnchanged(files: RepositoryFiles): Promise<void> {
    for (const kind of ['mark', 'gone'] as const) {
      for (const hash of (await files.list(kind)).keys()) {
        if (!this.removals.files.has(hash)) {
          throw new Fault('locked', 'another program removed something');
        }
      }
    }
  }
}
