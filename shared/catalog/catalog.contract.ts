import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ItemRow, ItemSummary } from '../model/item.ts';
import type { ItemQuery, PageKey, SortField } from '../model/lists.ts';
import type { Catalog } from './catalog.ts';
import {
  ACCOUNT,
  applyWorld,
  changesBetween,
  endOf,
  FOLDERS,
  lostItems,
  momentsOf,
  movedTo,
  type NaiveItem,
  type Run,
  runsOf,
  shownRuns,
  sinceOf,
  snapshotOf,
  standIn,
  stream,
  type World,
  wasThere,
} from './naive.contract.ts';
import { sortKeys } from './sort-key.ts';

const SORTS: readonly SortField[] = ['date', 'from', 'subject', 'size'];
const SHOWS = ['present', 'gone', 'all'] as const;
const KEY_OF = { date: 'date', from: 'sender', subject: 'subject', size: 'size' } as const;

const CONVERSATIONS = ['AAQk+one', 'AAQk_two', 'AAQk-三'];

const messages: fc.Arbitrary<ItemSummary> = fc.record({
  subject: fc.constantFrom('', 'Überweisung', 'RE: uberweisung', 'AW: zoo', '😀 hello', 'Z', '猫'),
  from: fc.constantFrom('', 'Anna', 'ANNA', '"Bob"', 'Çelik', 'ﬁn', '🐟'),
  fromAddress: fc.constantFrom('a@example.com', 'z@example.com'),
  to: fc.constant('pat@example.com'),
  date: fc.constantFrom(
    '2024-02-29T10:00:00Z',
    '2024-02-29T10:00:30Z',
    '1999-01-01T00:00:00Z',
    '?',
  ),
  sizeBytes: fc.constantFrom(0, 1, 70_000, 5_000_000_000),
  preview: fc.string(),
  isRead: fc.boolean(),
  isDraft: fc.boolean(),
  isFlagged: fc.boolean(),
  hasAttachments: fc.boolean(),
  categories: fc.array(fc.string(), { maxLength: 2 }),
  conversation: fc.constantFrom('', ...CONVERSATIONS),
});

const files: fc.Arbitrary<ItemSummary> = fc
  .tuple(
    messages,
    fc.constantFrom('scan 9.pdf', 'Scan 10.pdf', 'scan 010.pdf', '_old', 'a12345678901', 'a2'),
    fc.constantFrom('file' as const, 'folder' as const, 'package' as const, 'link' as const),
  )
  .map(([summary, subject, kind]) => ({ ...summary, subject, kind }));
const summaries = fc.oneof(messages, files);

const ITEMS = Array.from({ length: 7 }, (_, index) => asId<ItemId>(`item-${index}`));
const folders = fc.constantFrom(...FOLDERS.map(({ id }) => id));
const items = fc.constantFrom(...ITEMS);

const edits = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('put' as const), folders, items, summaries) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('move' as const), folders, items, folders) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), folders, items) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('complete' as const), folders, items) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('toggle-folder' as const), folders) },
);
type Edit = typeof edits extends fc.Arbitrary<infer T> ? T : never;

const histories = fc
  .array(fc.array(edits, { maxLength: 8 }), { minLength: 1, maxLength: 6 })
  .map((snapshots) => worldsOf(snapshots));

function worldsOf(snapshots: readonly (readonly Edit[])[]): World[] {
  let world = new Map(FOLDERS.map(({ id }) => [id, new Map<ItemId, NaiveItem>()]));
  let version = 0;
  return snapshots.map((edits, index) => {
    world = new Map([...world].map(([id, content]) => [id, new Map(content)]));
    for (const edit of edits) {
      version += 1;
      // All folders are in the first snapshot, so that their order is known.
      if (index > 0 || edit[0] !== 'toggle-folder') editWorld(world, edit, version);
    }
    return world;
  });
}

