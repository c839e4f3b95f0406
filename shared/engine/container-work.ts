import { Fault } from '../model/fault.ts';
import type { AccountId, BlobId, ItemId } from '../model/ids.ts';
import type { ContainerInfo, Cursor, Gap, ItemEntry, SourceName } from '../model/item.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import type { SnapshotMap } from '../repository/snapshot-map.ts';

type Edits = Map<ItemId, ItemEntry | null>;
type OpenMap = (root: BlobId | null) => SnapshotMap;

/** The key of the gap that names no item. */
const NAMELESS = '';

/**
 * One container during a run: what the last snapshot had, and what has changed since. It knows
 * how far its cursor may go into a snapshot: never beyond something that is not decided yet.
 */
export class ContainerWork {
  info: ContainerInfo;
  readonly account: AccountId;
  readonly source: SourceName;
  /** Items and, among them, those that are not whole; counted along, and checked at every write. */
  itemCount: number;
  unwholeCount: number;
  /** What this round has told since it began from the start; null when it did not. */
  told: Set<ItemId> | null = null;
  /** Said to be gone, and not yet decided. */
  readonly leaving = new Set<ItemId>();
  /** This run has read it to its end. */
  isReadToEnd = false;
  /** Microsoft no longer lists the container itself. */
  isLeaving = false;
  /** The items as they were when the run began. */
  readonly before: SnapshotMap;
  #map: SnapshotMap;
  #isSettled = false;
  #root: BlobId | null;
  /** What the map at `#root` holds. */
  #stored: { count: number; unwhole: number };
  #edits: Edits = new Map();
  #writing: Edits | null = null;
  readonly #movedIn = new Set<ItemId>();
  #cursor: Cursor | null;
  /** How far a snapshot may say it is, and how far before it was read to its end. */
  #safeCursor: Cursor | null;
  #cursorBeforeEnd: Cursor | null;
  #isNamelessGapNew = false;
  readonly #gaps = new Map<string, Gap>();

  constructor(state: ContainerState, map: SnapshotMap) {
    const { id, parent, name, role, hidden, reportedCount } = state;
    this.info = { id, parent, name, role, hidden, reportedCount };
    this.account = state.account;
    this.source = state.source;
    this.itemCount = state.itemCount;
    this.unwholeCount = state.unwholeCount;
    this.before = map;
    this.#map = map;
    this.#root = state.items;
    this.#stored = { count: state.itemCount, unwhole: state.unwholeCount };
    this.#cursor = state.cursor;
    this.#safeCursor = state.cursor;
    this.#cursorBeforeEnd = state.cursor;
    for (const gap of state.gaps) this.#gaps.set(gap.itemId ?? NAMELESS, gap);
    // Without a cursor it will be told from its start, though part of it may be stored.
    if (state.cursor === null && state.itemCount + state.gaps.length > 0) this.told = new Set();
  }

  get cursor(): Cursor | null {
    return this.#cursor;
  }

  get hasEdits(): boolean {
    return this.#edits.size > 0;
  }

