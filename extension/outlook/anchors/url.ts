import { kindOfId, toGraphId } from '../ids.ts';

/** What the address of Outlook's page says. */
export interface AddressBar {
  /** Is it mail at all, or the calendar, or somebody's contacts? */
  isMail: boolean;
  /** A page with one message or conversation and nothing around it. */
  isAlone: boolean;
  /** The folder's word in the address, as Graph calls the folder; null: none is named. */
  role: string | null;
  /** The folder's id in the address, in Graph's alphabet. */
  folderId: string | null;
  conversation: string | null;
  item: string | null;
}

/** The words of the address that are folders; all are Graph's well-known names. */
const FOLDER_WORDS: ReadonlySet<string> = new Set([
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'archive',
  'junkemail',
  'outbox',
  'conversationhistory',
  'recoverableitemsdeletions',
]);

const NOWHERE: AddressBar = {
  isMail: false,
  isAlone: false,
  role: null,
  folderId: null,
  conversation: null,
  item: null,
};

/** Never throws: the address is the page's to write. */
export function readAddressBar(url: string): AddressBar {
  if (!URL.canParse(url)) return NOWHERE;
  const { pathname, searchParams } = new URL(url);
  const parts = pathname.split('/').filter((part) => part !== '');
  if (parts.shift() !== 'mail') return NOWHERE;
  // Which account of the session: an index, on consumer pages always.
  if (/^\d+$/.test(parts[0] ?? '')) parts.shift();
  const [first, second, third] = parts;
  if (first === 'deeplink') {
    const isRead = second === 'read' || second === 'readconv';
    // A plus that the page did not escape reads as a blank; no id has one.
    const given = searchParams.get('ItemID')?.replaceAll(' ', '+').slice(0, 1024);
    const id = isRead ? (given ?? decoded(third)) : null;
    const conversation = second === 'readconv' ? decoded(third) : null;
    return { ...NOWHERE, isMail: isRead, isAlone: true, ...named(conversation ?? id) };
  }
  const folder = first === 'id' || first === 'search' ? null : decoded(first);
  const at = parts.indexOf('id');
  return {
    isMail: true,
    isAlone: false,
    role: folder !== null && FOLDER_WORDS.has(folder) ? folder : null,
    folderId: folder !== null && kindOfId(folder) === 'item' ? toGraphId(folder) : null,
    ...named(at < 0 ? null : decoded(parts[at + 1])),
  };
}

function named(id: string | null): Pick<AddressBar, 'conversation' | 'item'> {
  const kind = id === null ? null : kindOfId(id);
  const graphId = id === null ? null : toGraphId(id);
  return {
    conversation: kind === 'conversation' ? graphId : null,
    item: kind === 'item' ? graphId : null,
  };
}

/** Once, as the page does; null when it can't be or is too long for an id. */
function decoded(part: string | undefined): string | null {
  if (part === undefined || part.length > 3000) return null;
  try {
    const text = decodeURIComponent(part);
    return text === '' || text.length > 1024 ? null : text;
  } catch {
    return null;
  }
}