function editWorld(
  world: Map<ContainerId, Map<ItemId, NaiveItem>>,
  edit: Edit,
  version: number,
): void {
  const [kind, id] = edit;
  const content = world.get(id);
  if (kind === 'toggle-folder') {
    if (content) world.delete(id);
    else world.set(id, new Map());
    return;
  }
  const item = content?.get(edit[2]);
  if (kind === 'put') content?.set(edit[2], { version, whole: false, summary: edit[3] });
  if (kind === 'delete') content?.delete(edit[2]);
  if (kind === 'complete' && item) content?.set(edit[2], { ...item, whole: true });
  const target = kind === 'move' && edit[3] !== id ? world.get(edit[3]) : undefined;
  if (!item || !target) return;
  content?.delete(edit[2]);
  target.set(edit[2], item);
}

/** What every catalog does, wherever it is; `open` gives an empty one. */
export function describeCatalog(name: string, open: () => Promise<Catalog>): void {
  describe(`a catalog (${name})`, () => {
    test('whatever happens in a mailbox, the catalog tells what looking at every snapshot tells', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (worlds) => {
          const catalog = await open();
          const rowsSeen = new Map<number, string>();
          for (let index = 0; index < worlds.length; index += 1) {
            await applyWorld(catalog, worlds, index);
            const runs = runsOf(worlds.slice(0, index + 1));
            expectLists(catalog, runs);
            expectCounts(catalog, worlds[index]!, runs);
            expectVersions(catalog, runs);
            expectFound(catalog, runs);
            expectGone(catalog, runs);
            expectPast(catalog, worlds.slice(0, index + 1), runs);
            expectStableRows(catalog, rowsSeen);
          }
          await catalog.close();
        }),
        { numRuns: 30 },
      );
    });

    test('paging by key visits every row once, in order, and anchors lead to its places', async () => {
      const sizes = fc.integer({ min: 1, max: 5 });
      await fc.assert(
        fc.asyncProperty(histories, sizes, fc.boolean(), async (worlds, size, descending) => {
          const catalog = await open();
          for (let index = 0; index < worlds.length; index += 1)
            await applyWorld(catalog, worlds, index);
          for (const { id } of FOLDERS) {
            for (const sort of SORTS) {
              for (const show of SHOWS)
                expectPages(catalog, queryOf(id, sort, show, descending), size);
              for (const asOf of [1, worlds.length, worlds.length + 1])
                expectPages(catalog, { ...queryOf(id, sort, 'all', descending), asOf }, size);
            }
          }
          await catalog.close();
        }),
        { numRuns: 20 },
      );
    });

    test('the same snapshots taken in again give the same rows the same numbers', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (worlds) => {
          const [one, other] = [await open(), await open()];
          for (let index = 0; index < worlds.length; index += 1) {
            await applyWorld(one, worlds, index);
            await applyWorld(other, worlds, index);
          }
          await other.clear();
          expect(other.lastSnapshot()).toBeNull();
          expect(other.containers(null, null)).toEqual([]);
          for (let index = 0; index < worlds.length; index += 1)
            await applyWorld(other, worlds, index);

          for (const { id } of FOLDERS) {
            const query = queryOf(id, 'date', 'all', true);
            expect(other.list(query, null, 1000)).toEqual(one.list(query, null, 1000));
          }
          await Promise.all([one.close(), other.close()]);
        }),
        { numRuns: 10 },
      );
    });

    test('a snapshot that is aborted or fails on the way leaves nothing behind', async () => {
      await fc.assert(
        fc.asyncProperty(histories, fc.nat(10), fc.boolean(), async (worlds, upTo, isAbort) => {
          const catalog = await open();
          const last = worlds.length - 1;
          for (let index = 0; index < last; index += 1) await applyWorld(catalog, worlds, index);
          const before = stateOf(catalog);
          const changes = [...changesBetween(worlds[last - 1] ?? new Map(), worlds[last]!)];
          const controller = new AbortController();
          const trouble = new Error('trouble');
          const failing = (async function* () {
            yield* changes.slice(0, upTo);
            if (!isAbort) throw trouble;
            controller.abort(trouble);
          })();

          const applied = catalog.apply(snapshotOf(last), failing, controller.signal);
          await expect(applied).rejects.toBe(trouble);
          expect(stateOf(catalog)).toEqual(before);
          await catalog.apply(snapshotOf(last), stream(changes), new AbortController().signal);
          expectLists(catalog, runsOf(worlds));
          await catalog.close();
        }),
        { numRuns: 20 },
      );
    });
  });
}

