/** What the message list shows at one moment. */
export interface ListSight {
  /** Which folder it is of; rows of different folders are never compared. */
  folder: string;
  /** Conversations, in order. */
  rows: readonly string[];
  scrolledBy: number;
}

/** So long a row has to be away: re-drawing takes rows out and puts them back. */
const AWAY_MS = 700;
/** More at once is a filter, a search or a folded group; the folder's own count tells of those. */
const MOST_AT_ONCE = 10;

/**
 * Tells which rows have left the list, as opposed to being scrolled out of it or drawn anew. It is a
 * guess that only says when it is worth asking: Microsoft says what became of the message.
 */
export class VanishedRows {
  #last: ListSight | null = null;
  readonly #suspects = new Map<string, number>();

  /** Looks at the list as it is now; tells those that have been away long enough, each once. */
  see(now: ListSight, atMs: number): string[] {
    const last = this.#last;
    this.#last = now;
    if (last === null || last.folder !== now.folder) {
      this.#suspects.clear();
      return [];
    }
    const shown = new Set(now.rows);
    for (const conversation of shown) this.#suspects.delete(conversation);
    const left = leftBetween(last, now, shown);
    if (left.length <= MOST_AT_ONCE) {
      for (const conversation of left) this.#suspects.set(conversation, atMs);
    }
    const vanished = [...this.#suspects].filter(([, since]) => atMs - since >= AWAY_MS);
    for (const [conversation] of vanished) this.#suspects.delete(conversation);
    return vanished.map(([conversation]) => conversation);
  }

  /** When it is worth looking again though nothing moves; null: it is not. */
  get waitMs(): number | null {
    return this.#suspects.size > 0 ? AWAY_MS + 20 : null;
  }
}

function leftBetween(last: ListSight, now: ListSight, shown: ReadonlySet<string>): string[] {
  const stayed = last.rows.map((row) => shown.has(row));
  const first = stayed.indexOf(true);
  const end = stayed.lastIndexOf(true);
  const hasMoved = Math.abs(now.scrolledBy - last.scrolledBy) > 1;
  return last.rows.filter((row, at) => {
    if (shown.has(row)) return false;
    // Between two that are still there: scrolling does not do that.
    if (first >= 0 && at > first && at < end) return true;
    if (hasMoved) return false;
    // At an end of a list that stands still, or the last rows of a folder that is empty now.
    return first >= 0 || last.rows.length <= 3;
  });
}
