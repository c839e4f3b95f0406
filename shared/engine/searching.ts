import type { Catalog, CatalogSearch, SearchHit } from '../catalog/catalog.ts';
import { mapConcurrent } from '../lib/iterate.ts';
import { isFault } from '../model/fault.ts';
import type { ContainerKey, ItemRef, SourceName } from '../model/item.ts';
import type { PageKey } from '../model/lists.ts';
import type { Marked, SearchPage, SearchQuery, SearchResult, Snippet } from '../model/search.ts';
import { parseSearch, type SearchTerm } from '../model/search-query.ts';
import {
  fold,
  hasPhrase,
  hitsIn,
  indexTermsOf,
  inField,
  type Sought,
  soughtIn,
} from '../model/search-words.ts';
import type { SearchText } from '../sources/contents.ts';
import type { Source } from '../sources/source.ts';
import { openItem } from './reading.ts';
import type { OpenStorage } from './storage.ts';

type LoadSource = (name: SourceName) => Promise<Source>;
type Words = Extract<SearchTerm, { kind: 'words' }>;

/** What to ask the catalog, and what has to be looked at in the texts themselves. */
interface Plan {
  search: CatalogSearch;
  /** Words whose order matters: the index knows only that they are there. */
  phrases: readonly Words[];
  sought: readonly Sought[];
}

/** So many are counted; whoever finds more adds a word. */
const MOST_COUNTED = 1_000;
/** So many texts are read for an answer; then what was found so far is told. */
const MOST_READ = 200;
const SNIPPET_LENGTH = 180;
const BEFORE_HIT = 20;
/** Places of the words in a text that are looked at for its snippet. */
const MOST_PLACES = 500;
const READ_AHEAD = 16;
const NOTHING = { count: 0, isMore: false };

/** See `EngineApi.search`. */
export async function search(
  open: OpenStorage | undefined,
  loadSource: LoadSource,
  query: SearchQuery,
  after: PageKey | null,
  limit: number,
): Promise<SearchPage> {
  const indexed = open?.catalog.textProgress() ?? { done: 0, total: 0, unreadable: 0 };
  const plan = open && planOf(open.catalog, query);
  if (!open || !plan) return { results: [], next: null, found: NOTHING, indexed };
  const { catalog } = open;
  const resultsOf = (hits: readonly SearchHit[]) =>
    hits.flatMap((hit) => resultOf(catalog, hit, plan) ?? []);
  if (plan.phrases.length > 0) {
    const { hits, next } = await lookThrough(open, loadSource, plan, after, limit);
    const isAll = after === null && next === null;
    const found = isAll ? { count: hits.length, isMore: false } : null;
    return { results: resultsOf(hits), next, found, indexed };
  }
  const isFirst = after === null;
  const hits = catalog.search(plan.search, after, isFirst ? MOST_COUNTED + 1 : limit + 1);
  const count = Math.min(hits.length, MOST_COUNTED);
  return {
    results: resultsOf(hits.slice(0, limit)),
    next: hits.length > limit ? (hits[limit - 1]?.key ?? null) : null,
    found: isFirst ? { count, isMore: hits.length > MOST_COUNTED } : null,
    indexed,
  };
}

/** See `EngineApi.readSnippets`. */
export async function readSnippets(
  open: OpenStorage | undefined,
  loadSource: LoadSource,
  query: SearchQuery,
  rows: readonly number[],
): Promise<Snippet[]> {
  const plan = open && planOf(open.catalog, query);
  if (!open || !plan) return [];
  const read = async (row: number): Promise<Snippet[]> => {
    const ref = open.catalog.ref(row);
    const text = ref && (await readText(open, loadSource, ref));
    return text ? [{ row, ...around(text.text, plan.sought) }] : [];
  };
  const snippets: Snippet[] = [];
  for await (const some of mapConcurrent(rows, READ_AHEAD, read)) snippets.push(...some);
  return snippets;
}

/** undefined when nothing is looked for, or where there is no such folder. */
function planOf(catalog: Catalog, query: SearchQuery): Plan | undefined {
  const { text, account, source = null, container = null, onlyGone } = query;
  const { terms } = parseSearch(text);
  const words = terms.filter((term) => term.kind === 'words');
  const of = <K extends SearchTerm['kind']>(kind: K) =>
    terms.filter((term): term is Extract<SearchTerm, { kind: K }> => term.kind === kind);
  const ats = (kind: 'since' | 'before') => of(kind).map(({ at }) => at);
  const sought = words.map((term) => ({ term, parts: soughtIn(term.text, term.isPhrase) }));
  const names = of('in').map(({ name }) => name);
  const search: CatalogSearch = {
    words: sought.flatMap(({ term, parts }) =>
      parts
        .flatMap(indexTermsOf)
        .map((part) => ({ ...part, text: inField(part.text, term.field) })),
    ),
    account,
    source,
    containers: container
      ? [container]
      : names.length > 0
        ? foldersNamed(catalog, account, source, names)
        : null,
    onlyGone: onlyGone || of('gone').length > 0,
    hasAttachments: of('attachment').length > 0,
    since: ats('since').length > 0 ? Math.max(...ats('since')) : null,
    before: ats('before').length > 0 ? Math.min(...ats('before')) : null,
  };
  // Signs alone are no words.
  if (words.length > 0 && search.words.length === 0) return undefined;
  if (terms.length === 0 && !onlyGone) return undefined;
  return {
    search,
    phrases: sought.flatMap(({ term, parts }) => (needsOrder(term, parts) ? [term] : [])),
    sought: sought.flatMap(({ parts }) => parts),
  };
}

