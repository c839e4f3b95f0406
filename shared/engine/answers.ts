import type { Catalog } from '../catalog/catalog.ts';
import { Fault } from '../model/fault.ts';
import type { Receipt } from '../model/receipt.ts';
import type { ChatApi } from '../rpc/chat-api.ts';
import type { EngineApi } from '../rpc/protocol.ts';
import { handOver } from '../rpc/serve.ts';
import { readRow } from './catalog-rows.ts';
import type { EngineParts } from './engine-parts.ts';
import { readReceipts } from './receipt.ts';
import type { OpenStorage, Storage } from './storage.ts';

type Answers = Pick<
  EngineApi,
  | 'listReceipts'
  | 'listContainers'
  | 'listMoments'
  | 'listItems'
  | 'listAnchors'
  | 'readRow'
  | 'listVersions'
  | 'listConversation'
  | 'findItem'
  | 'listGone'
  | 'search'
  | 'readSnippets'
  | 'readMessage'
  | 'readAttachment'
  | 'exportItem'
  | keyof ChatApi
>;

/** What faces ask of the lists and of what is kept: it is read, and nothing else happens. */
export function answersFrom(
  { loadSource }: Pick<EngineParts, 'loadSource'>,
  storage: Pick<Storage, 'use' | 'repository'>,
): Answers {
  async function use(): Promise<OpenStorage> {
    const open = await storage.use();
    if (open === undefined) throw new Fault('not-found', 'nothing has been copied yet');
    return open;
  }

  async function fromCatalog<T>(empty: T, ask: (catalog: Catalog) => T): Promise<T> {
    const open = await storage.use();
    return open === undefined ? empty : ask(open.catalog);
  }

  /** Loaded when the first message is opened. */
  async function reading() {
    const { MessageReading } = await import('./reading.ts');
    return new MessageReading({ ...(await use()), loadSource });
  }

  /** Loaded when chats are first looked at. */
  async function chats() {
    const { ChatsReading } = await import('./chats-reading.ts');
    return new ChatsReading({ ...(await use()), loadSource });
  }

  return {
    listReceipts: async (limit) => {
      const receipts: Receipt[] = [];
      if (storage.repository === undefined) return receipts;
      for await (const receipt of readReceipts(storage.repository, null, null)) {
        if (receipts.length >= limit) break;
        receipts.push(receipt);
      }
      return receipts;
    },
    listContainers: (account, source, asOf = null) =>
      fromCatalog([], (catalog) => catalog.containers(account, source, asOf)),
    listMoments: (account, source) =>
      fromCatalog([], (catalog) => catalog.moments(account, source)),
    listItems: (query, after, limit) =>
      fromCatalog({ rows: [], next: null }, (catalog) => catalog.list(query, after, limit)),
    listAnchors: (query, every) =>
      fromCatalog({ total: 0, anchors: [] }, (catalog) => catalog.anchors(query, every)),
    readRow: async (row) => readRow((await use()).catalog, row),
    listVersions: async (account, row) => {
      const { catalog } = await use();
      return catalog.versions(account, readRow(catalog, row).itemId);
    },
    listConversation: (account, conversation) =>
      fromCatalog([], (catalog) => catalog.conversation(account, conversation)),
    findItem: (account, itemId) =>
      fromCatalog(null, (catalog) => catalog.find(account, itemId) ?? null),
    listGone: (container, after, limit) =>
      fromCatalog({ rows: [], next: null, total: 0, times: [] }, (catalog) =>
        catalog.goneIn(container, after, limit),
      ),
    search: async (...asked) => {
      const { search } = await import('./searching.ts');
      return search(await storage.use(), loadSource, ...asked);
    },
    readSnippets: async (...asked) => {
      const { readSnippets } = await import('./searching.ts');
      return readSnippets(await storage.use(), loadSource, ...asked);
    },
    readMessage: async (row) => (await reading()).message(row),
    readAttachment: async (row, index) => own(await (await reading()).attachment(row, index)),
    exportItem: async (row) => own(await (await reading()).file(row)),
    listChats: async (account, asOf = null) =>
      (await storage.use()) === undefined ? [] : (await chats()).list(account, asOf),
    readChatPage: async (...asked) => (await chats()).page(...asked),
    countNewInChats: async (visits) => (await chats()).countNew(visits),
    findChatMessage: async (...asked) => (await chats()).find(...asked),
    listChatPeople: async (...asked) => (await chats()).people(...asked),
  };
}

/** A copy nobody else holds, so that it can go over to the face as it is. */
function own<T extends { bytes: Uint8Array<ArrayBuffer> }>(answer: T): T {
  const bytes = answer.bytes.slice();
  return handOver({ ...answer, bytes }, [bytes.buffer]);
}
