import type { Clock } from '../lib/clock.ts';
import type { BlobId, ContainerId, ItemId } from '../model/ids.ts';
import type { Account, ContainerInfo, ItemEntry, SourceName } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState, SnapshotRecord } from '../repository/snapshot.ts';
import { ContainerWork } from './container-work.ts';
import { Turns } from './turns.ts';
import { Whereabouts } from './whereabouts.ts';

/** A stop or a crash loses at most this much work; each checkpoint costs a few small files. */
const CHECKPOINT_AFTER = { ms: 60_000, bytes: 64 * 1024 * 1024, items: 2_000 };
/** While nothing but a part of a large file came: a snapshot would say nothing new, its packs get an index. */
const CHECKPOINT_OF_PARTS_AFTER = { ms: 300_000, bytes: 512 * 1024 * 1024 };
/**
 * In a large mailbox new items fall into all pages of its map, each of which is written anew; with
 * this share of what is there, all checkpoints together write the map some ten times.
 */
const CHECKPOINT_AFTER_SHARE = 0.1;
/** However fast items come. */
const CHECKPOINT_NOT_BEFORE_MS = 5_000;

export interface WriterParts {
  repository: Repository;
  /** Of all runs on this repository: what one reads of the newest snapshot, it must build upon. */
  commits: Turns;
  account: Account;
  source: SourceName;
  clock: Clock;
  /** ISO 8601: when the run began. */
  startedAt: string;
  software: string;
  /** Told of all that was handed in to be stored. */
  handedIn(bytes: number): void;
}

/** What a run end adds to the state of things. */
export interface RunEnd {
  receipt: BlobId;
  complete: boolean;
}

/**
 * The containers of one account and source while a run changes them, and the snapshots taken on
 * the way. An item is in one container: the one that told it last.
 */
export class SnapshotWriter {
  readonly containers = new Map<ContainerId, ContainerWork>();
  readonly #parts: WriterParts;
  readonly #whereabouts: Whereabouts;
  #lastCommitAt: number;
  #bytesSince = 0;
  #itemsSince = 0;
  #itemsDue = CHECKPOINT_AFTER.items;
  #hasMoved = false;
  readonly #turns = new Turns();

  /** Begins with what the newest snapshot has. */
  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#lastCommitAt = parts.clock.now();
    for (const state of parts.repository.head()?.containers ?? []) {
      if (!this.#isOurs(state)) continue;
      const map = parts.repository.openMap(state.items);
      this.containers.set(state.id, new ContainerWork(state, map));
    }
    this.#whereabouts = new Whereabouts(() => this.containers.values());
  }

  /** A container as its source tells it; what is stored of it stays. */
  putContainer(info: ContainerInfo): ContainerWork {
    const known = this.containers.get(info.id);
    if (known !== undefined) {
      known.info = info;
      known.isLeaving = false;
      return known;
    }
    const { account, source, repository } = this.#parts;
    const empty: ContainerState = {
      ...info,
      account: account.id,
      source,
      cursor: null,
      items: null,
      itemCount: 0,
      unwholeCount: 0,
      gaps: [],
    };
    const container = new ContainerWork(empty, repository.openMap(null));
    this.containers.set(info.id, container);
    return container;
  }

  dropContainer(container: ContainerWork): void {
    this.containers.delete(container.info.id);
  }

  /** Where the item is stored now, `container` being the likeliest place. */
  async find(
    id: ItemId,
    container: ContainerWork,
  ): Promise<{ container: ContainerWork; entry: ItemEntry } | undefined> {
    const entry = await container.get(id);
    return entry === undefined ? this.#whereabouts.find(id, container) : { container, entry };
  }

  /** `before` is what `find` told. In no snapshot is an item in two containers, or in none. */
  put(
    id: ItemId,
    container: ContainerWork,
    entry: ItemEntry,
    before: { container: ContainerWork; entry: ItemEntry } | undefined,
  ): void {
    if (before !== undefined && before.container !== container) {
      before.container.set(id, null, before.entry);
      before.container.leaving.delete(id);
      before.container.closeGap(id);
      container.moveIn(id, entry);
    } else {
      container.set(id, entry, before?.entry);
    }
    this.#whereabouts.note(id, container);
    this.#itemsSince += 1;
    this.#hasMoved = true;
  }

  remove(id: ItemId, container: ContainerWork, before: ItemEntry): void {
    container.set(id, null, before);
    this.#whereabouts.forget(id);
    this.#itemsSince += 1;
    this.#hasMoved = true;
  }

  noteBytes(bytes: number): void {
    this.#bytesSince += bytes;
    this.#parts.handedIn(bytes);
  }

  /** Whether anything came in: waiting longer each time is for when nothing does. */
  get hasMoved(): boolean {
    return this.#hasMoved;
  }

  /** Whether so much has been done since the last snapshot that another is worth it. */
  get isCheckpointDue(): boolean {
    const passedMs = this.#parts.clock.now() - this.#lastCommitAt;
    if (passedMs < CHECKPOINT_NOT_BEFORE_MS) return false;
    const due = this.#itemsSince > 0 ? CHECKPOINT_AFTER : CHECKPOINT_OF_PARTS_AFTER;
    return (
      passedMs >= due.ms || this.#bytesSince >= due.bytes || this.#itemsSince >= this.#itemsDue
    );
  }

  checkpoint(): Promise<SnapshotRecord> {
    return this.#turns.take(async () => this.#commit(await this.#states(false), null));
  }

  /**
   * The last snapshot of a run. `makeEnd` makes the receipt from exactly what the snapshot will
   * say. `isWhole`: the walk came to its end, nothing has to be left for a next snapshot.
   */
  end(
    isWhole: boolean,
    makeEnd: (states: readonly ContainerState[]) => Promise<RunEnd>,
  ): Promise<SnapshotRecord> {
    return this.#turns.take(async () => {
      const states = await this.#states(isWhole);
      return this.#commit(states, await makeEnd(states));
    });
  }

  async #states(isWhole: boolean): Promise<ContainerState[]> {
    this.#lastCommitAt = this.#parts.clock.now();
    this.#bytesSince = 0;
    this.#itemsSince = 0;
    this.#itemsDue = this.#measureDue();
    // One moment for all of them: an item that moves is never in two, and never in none.
    const frozen = [...this.containers.values()].map((container) => container.freeze(isWhole));
    const states: ContainerState[] = [];
    for (const each of frozen) {
      states.push(await each.write((root) => this.#parts.repository.openMap(root)));
    }
    return states;
  }

  #commit(states: readonly ContainerState[], end: RunEnd | null): Promise<SnapshotRecord> {
    const { repository, commits, account, clock, startedAt, software } = this.#parts;
    return commits.take(() => {
      const head = repository.head();
      const others = (head?.containers ?? []).filter((state) => !this.#isOurs(state));
      const accounts = (head?.accounts ?? []).filter(({ id }) => id !== account.id);
      return repository.commit({
        startedAt,
        endedAt: new Date(clock.now()).toISOString(),
        isRunEnd: end !== null,
        complete: end?.complete ?? false,
        accounts: [...accounts, account],
        // Ours last: that tells whose run it was.
        containers: [...others, ...states],
        receipt: end?.receipt ?? null,
        software,
      });
    });
  }

  #measureDue(): number {
    const all = [...this.containers.values()].reduce((sum, { itemCount }) => sum + itemCount, 0);
    return Math.max(CHECKPOINT_AFTER.items, all * CHECKPOINT_AFTER_SHARE);
  }

  #isOurs(state: { account: string; source: string }): boolean {
    return state.account === this.#parts.account.id && state.source === this.#parts.source;
  }
}
