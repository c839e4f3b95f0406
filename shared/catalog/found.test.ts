import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { asId, type BlobId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ItemSummary } from '../model/item.ts';
import type { PageKey } from '../model/lists.ts';
import { indexWordsOf } from '../model/search-words.ts';
import type { Catalog, CatalogChange, CatalogSearch, SearchHit } from './catalog.ts';
import { MemoryFile } from './memory-file.contract.ts';
import { ACCOUNT, folder, snapshotOf, stream } from './naive.contract.ts';
import { openCatalog } from './open-catalog.ts';
import { openSealedInMemory } from './sealed.contract.ts';
import { docOf } from './texts.ts';

const OF = { account: ACCOUNT, source: 'mail' } as const;
const INBOX = asId<ContainerId>('inbox');
const OTHER = asId<ContainerId>('other');
const signal = new AbortController().signal;
const ANYTHING: CatalogSearch = {
  words: [],
  account: null,
  source: null,
  containers: null,
  onlyGone: false,
  hasAttachments: false,
  since: null,
  before: null,
};

let catalog: Catalog;
let applied: number;
/** What the tests' messages say, by the name of their body. */
const texts = new Map<string, string>();

beforeEach(async () => {
  catalog = await openCatalog({ directory: 'memory', name: 'test', repositoryId: 'r' });
  await begin();
  return () => catalog.close();
});

async function begin(): Promise<void> {
  applied = 0;
  await apply([
    { kind: 'container', ...OF, container: folder(INBOX, 'inbox') },
    { kind: 'container', ...OF, container: folder(OTHER, null) },
  ]);
}

async function apply(changes: CatalogChange[]): Promise<void> {
  await catalog.apply(snapshotOf(applied), stream(changes), signal);
  applied += 1;
}

function put(
  id: string,
  text: string,
  date = '2025-05-05T05:05:05Z',
  told: Partial<ItemSummary> = {},
  container = INBOX,
): CatalogChange {
  const blob = asId<BlobId>(text.padEnd(64, '.'));
  texts.set(blob, text);
  const summary: ItemSummary = {
    subject: 'Hello',
    from: 'Anna',
    fromAddress: 'anna@example.com',
    to: 'Pat',
    date,
    sizeBytes: text.length,
    preview: text,
    isRead: true,
    isDraft: false,
    isFlagged: false,
    hasAttachments: false,
    categories: [],
    conversation: 'c',
    ...told,
  };
  const entry = {
    version: `${text}${JSON.stringify(told)}`,
    meta: blob,
    parts: [{ role: 'body', blob }] as const,
    whole: true,
  };
  return { kind: 'item', ...OF, container, itemId: asId<ItemId>(id), entry, summary };
}

const drop = (id: string, container = INBOX): CatalogChange => {
  return { kind: 'item-gone', ...OF, container, itemId: asId<ItemId>(id) };
};

/** As the engine does it: the words of what waits, in batches. */
function index(limit = 1000): void {
  for (;;) {
    const waiting = catalog.waitingTexts(limit);
    if (waiting.length === 0) return;
    catalog.addTexts(
      waiting.map(({ doc, item }) => {
        const text = texts.get(item.entry.meta) ?? '';
        const fields = { subject: '', from: '', to: '', text };
        return { doc, words: indexWordsOf(fields), isDamaged: false };
      }),
    );
  }
}

function found(search: Partial<CatalogSearch>, size = 1000): string[] {
  const ids: string[] = [];
  let after: PageKey | null = null;
  for (;;) {
    const hits: SearchHit[] = catalog.search({ ...ANYTHING, ...search }, after, size);
    ids.push(...hits.map((hit) => catalog.standIn(hit)?.itemId ?? ''));
    if (hits.length < size) return ids;
    after = hits.at(-1)?.key ?? null;
  }
}

const word = (text: string, isStart = true) => [{ text, isStart }];

