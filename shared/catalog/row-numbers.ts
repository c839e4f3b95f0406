import type { Connection } from './connection.ts';

const MINUTE_MS = 60_000;
const YEAR_2000_MS = Date.UTC(2000, 0, 1);
/** The end of the year 9999: nothing later is a date. */
const LAST_MINUTE = 4_207_507_200;

/**
 * Numbers for new rows: minutes since 2000, or the next free number. They rise with the date, so
 * that the newest things of a search can be found by number alone.
 */
export class RowNumbers {
  /** From a taken number to one further on, which may be taken too by now. */
  readonly #onwards = new Map<number, number>();
  /** The highest number in the table before any was taken here. */
  #highest: number | undefined;

  constructor(private readonly connection: Connection) {}

  /** A number nobody has; it is taken from now on. `date` in milliseconds since 1970. */
  take(date: number): number {
    const minute = Math.trunc((date - YEAR_2000_MS) / MINUTE_MS);
    const row = this.#firstFree(Math.min(Math.max(minute, 1), LAST_MINUTE));
    this.#onwards.set(row, row + 1);
    return row;
  }

  /** Forgets what was taken; the database knows what was really used. */
  forget(): void {
    this.#onwards.clear();
    this.#highest = undefined;
  }

  #firstFree(from: number): number {
    const passed: number[] = [];
    let row = from;
    for (;;) {
      const next = this.#onwards.get(row) ?? this.#afterRun(row);
      if (next === row) break;
      passed.push(row);
      row = next;
    }
    // Whole mailboxes were moved within a minute: the way is walked once, not for each of them.
    for (const number of passed) this.#onwards.set(number, row);
    return row;
  }

  /** `row` when it is free, else the first free number after the unbroken run it is in. */
  #afterRun(row: number): number {
    this.#highest ??= Number(this.connection.first('select max(row) from states')?.[0] ?? 0);
    if (row > this.#highest) return row;
    if (!this.connection.first('select 1 from states where row = ?', [row])) return row;
    const end = this.connection.first(
      `select s.row + 1 from states s where s.row >= ?
       and not exists (select 1 from states n where n.row = s.row + 1) order by s.row limit 1`,
      [row],
    );
    return Number(end?.[0]);
  }
}
