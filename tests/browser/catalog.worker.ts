import type { Catalog, CatalogChange } from '../../shared/catalog/catalog.ts';
import { openCatalog } from '../../shared/catalog/open-catalog.ts';
import { type AccountId, asId, type ContainerId } from '../../shared/model/ids.ts';
import type { ItemQuery, PageKey } from '../../shared/model/lists.ts';
import { indexTermsOf, indexWordsOf, soughtIn } from '../../shared/model/search-words.ts';
import { TYPED, textOf } from './invented-text.ts';

export interface CatalogOpened {
  place: Catalog['place'];
  sequence: number | null;
}

export interface Timing {
  /** The first page of a catalog just opened, and the middle one of pages all over it. */
  anchorsMs: number;
  pageMs: number;
  firstPageMs: number;
}

/** Without one the catalog is plain. */
export type Key = Uint8Array | null;

/** What the tests ask of a worker that has the catalog open, as `{ call, args }`. */
export interface CatalogWorkerApi {
  open(name: string, repositoryId: string, waitMs?: number, key?: Key): Promise<CatalogOpened>;
  /** Takes in the next snapshot: `count` new messages. */
  fill(count: number): Promise<number>;
  /** Begins a snapshot that never ends and resolves once it wrote something. */
  hang(): Promise<void>;
  subjects(limit: number): Promise<string[]>;
  time(): Promise<Timing>;
  /** Makes everything searchable; how long that took. */
  index(): Promise<number>;
  /** How long each of the typed queries takes for its newest 50, by kind. */
  timeSearch(): Promise<Record<string, number[]>>;
  /** True when counts and lists agree in every order. */
  isSound(): Promise<boolean>;
  close(): Promise<void>;
  /** Writes over the stored file, whose first byte lies behind the pool's own header. */
  damage(name: string, offset: number, length: number): Promise<void>;
}

interface WorkerFile {
  createSyncAccessHandle(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
    close(): void;
  }>;
}

const POOL_HEADER_BYTES = 4096;
const ACCOUNT = asId<AccountId>('pat.example');
const INBOX = asId<ContainerId>('inbox');
const QUERY: ItemQuery = {
  account: ACCOUNT,
  source: 'mail',
  container: INBOX,
  sort: 'date',
  descending: true,
  show: 'all',
};

let catalog: Catalog;

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

const api: CatalogWorkerApi = {
  async open(name, repositoryId, waitMs, key = null) {
    const options = { directory: 'opfs', name, repositoryId, key, randomBytes } as const;
    catalog = await openCatalog(waitMs === undefined ? options : { ...options, waitMs });
    return { place: catalog.place, sequence: catalog.lastSnapshot()?.sequence ?? null };
  },
  async fill(count) {
    const started = performance.now();
    await apply(changes(count));
    return performance.now() - started;
  },
  hang() {
    return new Promise((resolve, reject) => {
      const unending = (async function* () {
        yield* changes(2000);
        resolve();
        await new Promise(() => {});
      })();
      apply(unending).catch(reject);
    });
  },
  async subjects(limit) {
    return catalog.list(QUERY, null, limit).rows.map(({ subject }) => subject);
  },
  async time() {
    const [, firstPageMs] = timed(() => catalog.list(QUERY, null, 100));
    const [{ anchors }, anchorsMs] = timed(() => catalog.anchors(QUERY, 100));
    const pages = anchors
      .filter((_, index) => index % 50 === 0)
      .map((anchor: PageKey) => timed(() => catalog.list(QUERY, anchor, 100))[1])
      .sort((a, b) => a - b);
    return { firstPageMs, anchorsMs, pageMs: pages[pages.length >> 1] ?? 0 };
  },
  async index() {
    const started = performance.now();
    for (;;) {
      const waiting = catalog.waitingTexts(100);
      if (waiting.length === 0) break;
      catalog.addTexts(
        waiting.map(({ doc, row }) => {
          const { subject = '', from = '', to = '' } = catalog.row(row) ?? {};
          const words = indexWordsOf({ subject, from, to, text: textOf(row) });
          return { doc, words, isDamaged: false };
        }),
      );
    }
    await catalog.persist();
    return performance.now() - started;
  },
  async timeSearch() {
    const kinds = Object.entries(TYPED).map(([kind, queries]) => {
      return [kind, queries.map((text) => timed(() => searchFor(text))[1])];
    });
    return Object.fromEntries(kinds);
  },
  async isSound() {
    const present = catalog.containers(ACCOUNT, 'mail')[0]?.present ?? 0;
    const sorts = ['date', 'from', 'subject', 'size'] as const;
    return sorts.every((sort) => {
      const { rows } = catalog.list({ ...QUERY, sort }, null, present + 1);
      return rows.length === present && rows.every(({ row }) => catalog.ref(row) !== undefined);
    });
  },
  close: () => catalog.close(),
  async damage(name, offset, length) {
    const root = await navigator.storage.getDirectory();
    const files = await (await root.getDirectoryHandle(name)).getDirectoryHandle('.opaque');
    let largest: FileSystemFileHandle | undefined;
    let size = POOL_HEADER_BYTES;
    for await (const handle of files.values()) {
      if (!(handle instanceof FileSystemFileHandle)) continue;
      const file = await handle.getFile();
      if (file.size > size) [largest, size] = [handle, file.size];
    }
    if (!largest) throw new Error('there is no stored catalog');
    // Workers alone have it; the types of these tests are those of a window.
    const { createSyncAccessHandle } = FileSystemFileHandle.prototype as unknown as WorkerFile;
    const access = await createSyncAccessHandle.call(largest);
    access.write(new Uint8Array(length).fill(0xa5), { at: POOL_HEADER_BYTES + offset });
    access.close();
  },
};

