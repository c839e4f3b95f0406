import { Fault } from '../model/fault.ts';
import type { PageKey } from '../model/lists.ts';
import type { CatalogSearch, SearchHit } from './catalog.ts';
import type { Connection } from './connection.ts';
import { docOf, type Texts } from './texts.ts';
import type { Value } from './wasm-values.ts';

/** A hit as the tables have it. */
interface Found {
  doc: number;
  item: number;
  row: number;
  isEarlier: boolean;
}

/**
 * Finds texts by their words and what else is asked for, newest first. Which scopes and containers
 * are meant is said in the numbers of the tables.
 */
export class Finder {
  constructor(
    private readonly connection: Connection,
    private readonly texts: Texts,
  ) {}

  find(
    search: Omit<CatalogSearch, 'containers' | 'account'>,
    scopes: readonly number[] | null,
    containers: readonly number[] | null,
    after: PageKey | null,
    limit: number,
  ): SearchHit[] {
    const found: Found[] = [];
    let last = after === null ? null : Number(after.value);
    while (found.length < limit) {
      const asked = limit - found.length;
      const next = this.#read(search, scopes, containers, last, asked);
      // Of an item whose text was edited, the newest one that has the words stands for it.
      found.push(...next.filter((hit) => !hit.isEarlier || !this.#isFoundNewer(hit, search.words)));
      last = next.at(-1)?.doc ?? null;
      if (next.length < asked) break;
    }
    return found.map(({ doc, ...hit }) => ({ key: { value: doc, row: hit.row }, ...hit }));
  }

  #read(
    search: Omit<CatalogSearch, 'containers' | 'account'>,
    scopes: readonly number[] | null,
    containers: readonly number[] | null,
    before: number | null,
    limit: number,
  ): Found[] {
    const values: Value[] = [];
    const bound = (value: Value) => `?${values.push(value)}`;
    const doc = search.words.length > 0 ? 'w.rowid' : 't.doc';
    const wheres: string[] = [];
    if (search.words.length > 0) wheres.push(`w.words match ${bound(matchOf(search.words))}`);
    const upper = search.before === null ? null : this.texts.firstDocAfter(search.before);
    const below = Math.min(before ?? Number.POSITIVE_INFINITY, upper ?? Number.POSITIVE_INFINITY);
    if (Number.isFinite(below)) wheres.push(`${doc} < ${bound(below)}`);
    if (search.before !== null) wheres.push(`t.date < ${bound(search.before)}`);
    if (search.since !== null) {
      // A number is never below the minute it stands for.
      wheres.push(`${doc} >= ${bound(docOf(search.since))}`, `t.date >= ${bound(search.since)}`);
    }
    if (search.hasAttachments) wheres.push('t.has_attachments = 1');
    if (search.onlyGone) wheres.push('i.lost is not null');
    if (scopes) wheres.push(`i.scope in (${scopes.map(bound).join(', ')})`);
    if (containers) {
      wheres.push(`exists (select 1 from states s where s.item = t.item and s.place is not null
        and s.container in (${containers.map(bound).join(', ')}))`);
    }
    const from =
      search.words.length > 0 ? 'words w cross join texts t on t.doc = w.rowid' : 'texts t';
    const rows = this.connection.rows(
      `select t.doc, t.item, t.row,
         exists (select 1 from texts n where n.item = t.item and n.row > t.row) from ${from} cross join items i on i.item = t.item
       ${wheres.length > 0 ? `where ${wheres.join(' and ')}` : ''}
       order by ${doc} desc limit ${bound(limit)}`,
      values,
    );
    return rows.map(([number, item, row, isEarlier]) => ({
      doc: Number(number),
      item: Number(item),
      row: Number(row),
      isEarlier: isEarlier === 1,
    }));
  }

  /** One of the texts the item has had since has the words as well. */
  #isFoundNewer({ item, row }: Found, words: CatalogSearch['words']): boolean {
    if (words.length === 0) return true;
    const newer = this.connection.rows('select doc from texts where item = ? and row > ?', [
      item,
      row,
    ]);
    const asked = 'select 1 from words where words match ? and rowid = ?';
    return newer.some(
      ([doc = null]) => this.connection.first(asked, [matchOf(words), doc]) !== undefined,
    );
  }
}

/** Words are letters, digits and a mark for their field; so nothing in them can be taken for FTS5's. */
function matchOf(words: CatalogSearch['words']): string {
  return words
    .map(({ text, isStart }) => {
      if (text.includes('"')) throw new Fault('unexpected', 'a word has a quote in it');
      return `"${text}"${isStart ? ' *' : ''}`;
    })
    .join(' AND ');
}