function expectLists(catalog: Catalog, runs: readonly Run[]): void {
  const shown = shownRuns(runs);
  for (const { id } of FOLDERS) {
    const here = shown.filter((run) => run.container === id);
    const open = here.filter((run) => run.last === null);
    const left = here.filter((run) => run.last !== null);
    const expected = { present: open, gone: left, all: here };
    for (const show of SHOWS) {
      const rows = catalog.list(queryOf(id, 'date', show, false), null, 1000).rows;
      expect(sorted(rows.map(withoutRow))).toEqual(
        sorted(expected[show].map((r) => rowOf(r, runs))),
      );
    }
    const lost = left.filter((run) => movedTo(run, runs) === null);
    const key = { account: ACCOUNT, source: 'mail', id } as const;
    expect(sorted(catalog.rowsIn(key, 'gone').map(withoutRow))).toEqual(
      sorted(lost.map((run) => rowOf(run, runs))),
    );
  }
}

function rowOf(run: Run, runs: readonly Run[]): Omit<ItemRow, 'row'> {
  return {
    ...run.item.summary,
    account: ACCOUNT,
    source: 'mail',
    itemId: run.id,
    container: run.container,
    whole: run.item.whole,
    firstKeptAt: endOf(run.first),
    lastSeenAt: run.last === null ? null : endOf(run.last),
    movedTo: movedTo(run, runs),
    since: sinceOf(run, runs),
  };
}

function expectCounts(catalog: Catalog, world: World, runs: readonly Run[]): void {
  const shown = shownRuns(runs);
  const counted = FOLDERS.map(({ id }) => {
    const here = shown.filter((run) => run.container === id);
    const open = here.filter((run) => run.last === null);
    return {
      id,
      isGone: !world.has(id),
      present: open.length,
      unread: open.filter((run) => !run.item.summary.isRead).length,
      gone: here.filter((run) => run.last !== null && movedTo(run, runs) === null).length,
    };
  });
  const told = catalog.containers(ACCOUNT, 'mail');
  expect(told).toMatchObject(counted);
  const lost = [...lostItems(runs).values()];
  const items = counted.reduce((sum, { present }) => sum + present, 0);
  const gone = lost.length;
  const of = { account: ACCOUNT, source: 'mail' };
  expect(catalog.totals()).toEqual([{ ...of, items, gone, firstKeptAt: endOf(0) }]);
  for (const since of [0, 2]) {
    const recent = lost.filter(({ world }) => world >= since);
    const homes = [...new Set(recent.map(({ home }) => home))];
    const losses = homes.map((home) => {
      const times = recent.filter((loss) => loss.home === home).map((loss) => endOf(loss.world));
      times.sort();
      return { ...of, container: home, count: times.length, from: times[0], to: times.at(-1) };
    });
    expect(sorted(catalog.goneSince(endOf(since)))).toEqual(sorted(losses));
  }
}

