import type { RequestOptions } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import type { AccountId, ItemId } from '../../model/ids.ts';
import { SOURCE_SCOPES } from '../../model/sources.ts';

/**
 * Chats, and the files shared in them where they lie. Nothing is written into a chat by itself.
 */
export const SCOPES = SOURCE_SCOPES.chats;

/** Without it what the service itself says comes as `unknownFutureValue`. */
const KINDS = 'include-unknown-enum-members';

export const READ_PAGE: RequestOptions = { scopes: SCOPES.read, priority: 'page', prefer: [KINDS] };
export const READ_CONTENT: RequestOptions = { scopes: SCOPES.read, priority: 'content' };
export const READ_FILE: RequestOptions = { scopes: ['Files.Read'], priority: 'content' };
/** Reaches what others share too, where it was allowed. */
export const READ_ANY_FILE: RequestOptions = { scopes: ['Files.Read.All'], priority: 'content' };

/** The most a list of chats or messages holds. */
export const PER_PAGE = 50;
/** The most a batch holds. */
export const AT_ONCE = 20;
/** The id of a person's notes to themselves, which no list has. */
export const NOTES = '48:notes';
/** Who is in a chat is an item beside its messages. */
const ABOUT = 'about';

export const LIST = `/me/chats?$expand=lastMessagePreview&$top=${PER_PAGE}`;
export const NEWEST_FIRST = '&$orderby=lastMessagePreview/createdDateTime desc';

export function chatPath(chat: string, rest = ''): string {
  return `/chats/${encodeURIComponent(chat)}${rest}`;
}

/** One request a second for each chat. Source: learn.microsoft.com/graph/throttling-limits. */
export function readMessages(chat: string): RequestOptions {
  return { ...READ_PAGE, apart: { key: `chat ${chat}`, ms: 1000 } };
}

/** Ids of messages are unique within their chat only. */
export function itemIdOf(chat: string, message: string): ItemId {
  return `${chat}/${message}` as ItemId;
}

export function aboutIdOf(chat: string): ItemId {
  return itemIdOf(chat, ABOUT);
}

/** The chat and the message of an item; `message` is null for what tells of the chat itself. */
export function placeOf(id: ItemId): { chat: string; message: string | null } {
  const at = id.lastIndexOf('/');
  const message = id.slice(at + 1);
  return { chat: id.slice(0, at), message: message === ABOUT ? null : message };
}

/** The tenant all personal accounts are in. Source: learn.microsoft.com/entra/identity-platform/id-token-claims-reference. */
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Fault `forbidden` for accounts that have no interface to their chats at all. */
export function checkAccount(account: AccountId): void {
  if (!account.endsWith(`.${PERSONAL}`)) return;
  throw new Fault('forbidden', 'Microsoft offers no chats of personal accounts', {
    upstreamCode: 'personalAccount',
  });
}
