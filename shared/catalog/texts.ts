import type { ItemRef } from '../model/item.ts';
import type { SearchProgress } from '../model/search.ts';
import type { CatalogChange, TextToIndex, WaitingText } from './catalog.ts';
import type { Connection } from './connection.ts';
import { dateKey } from './sort-key.ts';
import { textNumber } from './text-number.ts';

const MINUTE_MS = 60_000;
/** Numbers begin there, so that nearly all are small and positive. */
const FIRST_MINUTE = Date.UTC(1990, 0, 1) / MINUTE_MS;
/** So many neighbours are looked at together for a free number. */
const LOOKED_AT = 256;

/** The number a text of this date has, unless it is taken: then a higher one. */
export function docOf(date: number): number {
  return Math.floor(date / MINUTE_MS) - FIRST_MINUTE;
}

/** Which texts there are to search, and whether their words are in the index already. */
export class Texts {
  /** For a number that was taken: the one after those found taken behind it. */
  readonly #freeAfter = new Map<number, number>();
  /** The most a number lies after the minute it stands for; undefined while not known. */
  #shift: number | undefined;

  constructor(private readonly connection: Connection) {}

  /** Remembers that a state has this text; nothing new when the item had it before. */
  note(item: number, row: number, { summary, entry }: CatalogChange & { kind: 'item' }): void {
    const { date, subject, from, fromAddress, to } = summary;
    const text = entry.parts.find(({ role }) => role === 'body') ?? entry.parts[0];
    const number = textNumber([date, subject, from, fromAddress, to, text?.blob].join('\n'));
    const hasAttachments = Number(summary.hasAttachments);
    const known = this.connection.run(
      'update texts set row = ?, has_attachments = ? where item = ? and number = ?',
      [row, hasAttachments, item, number],
    );
    if (known > 0) return;
    const minute = docOf(dateKey(date));
    const doc = this.#free(minute);
    if (this.#shift !== undefined) this.#shift = Math.max(this.#shift, doc - minute);
    this.connection.run(
      `insert into texts (doc, item, row, number, date, has_attachments, state)
       values (?, ?, ?, ?, ?, ?, 0)`,
      [doc, item, row, number, dateKey(date), hasAttachments],
    );
  }

  /** What was found out about numbers may not be so any more: something was rolled back. */
  forget(): void {
    this.#freeAfter.clear();
    this.#shift = undefined;
  }

  /** Up to `limit` texts whose words are not in the index yet, in the order they were stored. */
  waiting(limit: number, ref: (row: number) => ItemRef | undefined): WaitingText[] {
    const rows = this.connection.rows(
      'select doc, row from texts where state = 0 order by row limit ?',
      [limit],
    );
    return rows.flatMap(([doc, row]) => {
      const item = ref(Number(row));
      return item ? [{ doc: Number(doc), row: Number(row), item }] : [];
    });
  }

  /** Puts words into the index, as one transaction. */
  add(texts: readonly TextToIndex[]): void {
    this.connection.exec('begin immediate');
    try {
      // Out of order, the index would write out what it gathers at every step back.
      for (const { doc, words, isDamaged } of texts.toSorted((a, b) => a.doc - b.doc)) {
        const state = isDamaged ? 2 : 1;
        const isWaiting = this.connection.run(
          'update texts set state = ? where doc = ? and state = 0',
          [state, doc],
        );
        if (isWaiting === 0) continue;
        this.connection.run('insert into words (rowid, text) values (?, ?)', [
          doc,
          [...words].join(' '),
        ]);
      }
      this.connection.exec('commit');
    } catch (error) {
      this.connection.rollBack();
      throw error;
    }
  }

  progress(): SearchProgress {
    const counted = (where: string) =>
      Number(this.connection.first(`select count(*) from texts ${where}`)?.[0]);
    const total = counted('');
    return {
      done: total - counted('where state = 0'),
      total,
      unreadable: counted('where state = 2'),
    };
  }

  /** No text of a date before `date` has a number from here on. */
  firstDocAfter(date: number): number {
    this.#shift ??= Number(
      this.connection.first(
        `select max(doc - (date - (date % ${MINUTE_MS} + ${MINUTE_MS}) % ${MINUTE_MS})
         / ${MINUTE_MS} + ${FIRST_MINUTE}) from texts`,
      )?.[0] ?? 0,
    );
    return docOf(date) + this.#shift + 1;
  }

  /** The first number from `minute` on that is not taken. */
  #free(minute: number): number {
    for (let at = this.#freeAfter.get(minute) ?? minute; ; ) {
      const taken = this.connection
        .rows('select doc from texts where doc >= ? order by doc limit ?', [at, LOOKED_AT])
        .map(([doc]) => Number(doc));
      const gap = taken.findIndex((doc, index) => doc !== at + index);
      at += gap === -1 ? taken.length : gap;
      if (gap === -1 && taken.length === LOOKED_AT) continue;
      this.#freeAfter.set(minute, at + 1);
      return at;
    }
  }
}