function expectVersions(catalog: Catalog, runs: readonly Run[]): void {
  for (const id of ITEMS) {
    const versions = catalog.versions(ACCOUNT, id);
    const expected = runs.filter((run) => run.id === id);
    expect(sorted(versions.map(({ row, ...version }) => version))).toEqual(
      sorted(
        expected.map((run) => ({
          container: run.container,
          firstSnapshot: snapshotOf(run.first).id,
          firstKeptAt: endOf(run.first),
          lastSeenAt: run.last === null ? null : endOf(run.last),
          subject: run.item.summary.subject,
          from: run.item.summary.from,
          date: run.item.summary.date,
          isRead: run.item.summary.isRead,
          isFlagged: run.item.summary.isFlagged,
          categories: run.item.summary.categories,
          isDraft: run.item.summary.isDraft,
          hasAttachments: run.item.summary.hasAttachments,
          sizeBytes: run.item.summary.sizeBytes,
          whole: run.item.whole,
          // All texts of these tests are the same blob.
          hasOtherText: false,
          hasOtherContent: false,
        })),
      ),
    );
    for (const { row } of versions) {
      expect(catalog.story(row)).toMatchObject({ row, states: versions.length });
    }
    const firsts = versions.map(({ firstKeptAt }) => firstKeptAt);
    expect(firsts).toEqual(firsts.toSorted().reverse());
  }
}

function expectFound(catalog: Catalog, runs: readonly Run[]): void {
  for (const id of ITEMS) {
    const expected = standIn(id, runs);
    const found = catalog.find(ACCOUNT, id);
    expect(found && withoutRow(found)).toEqual(expected && rowOf(expected, runs));
  }
  for (const conversation of ['', 'AAQk', ...CONVERSATIONS]) {
    const ever = runs.filter((run) => run.item.summary.conversation === conversation);
    const ids = conversation === '' ? [] : [...new Set(ever.map(({ id }) => id))];
    const rows = catalog.conversation(ACCOUNT, conversation);
    const expected = ids.map((id) => rowOf(standIn(id, runs)!, runs));
    expect(sorted(rows.map(withoutRow))).toEqual(sorted(expected));
    const dates = rows.map(({ date }) => sortKeys({ ...rows[0]!, date }).date);
    expect(dates).toEqual(dates.toSorted((a, b) => a - b));
  }
}

function expectGone(catalog: Catalog, runs: readonly Run[]): void {
  for (const { id } of FOLDERS) {
    const key = { account: ACCOUNT, source: 'mail', id } as const;
    const here = shownRuns(runs).filter((run) => run.container === id && run.last !== null);
    const lost = here.filter((run) => movedTo(run, runs) === null);
    const { rows, next, total, times } = catalog.goneIn(key, null, 1000);
    expect(next).toBeNull();
    expect(total).toBe(lost.length);
    expect(sorted(rows.map(withoutRow))).toEqual(sorted(lost.map((run) => rowOf(run, runs))));
    const seen = rows.map((row) => row.lastSeenAt!);
    expect(seen).toEqual(seen.toSorted().reverse());
    const lasts = [...new Set(lost.map((run) => run.last!))].toSorted((a, b) => b - a);
    expect(times).toEqual(
      lasts.map((last) => ({
        lastSeenAt: endOf(last),
        goneBy: endOf(last + 1),
        count: lost.filter((run) => run.last === last).length,
      })),
    );
    const [first, second] = [catalog.goneIn(key, null, 1), rows.slice(1)];
    expect(first.rows).toEqual(rows.slice(0, 1));
    expect(first.next ? catalog.goneIn(key, first.next, 1000).rows : []).toEqual(second);
  }
}

/** Every moment, looked at from the newest. */
function expectPast(catalog: Catalog, worlds: readonly World[], runs: readonly Run[]): void {
  expect(catalog.moments(ACCOUNT, 'mail')).toEqual(momentsOf(worlds, runs));
  expect(catalog.moments(null, 'drive')).toEqual([]);
  const lost = lostItems(runs);
  worlds.forEach((world, index) => {
    const asOf = index + 1;
    const there = runs.filter((run) => wasThere(run, index));
    const expected = FOLDERS.filter(({ id }) => world.has(id)).map(({ id }) => {
      const here = there.filter((run) => run.container === id);
      return {
        id,
        name: `Folder ${id}`,
        isGone: !worlds.at(-1)!.has(id),
        present: here.length,
        unread: here.filter((run) => !run.item.summary.isRead).length,
        gone: here.filter((run) => lost.has(run.id)).length,
      };
    });
    expect(catalog.containers(ACCOUNT, 'mail', asOf)).toMatchObject(expected);
    for (const { id } of FOLDERS) {
      const rows = catalog.list({ ...queryOf(id, 'size', 'present', true), asOf }, null, 1000).rows;
      const here = there.filter((run) => run.container === id);
      expect(sorted(rows.map(withoutRow))).toEqual(sorted(here.map((run) => rowOf(run, runs))));
      for (const { row, itemId } of rows) {
        const { row: number, ...state } = catalog.row(row)!;
        expect(number).toBe(row);
        expect(rowOf(here.find((run) => run.id === itemId)!, runs)).toEqual(state);
      }
    }
  });
}