  async get(id: ItemId): Promise<ItemEntry | undefined> {
    const newer = [this.#edits, this.#writing].find((edits) => edits?.has(id));
    if (newer !== undefined && newer !== null) return newer.get(id) ?? undefined;
    return this.#root === null ? undefined : this.#map.get(id);
  }

  /** `before` is the entry that is there now, as `get` told it. */
  set(id: ItemId, entry: ItemEntry | null, before: ItemEntry | undefined): void {
    this.#edits.set(id, entry);
    this.itemCount += (entry === null ? 0 : 1) - (before === undefined ? 0 : 1);
    this.unwholeCount += unwhole(entry) - unwhole(before);
  }

  /** An item comes from another container, where it is removed at the same moment. */
  moveIn(id: ItemId, entry: ItemEntry): void {
    this.set(id, entry, undefined);
    this.#movedIn.add(id);
  }

  async *entries(): AsyncGenerator<[ItemId, ItemEntry], void> {
    const edits: Edits = new Map([...(this.#writing ?? []), ...this.#edits]);
    if (this.#root !== null) {
      for await (const [id, entry] of this.#map.entries()) if (!edits.has(id)) yield [id, entry];
    }
    for (const [id, entry] of edits) if (entry !== null) yield [id, entry];
  }

  gaps(): IterableIterator<Gap> {
    return this.#gaps.values();
  }

  gapOf(id: ItemId): Gap | undefined {
    return this.#gaps.get(id);
  }

  /** The same gap again counts as one more try. */
  noteGap(gap: Omit<Gap, 'firstFailedAt' | 'tries'>): void {
    const key = gap.itemId ?? NAMELESS;
    const before = this.#gaps.get(key);
    const label = gap.label || (before?.label ?? '');
    const firstFailedAt = before?.firstFailedAt ?? gap.lastFailedAt;
    this.#gaps.set(key, { ...gap, label, firstFailedAt, tries: (before?.tries ?? 0) + 1 });
    if (gap.itemId === null) this.#isNamelessGapNew = true;
  }

  closeGap(id: ItemId): boolean {
    return this.#gaps.delete(id);
  }

  /** The container is told from its start again; what is not told by its end is gone. */
  reset(): void {
    this.told = this.itemCount + this.#gaps.size > 0 ? new Set() : null;
    this.leaving.clear();
    this.isReadToEnd = false;
  }

  /** Everything the cursor covers has been taken in, as far as it is decided. */
  reach(cursor: Cursor): void {
    this.#cursor = cursor;
    if (cursor.kind === 'round') {
      this.#cursorBeforeEnd = this.#safeCursor;
      this.isReadToEnd = true;
      if (!this.#isNamelessGapNew) this.#gaps.delete(NAMELESS);
    }
    this.#moveSafeCursor();
  }

  /** What was said to be gone is decided: the cursor may go where the reading is. */
  settle(): void {
    this.leaving.clear();
    if (this.isReadToEnd) this.told = null;
    this.#isSettled = this.isReadToEnd;
    this.#moveSafeCursor();
  }

  /**
   * Held back: while something is said to be gone (it is decided at the end of the round), while
   * it is told from its start (only the whole tells what is gone), and after a failure that named
   * no item (only reading the same stretch again can bring it).
   */
  #moveSafeCursor(): void {
    const isToldAgain = this.told !== null && !this.isReadToEnd;
    if (this.leaving.size > 0 || isToldAgain || this.#isNamelessGapNew) return;
    this.#safeCursor = this.#cursor;
  }

  /**
   * What a snapshot taken at this moment says, but for its map, which `write` finishes.
   *
   * Before the first cursor of a container that was never stored, its items wait for the next
   * snapshot: had it items and no cursor, the next run could not tell which of them are gone, and
   * would have to hold its cursor back until the end. Their contents are stored all the same, and
   * what has moved in from elsewhere is kept at once.
   */
  freeze(isWhole: boolean): { write(open: OpenMap): Promise<ContainerState> } {
    const isUnborn = !isWhole && this.#root === null && this.#cursor === null;
    // What an earlier snapshot froze and could not write is written by this one.
    const all: Edits = new Map([...(this.#writing ?? []), ...this.#edits]);
    const edits: Edits = isUnborn ? new Map() : all;
    this.#edits = isUnborn ? all : new Map();
    for (const id of isUnborn ? this.#movedIn : []) {
      edits.set(id, all.get(id) ?? null);
      all.delete(id);
    }
    const counted = isUnborn ? null : { count: this.itemCount, unwhole: this.unwholeCount };
    const isHeldBack = this.leaving.size > 0 && this.isReadToEnd;
    const frozen = {
      ...this.info,
      // A count beside items of another moment would explain a difference away.
      reportedCount: this.#isSettled ? this.info.reportedCount : null,
      account: this.account,
      source: this.source,
      // What is said to be gone after the last cursor makes that one come too early.
      cursor: isHeldBack ? this.#cursorBeforeEnd : this.#safeCursor,
      gaps: [...this.#gaps.values()],
    };
    this.#writing = edits;
    return { write: (open) => this.#write(edits, counted, frozen, open) };
  }

  async #write(
    edits: Edits,
    counted: { count: number; unwhole: number } | null,
    frozen: Omit<ContainerState, 'items' | 'itemCount' | 'unwholeCount'>,
    open: OpenMap,
  ): Promise<ContainerState> {
    if (edits.size > 0) {
      const { root, count, unwhole } = await this.#map.write(edits);
      // An independent count: what the map holds against what was counted along the way.
      if (counted !== null && (count !== counted.count || unwhole !== counted.unwhole)) {
        throw new Fault('unexpected', 'the map does not hold as many items as were counted');
      }
      this.#root = root;
      this.#map = open(root);
      this.#stored = { count, unwhole };
    }
    this.#writing = null;
    const { count: itemCount, unwhole: unwholeCount } = this.#stored;
    return { ...frozen, items: this.#root, itemCount, unwholeCount };
  }
}

function unwhole(entry: ItemEntry | null | undefined): number {
  return entry === null || entry === undefined || entry.whole ? 0 : 1;
}
