import { beforeEach, expect, test } from 'vitest';
import { asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ItemSummary, SourceName } from '../model/item.ts';
import type { Catalog, CatalogChange, TakenSnapshot } from './catalog.ts';
import { ACCOUNT, endOf, entryOf, snapshotOf, stream } from './naive.contract.ts';
import { openCatalog } from './open-catalog.ts';

const TOP = asId<ContainerId>('top');
const DEEP = asId<ContainerId>('deep');

let catalog: Catalog;
let applied: number;

beforeEach(async () => {
  catalog = await openCatalog({ directory: 'memory', name: 'test', repositoryId: 'r' });
  applied = 0;
  return () => catalog.close();
});

async function apply(
  source: SourceName,
  changes: CatalogChange[],
  told: Partial<TakenSnapshot> = {},
): Promise<void> {
  const snapshot = { ...snapshotOf(applied), run: { account: ACCOUNT, source }, ...told };
  await catalog.apply(snapshot, stream(changes), new AbortController().signal);
  applied += 1;
}

function folder(
  id: ContainerId,
  name: string,
  parent: ContainerId | null = null,
  source: SourceName = 'drive',
): CatalogChange {
  const container = { id, parent, name, role: null, hidden: false };
  return { kind: 'container', account: ACCOUNT, source, container };
}

function file(
  name: string,
  told: Partial<ItemSummary> = {},
  container = TOP,
  source: SourceName = 'drive',
): CatalogChange {
  const summary: ItemSummary = {
    subject: name,
    from: 'Pat',
    fromAddress: '',
    to: '',
    date: '2025-05-05T05:05:05Z',
    sizeBytes: 10,
    preview: '',
    isRead: true,
    isDraft: false,
    isFlagged: false,
    hasAttachments: false,
    categories: [],
    conversation: '',
    kind: 'file',
    ...told,
  };
  const itemId = asId<ItemId>(name);
  const entry = entryOf(itemId, { version: applied, whole: true, summary });
  return { kind: 'item', account: ACCOUNT, source, container, itemId, entry, summary };
}

function gone(name: string, container = TOP): CatalogChange {
  const of = { account: ACCOUNT, source: 'drive' } as const;
  return { kind: 'item-gone', ...of, container, itemId: asId(name) };
}

function namesBy(sort: 'date' | 'subject' | 'size', descending: boolean, asOf?: number) {
  const of = { account: ACCOUNT, source: 'drive', container: TOP } as const;
  const query = { ...of, sort, descending, show: 'present', ...(asOf && { asOf }) } as const;
  return catalog.list(query, null, 100).rows.map(({ subject }) => subject);
}

test('folders stand before files whatever the order is, names as people count', async () => {
  await apply('drive', [
    folder(TOP, 'OneDrive'),
    file('Scan 10.pdf', { sizeBytes: 1, date: '2026-01-01T00:00:00Z' }),
    file('scan 9.pdf', { sizeBytes: 3 }),
    file('Zoo', { kind: 'folder', sizeBytes: 2 }),
    file('Notes', { kind: 'package', sizeBytes: 9, date: '2024-01-01T00:00:00Z' }),
  ]);
  for (const asOf of [undefined, 1]) {
    const up = ['Notes', 'Zoo', 'scan 9.pdf', 'Scan 10.pdf'];
    expect(namesBy('subject', false, asOf)).toEqual(up);
    expect(namesBy('subject', true, asOf)).toEqual(['Zoo', 'Notes', 'Scan 10.pdf', 'scan 9.pdf']);
    expect(namesBy('date', true, asOf)).toEqual(['Zoo', 'Notes', 'Scan 10.pdf', 'scan 9.pdf']);
    expect(namesBy('size', false, asOf)).toEqual(['Zoo', 'Notes', 'Scan 10.pdf', 'scan 9.pdf']);
  }
});

test('a folder is called and lies as it did at the moment that is looked at', async () => {
  await apply('drive', [folder(TOP, 'OneDrive'), folder(DEEP, 'Plans', TOP)]);
  await apply('drive', [folder(DEEP, 'Old plans', null), file('a.txt', {}, DEEP)]);
  await apply('drive', [
    gone('a.txt', DEEP),
    { kind: 'container-gone', account: ACCOUNT, source: 'drive', id: DEEP },
  ]);
  const at = (asOf: number) => catalog.containers(ACCOUNT, 'drive', asOf);
  expect(at(0)).toEqual([]);
  expect(at(1)).toMatchObject([{ id: TOP }, { name: 'Plans', parent: TOP, present: 0 }]);
  expect(at(2)[1]).toMatchObject({ name: 'Old plans', parent: null, present: 1, gone: 1 });
  expect(at(2)[1]).toMatchObject({ isGone: true });
  expect(at(3)).toMatchObject([{ id: TOP, isGone: false }]);
  expect(catalog.path({ account: ACCOUNT, source: 'drive', id: DEEP })).toEqual(['Old plans']);

  // It comes back under a third name, and is not there in between.
  await apply('drive', [folder(DEEP, 'Plans again', TOP)]);
  expect(at(3)).toHaveLength(1);
  expect(at(4)[1]).toMatchObject({ name: 'Plans again', isGone: false });
  expect(catalog.path({ account: ACCOUNT, source: 'drive', id: DEEP })).toEqual([
    'OneDrive',
    'Plans again',
  ]);
});

test('what a run brought in its checkpoints is told with its end, and each source has its own runs', async () => {
  const checkpoint = { isRunEnd: false, complete: false };
  await apply('drive', [folder(TOP, 'OneDrive'), file('one')], checkpoint);
  expect(catalog.moments(ACCOUNT, null)).toEqual([
    { sequence: 1, at: endOf(0), new: 1, changed: 0, gone: 0, complete: false },
  ]);
  await apply('mail', [
    folder(DEEP, 'Inbox', null, 'mail'),
    file('letter', { kind: undefined } as object, DEEP, 'mail'),
  ]);
  await apply('drive', [file('two'), gone('one')], checkpoint);
  await apply('drive', [file('three')]);
  await apply('drive', [], { complete: false });

  const mail = { sequence: 2, at: endOf(1), new: 1, changed: 0, gone: 0, complete: true };
  const drive = [
    { sequence: 4, at: endOf(3), new: 3, changed: 0, gone: 1, complete: true },
    { sequence: 5, at: endOf(4), new: 0, changed: 0, gone: 0, complete: false },
  ];
  expect(catalog.moments(ACCOUNT, 'mail')).toEqual([mail]);
  expect(catalog.moments(ACCOUNT, 'drive')).toEqual(drive);
  expect(catalog.moments(null, null)).toEqual([mail, ...drive]);
  expect(catalog.moments(asId('nobody'), null)).toEqual([]);
});
