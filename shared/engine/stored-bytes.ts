import type { Repository } from '../repository/repository.ts';

type Sized = Pick<Repository, 'stats'>;

interface Growth {
  /** What lay there when it was looked at last. */
  bytes: number;
  shares: Set<RunShare>;
}

/** What one run has stored, of all that grew meanwhile. */
export interface Share {
  /** It has handed in so much, before what is known already was left out. */
  note(bytes: number): void;
  storedBytes(): number;
  end(): void;
}

/**
 * How much each of the runs that go on side by side stores. Packs hold what came from all of them, so
 * that what a place has grown by is shared out by what each handed in since it was looked at last.
 */
export class StoredBytes {
  readonly #growths = new WeakMap<Sized, Growth>();

  /** From now on; ended by the run. */
  begin(repository: Sized): Share {
    const growth = this.#growths.get(repository) ?? { bytes: 0, shares: new Set() };
    this.#growths.set(repository, growth);
    settle(repository, growth);
    const share = new RunShare(() => settle(repository, growth), growth);
    growth.shares.add(share);
    return share;
  }
}

class RunShare implements Share {
  handedIn = 0;
  stored = 0;

  constructor(
    readonly settle: () => void,
    readonly growth: Growth,
  ) {}

  note(bytes: number): void {
    this.handedIn += bytes;
  }

  storedBytes(): number {
    this.settle();
    return Math.round(this.stored);
  }

  end(): void {
    this.settle();
    this.growth.shares.delete(this);
  }
}

function settle(repository: Sized, growth: Growth): void {
  const { storedBytes } = repository.stats();
  const grown = storedBytes - growth.bytes;
  growth.bytes = storedBytes;
  const shares = [...growth.shares];
  const all = shares.reduce((sum, { handedIn }) => sum + handedIn, 0);
  for (const share of shares) {
    share.stored += all === 0 ? grown / shares.length : (grown * share.handedIn) / all;
    share.handedIn = 0;
  }
}