/** A number once given means the same state for ever. */
function expectStableRows(catalog: Catalog, seen: Map<number, string>): void {
  for (const id of ITEMS) {
    for (const { row, container, firstKeptAt } of catalog.versions(ACCOUNT, id)) {
      const state = `${id} ${container} ${firstKeptAt}`;
      expect(seen.get(row) ?? state).toBe(state);
      seen.set(row, state);
    }
  }
  for (const [row, state] of seen) expect(state).toContain(catalog.row(row)?.itemId);
}

function expectPages(catalog: Catalog, query: ItemQuery, size: number): void {
  const whole = catalog.list(query, null, 1000);
  expect(whole.next).toBeNull();
  const paged: ItemRow[] = [];
  let after: PageKey | null = null;
  do {
    const page: { rows: ItemRow[]; next: PageKey | null } = catalog.list(query, after, size);
    paged.push(...page.rows);
    after = page.next;
  } while (after);
  expect(paged).toEqual(whole.rows);
  expect(paged).toEqual(inOrderOf(paged, query));
  const { total, anchors } = catalog.anchors(query, size);
  expect(total).toBe(paged.length);
  expect(anchors).toHaveLength(Math.max(0, Math.ceil(total / size) - 1));
  anchors.forEach((anchor, index) => {
    const from = (index + 1) * size;
    expect(catalog.list(query, anchor, size).rows).toEqual(paged.slice(from, from + size));
  });
}

function inOrderOf(rows: readonly ItemRow[], query: ItemQuery): ItemRow[] {
  const sign = query.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [keyA, keyB] = [sortKeys(a)[KEY_OF[query.sort]], sortKeys(b)[KEY_OF[query.sort]]];
    const ranks = sortKeys(a).rank - sortKeys(b).rank;
    return ranks || sign * (compareKeys(keyA, keyB) || a.row - b.row);
  });
}

/** By code point, as SQLite compares UTF-8: other than JavaScript where letters are halves. */
function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b);
  const [pointsA, pointsB] = [a, b].map((text) =>
    [...text].map((letter) => letter.codePointAt(0)!),
  );
  const at = pointsA!.findIndex((point, index) => point !== pointsB![index]);
  return at === -1 ? pointsA!.length - pointsB!.length : pointsA![at]! - (pointsB![at] ?? -1);
}

function stateOf(catalog: Catalog) {
  const lists = FOLDERS.map(({ id }) => catalog.list(queryOf(id, 'date', 'all', true), null, 1000));
  const containers = catalog.containers(null, null);
  return { lists, containers, last: catalog.lastSnapshot(), totals: catalog.totals() };
}

function queryOf(
  container: ContainerId,
  sort: SortField,
  show: ItemQuery['show'],
  descending: boolean,
): ItemQuery {
  return { account: ACCOUNT, source: 'mail', container, sort, descending, show };
}

function withoutRow({ row, ...rest }: ItemRow): Omit<ItemRow, 'row'> {
  return rest;
}

/** In an order that depends on nothing but the contents. */
function sorted<T extends object>(values: readonly T[]): T[] {
  const name = (value: T) => JSON.stringify(value, Object.keys(value).sort());
  return values.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
}