test('whatever is kept, every message with the words is found once, newest first, on any pages', async () => {
  const words = ['alpha', 'alpine', 'beta', 'al', 'b'];
  const messages = fc.array(
    fc.record({
      text: fc.array(fc.constantFrom(...words), { minLength: 1 }).map((some) => some.join(' ')),
      minute: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 40 },
  );
  const queries = fc.tuple(fc.constantFrom(...words, 'alp', 'none'), fc.boolean());
  await fc.assert(
    fc.asyncProperty(
      messages,
      queries,
      fc.integer({ min: 1, max: 7 }),
      async (all, asked, size) => {
        await catalog.clear();
        await begin();
        const dateOf = (minute: number) => new Date(Date.UTC(2025, 0, 1, 0, minute)).toISOString();
        await apply(all.map(({ text, minute }, at) => put(`${at}`, text, dateOf(minute))));
        index(size);
        const [text, isStart] = asked;
        const expected = all.flatMap((message, at) =>
          message.text.split(' ').some((own) => (isStart ? own.startsWith(text) : own === text))
            ? [`${at}`]
            : [],
        );
        const ids = found({ words: word(text, isStart) }, size);
        expect(ids.toSorted()).toEqual(expected.toSorted());
        expect(catalog.textProgress()).toEqual({
          done: all.length,
          total: all.length,
          unreadable: 0,
        });
        const since = Date.UTC(2025, 0, 1, 0, 3);
        const split = [found({ since }), found({ before: since })];
        expect(split[0]).toHaveLength(all.filter(({ minute }) => minute >= 3).length);
        expect(split[1]).toHaveLength(all.filter(({ minute }) => minute < 3).length);
      },
    ),
    { numRuns: 60 },
  );
});

test('messages of minutes of their own come newest first, even from before anybody had mail', async () => {
  const dates = ['2025-01-01T10:00:00Z', '1969-07-20T20:17:00Z', '?', '2031-01-01T00:00:00Z'];
  await apply(dates.map((date, at) => put(`${at}`, 'same words', date)));
  index();
  expect(found({ words: word('same') })).toEqual(['3', '0', '2', '1']);
  expect(found({ words: word('same'), before: 0 })).toEqual(['1']);
});

test('ten thousand messages of one minute are kept apart and found in any order of coming', async () => {
  const many = Array.from({ length: 10_000 }, (_, at) => put(`${at}`, `w${at % 10}`));
  await apply(many);
  await apply([put('later', 'w3')]);
  index();
  expect(found({ words: word('w3', false) })).toHaveLength(1001);
  expect(new Set(found({ words: word('w3', false) }, 100)).size).toBe(1001);
  expect(found({ before: Date.parse('2025-05-05T05:06:00Z') })).toHaveLength(10_001);
  expect(found({ since: Date.parse('2025-05-05T05:06:00Z') })).toEqual([]);
});

test('a message that is moved, read or made again is not searched anew; one with another text is', async () => {
  await apply([put('one', 'first words')]);
  index();
  await apply([drop('one'), put('one', 'first words', undefined, { isRead: false }, OTHER)]);
  expect(catalog.waitingTexts(10)).toEqual([]);
  expect(catalog.textProgress().total).toBe(1);

  await apply([put('one', 'other words', undefined, {}, OTHER)]);
  expect(catalog.waitingTexts(10)).toHaveLength(1);
  index();
  expect(found({ words: word('words') })).toEqual(['one']);
  const [hit] = catalog.search({ ...ANYTHING, words: word('first') }, null, 10);
  expect(hit).toMatchObject({ isEarlier: true });
  expect(catalog.row(hit!.row)).toMatchObject({ preview: 'first words' });
  expect(catalog.standIn(hit!)).toMatchObject({ preview: 'other words', container: OTHER });

  await apply([drop('one', OTHER)]);
  await apply([put('two', 'other words')]);
  catalog.linkMadeAgain([{ ...OF, itemId: asId('one'), nowId: asId('two') }]);
  index();
  expect(found({ words: word('words') })).toEqual(['two']);
  expect(found({ words: word('first') })).toEqual(['two']);
});

test('folders, attachments, accounts and what is gone narrow what is found', async () => {
  await apply([
    put('kept', 'x'),
    put('gone', 'x', undefined, { hasAttachments: true }),
    put('moved', 'x'),
  ]);
  await apply([drop('gone'), drop('moved'), put('moved', 'x', undefined, {}, OTHER)]);
  index();
  for (const words of [word('x', false), []]) {
    expect(found({ words, onlyGone: true })).toEqual(['gone']);
    expect(found({ words, hasAttachments: true })).toEqual(['gone']);
    expect(found({ words, containers: [{ ...OF, id: OTHER }] })).toEqual(['moved']);
    expect(found({ words, containers: [{ ...OF, id: INBOX }] }).toSorted()).toEqual([
      'gone',
      'kept',
      'moved',
    ]);
    expect(found({ words, containers: [] })).toEqual([]);
    expect(found({ words, account: asId('nobody') })).toEqual([]);
    expect(found({ words, account: ACCOUNT })).toHaveLength(3);
  }
});

test('what waits can be found by everything but its words, and says so', async () => {
  await apply([put('one', 'x'), put('two', 'y')]);
  expect(found({ words: word('x', false) })).toEqual([]);
  expect(found({ onlyGone: false }).toSorted()).toEqual(['one', 'two']);
  expect(catalog.textProgress()).toEqual({ done: 0, total: 2, unreadable: 0 });
  const [first] = catalog.waitingTexts(1);
  catalog.addTexts([{ doc: first!.doc, words: new Set(['x']), isDamaged: true }]);
  // Told twice, as after a cut: it counts once.
  catalog.addTexts([{ doc: first!.doc, words: new Set(['x']), isDamaged: false }]);
  expect(catalog.textProgress()).toEqual({ done: 1, total: 2, unreadable: 1 });
  expect(found({ words: word('x', false) })).toEqual(['one']);
});

test('an abandoned snapshot takes its texts along', async () => {
  const trouble = new Error('trouble');
  const failing = (async function* () {
    yield put('one', 'x');
    throw trouble;
  })();
  await expect(catalog.apply(snapshotOf(applied), failing, signal)).rejects.toBe(trouble);
  expect(catalog.textProgress().total).toBe(0);
  await apply([put('two', 'x')]);
  index();
  expect(found({ words: word('x', false) })).toEqual(['two']);
  expect(catalog.search({ ...ANYTHING, words: word('x', false) }, null, 1)[0]!.key.value).toBe(
    docOf(Date.parse('2025-05-05T05:05:05Z')),
  );
});

test('a sealed catalog opened again goes on where the index was', async () => {
  const file = new MemoryFile();
  await catalog.close();
  catalog = await openSealedInMemory(file);
  await begin();
  await apply([put('one', 'x'), put('two', 'x')]);
  const [first] = catalog.waitingTexts(1);
  catalog.addTexts([{ doc: first!.doc, words: new Set(['x']), isDamaged: false }]);
  await catalog.persist();
  await catalog.close();

  catalog = await openSealedInMemory(file);
  expect(catalog.textProgress()).toMatchObject({ done: 1, total: 2 });
  index();
  expect(found({ words: word('x', false) }).toSorted()).toEqual(['one', 'two']);
});