/** What a face waits for: the keys it counts, and the first rows. */
function searchFor(text: string): void {
  const search = {
    words: soughtIn(text, false).flatMap(indexTermsOf),
    account: null,
    source: null,
    containers: null,
    onlyGone: text.startsWith('gone '),
    hasAttachments: false,
    since: null,
    before: null,
  };
  for (const hit of catalog.search(search, null, 1001).slice(0, 50)) catalog.standIn(hit);
}

function timed<T>(action: () => T): [T, number] {
  const started = performance.now();
  return [action(), performance.now() - started];
}

async function apply(told: AsyncIterable<CatalogChange>): Promise<void> {
  const sequence = (catalog.lastSnapshot()?.sequence ?? 0) + 1;
  const endedAt = new Date(Date.UTC(2026, 0, sequence)).toISOString();
  await catalog.apply(
    {
      id: asId(String(sequence).padStart(64, '0')),
      sequence,
      startedAt: endedAt,
      endedAt,
      isRunEnd: true,
      complete: true,
      run: { account: ACCOUNT, source: 'mail' },
    },
    told,
    new AbortController().signal,
  );
}

async function* changes(count: number): AsyncGenerator<CatalogChange> {
  const of = { account: ACCOUNT, source: 'mail' } as const;
  const inbox = { id: INBOX, parent: null, name: 'Inbox', role: 'inbox', hidden: false };
  yield { kind: 'container', ...of, container: inbox };
  const before = catalog.containers(ACCOUNT, 'mail')[0]?.present ?? 0;
  for (let index = before; index < before + count; index += 1) {
    const hash = index.toString(16).padStart(64, '0');
    // Over ten years, in no order.
    const minute = (index * 7919) % 5_000_000;
    yield {
      kind: 'item',
      ...of,
      container: INBOX,
      itemId: asId(`${'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A'.repeat(4)}${hash.slice(56)}`),
      entry: {
        version: `CQAAABYAAAC${index}`,
        meta: asId(hash),
        parts: [{ role: 'body', blob: asId(hash) }],
        whole: true,
      },
      summary: {
        subject: `RE: subject ${index}`,
        from: `Person ${index % 700}`,
        fromAddress: `person${index % 700}@example.com`,
        to: 'pat@example.com',
        date: new Date(Date.UTC(2015, 0, 1, 0, minute)).toISOString(),
        sizeBytes: (index * 97) % 500_000,
        preview: 'What people write at the beginning of a message. '.repeat(5),
        isRead: index % 5 > 0,
        isDraft: false,
        isFlagged: false,
        hasAttachments: index % 4 === 0,
        categories: [],
        conversation: `conversation ${index % 9000}`,
      },
    };
  }
}

interface Call {
  id: number;
  call: keyof CatalogWorkerApi;
  args: unknown[];
}

self.addEventListener('message', async ({ data }: MessageEvent<Call>) => {
  try {
    // The test's end sends what the type above says.
    const method = api[data.call] as (...args: unknown[]) => Promise<unknown>;
    self.postMessage({ id: data.id, value: await method(...data.args) });
  } catch (error) {
    const { code, message, cause } = error as Error & { code?: string };
    self.postMessage({ id: data.id, failed: { code, message: `${message} ${cause ?? ''}` } });
  }
});
