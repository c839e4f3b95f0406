/**
 * What looking at the past costs in the catalog, in Node and in memory: a drive's folder with
 * 100,000 children of which a tenth was exchanged, changed or moved on each of ten days; 1,000
 * folders beside it; then 3,000 copies in which little happens. Lists are those of the middle of the
 * ten days, by name, which keeps nothing together that came together. Every page of a list is timed.
 */
import type { CatalogChange } from '../shared/catalog/catalog.ts';
import { openCatalog } from '../shared/catalog/open-catalog.ts';
import { type AccountId, asId, type BlobId, type ContainerId } from '../shared/model/ids.ts';
import type { ItemQuery, PageKey, SortField } from '../shared/model/lists.ts';
import { report } from './figure.ts';

const CHILDREN = 100_000;
const FOLDERS = 1_000;
const DAYS = 10;
const COPIES = 3_000;
const PAGE = 100;
const TOLD = 'told, no goal';

const OF = { account: asId<AccountId>('pat.example'), source: 'drive' } as const;
const TOP = asId<ContainerId>('top');
const OTHER = asId<ContainerId>('other');

export async function benchCatalogPast(): Promise<void> {
  const catalog = await openCatalog({ directory: 'memory', name: 'past', repositoryId: 'r' });
  let sequence = 0;
  const apply = async (changes: Iterable<CatalogChange>) => {
    sequence += 1;
    const endedAt = new Date(Date.UTC(2026, 0, 1, sequence)).toISOString();
    const id = asId<never>(String(sequence).padStart(64, '0'));
    const kind = { isRunEnd: true, complete: true, run: OF };
    const snapshot = { id, sequence, startedAt: endedAt, endedAt, ...kind };
    await catalog.apply(snapshot, streamOf(changes), new AbortController().signal);
  };
  try {
    await apply(firstCopy());
    for (let day = 1; day <= DAYS; day += 1) await apply(oneDay(day));
    const name = `a folder of ${CHILDREN} children, ${DAYS} days of change`;
    const middle = Math.ceil(DAYS / 2);
    for (const sort of ['subject', 'date', 'size'] as const) {
      for (const asOf of [null, middle]) {
        const when = asOf === null ? 'now' : 'as of a moment';
        const query = { ...OF, container: TOP, sort, descending: false, show: 'present' } as const;
        const times = pagesOf(catalog, { ...query, asOf });
        const goal = asOf === null ? TOLD : '≤ 20';
        const figure = `${name}: a page of ${PAGE} by ${wordOf(sort)}, ${when}`;
        report({ figure: `${figure}, middle`, value: at(times, 0.5), unit: 'ms', goal });
        report({ figure: `${figure}, 95 of 100`, value: at(times, 0.95), unit: 'ms', goal });
        const anchors = timed(() => catalog.anchors({ ...query, asOf }, PAGE));
        report({
          figure: `${name}: total and anchors by ${wordOf(sort)}, ${when}`,
          value: anchors,
          unit: 'ms',
          goal: TOLD,
        });
      }
    }
    for (const asOf of [null, middle]) {
      const when = asOf === null ? 'now' : 'as of a moment';
      const value = timed(() => catalog.containers(null, 'drive', asOf));
      report({
        figure: `${FOLDERS} folders with their counts, ${when}`,
        value,
        unit: 'ms',
        goal: TOLD,
      });
    }
    while (sequence < COPIES) await apply([child(sequence % CHILDREN, sequence, TOP)]);
    const value = timed(() => catalog.moments(null, null));
    report({ figure: `${COPIES} moments`, value, unit: 'ms', goal: '≤ 50' });
  } finally {
    await catalog.close();
  }
}

function wordOf(sort: SortField): string {
  return sort === 'subject' ? 'name' : sort;
}

type Listing = Pick<Awaited<ReturnType<typeof openCatalog>>, 'list'>;

function pagesOf(catalog: Listing, query: ItemQuery): number[] {
  const times: number[] = [];
  let after: PageKey | null = null;
  do {
    const startedAt = performance.now();
    after = catalog.list(query, after, PAGE).next;
    times.push(performance.now() - startedAt);
  } while (after);
  return times;
}

/** The middle of five. */
function timed(action: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    action();
    return performance.now() - startedAt;
  });
  return at(times, 0.5);
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function* firstCopy(): Generator<CatalogChange> {
  yield folder(TOP, 'OneDrive', null);
  yield folder(OTHER, 'Elsewhere', TOP);
  for (let index = 0; index < FOLDERS; index += 1) {
    yield folder(asId(`folder-${index}`), `Folder ${index}`, TOP);
  }
  for (let index = 0; index < CHILDREN; index += 1) yield child(index, 0, TOP);
}

/** Of a tenth of the children a third each is deleted, changed and moved; as many are new. */
function* oneDay(day: number): Generator<CatalogChange> {
  for (let index = day; index < CHILDREN; index += DAYS) {
    const what = index % 3;
    if (what !== 1) yield { kind: 'item-gone', ...OF, container: TOP, itemId: nameOf(index) };
    if (what === 0) yield child(CHILDREN + day * CHILDREN + index, day, TOP);
    if (what === 1) yield child(index, day, TOP);
    if (what === 2) yield child(index, day, OTHER);
  }
}

function nameOf(index: number) {
  return asId<never>(`01BYE5RZ${String((index * 7919) % 1_000_003).padStart(26, 'A')}`);
}

function child(index: number, day: number, container: ContainerId): CatalogChange {
  const scattered = (index * 7919) % 1_000_003;
  const entry = {
    version: `"{${index}},${day}"`,
    meta: asId<BlobId>(`${day}`.padStart(64, '0')),
    parts: [],
    whole: true,
  };
  const summary = {
    subject: `IMG ${scattered}.jpg`,
    from: 'Pat Example',
    fromAddress: '',
    to: '',
    date: new Date(Date.UTC(2016, 0, 1, 0, scattered)).toISOString(),
    sizeBytes: scattered * 11,
    preview: '',
    isRead: true,
    isDraft: false,
    isFlagged: false,
    hasAttachments: false,
    categories: [],
    conversation: '',
    kind: 'file' as const,
  };
  return { kind: 'item', ...OF, container, itemId: nameOf(index), entry, summary };
}

function folder(id: ContainerId, name: string, parent: ContainerId | null): CatalogChange {
  return { kind: 'container', ...OF, container: { id, parent, name, role: null, hidden: false } };
}

async function* streamOf(changes: Iterable<CatalogChange>): AsyncGenerator<CatalogChange> {
  yield* changes;
}