function needsOrder({ isPhrase }: Words, parts: readonly Sought[]): boolean {
  if (isPhrase && parts.length > 1) return true;
  return parts.some(({ text, how }) => how === 'within' && [...text].length > 2);
}

/** Folders whose name or role begins with what was typed; each name narrows further. */
function foldersNamed(
  catalog: Catalog,
  account: CatalogSearch['account'],
  source: CatalogSearch['source'],
  names: readonly string[],
): ContainerKey[] {
  return catalog
    .containers(account, source)
    .filter(({ name, role }) =>
      names.every((typed) => [name, role ?? ''].some((own) => fold(own).startsWith(fold(typed)))),
    );
}

/** Reads the texts of hits until enough of them have what is looked for in its order. */
async function lookThrough(
  open: OpenStorage,
  loadSource: LoadSource,
  plan: Plan,
  after: PageKey | null,
  limit: number,
): Promise<{ hits: SearchHit[]; next: PageKey | null }> {
  const candidates = open.catalog.search(plan.search, after, MOST_READ + 1);
  const hits: SearchHit[] = [];
  const looked = mapConcurrent(candidates.slice(0, MOST_READ), READ_AHEAD, async (hit) => {
    const ref = open.catalog.ref(hit.row);
    const text = ref && (await readText(open, loadSource, ref));
    return { hit, isFound: !text || plan.phrases.every((term) => hasOrder(text, term)) };
  });
  for await (const { hit, isFound } of looked) {
    if (isFound) hits.push(hit);
    if (hits.length === limit) return { hits, next: hit.key };
  }
  const isAll = candidates.length <= MOST_READ;
  return { hits, next: isAll ? null : (candidates[MOST_READ - 1]?.key ?? null) };
}

function hasOrder(text: SearchText, { field, text: words }: Words): boolean {
  const fields: readonly (keyof SearchText)[] =
    field === 'any' ? ['text', 'subject', 'from', 'to'] : [field];
  return fields.some((name) => hasPhrase(text[name], words));
}

/** null for a text that can't be read any more: what lists show of it was found. */
async function readText(
  { repository }: OpenStorage,
  loadSource: LoadSource,
  ref: ItemRef,
): Promise<SearchText | null> {
  try {
    const { source, meta, stored } = await openItem({ repository, loadSource }, ref);
    return await source.searchText(meta, stored);
  } catch (error) {
    if (!isFault(error, 'corrupt', 'not-found')) throw error;
    return null;
  }
}

function resultOf(catalog: Catalog, hit: SearchHit, { sought }: Plan): SearchResult | undefined {
  const item = catalog.standIn(hit);
  if (!item) return undefined;
  const { isEarlier } = hit;
  const shown = isEarlier ? (catalog.row(hit.row) ?? item) : item;
  const marked = (text: string): Marked => ({ text, hits: hitsIn(text, sought) });
  const subject = marked(shown.subject);
  const from = marked(shown.from || shown.fromAddress);
  const preview = marked(shown.preview);
  // The beginning says most of a message, unless the words are further down.
  const isNear = sought.every((one) =>
    [subject, from, preview].some(({ text }) => hitsIn(text, [one]).length > 0),
  );
  const { account, source, container, movedTo } = item;
  const path = catalog.path({ account, source, id: movedTo ?? container });
  const snippet = isNear ? preview : null;
  return { item, path, foundRow: shown.row, isEarlier, subject, from, snippet };
}

/** The stretch of the text with most of the words; its beginning when they are elsewhere. */
function around(text: string, sought: readonly Sought[]): Marked {
  const first = bestPlace(text, sought);
  const from = first <= BEFORE_HIT ? 0 : text.indexOf(' ', first - BEFORE_HIT) + 1;
  const stretch = text.slice(from, from + SNIPPET_LENGTH);
  const shown = `${from > 0 ? '… ' : ''}${stretch}`;
  return { text: shown, hits: hitsIn(shown, sought) };
}

/** Where the first stretch begins that has as many different words as any. */
function bestPlace(text: string, sought: readonly Sought[]): number {
  const places = sought
    .flatMap((one, word) => hitsIn(text, [one]).map(([at]) => ({ at, word })))
    .sort((a, b) => a.at - b.at)
    .slice(0, MOST_PLACES);
  let best = { at: 0, words: 0 };
  for (const [index, { at }] of places.entries()) {
    const near = new Set<number>();
    for (const place of places.slice(index)) {
      if (place.at >= at + SNIPPET_LENGTH - BEFORE_HIT) break;
      near.add(place.word);
    }
    if (near.size > best.words) best = { at, words: near.size };
    if (near.size === sought.length) break;
  }
  return best.at;
}
