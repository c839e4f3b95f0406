/** Well-known folders that have a word in addresses; it is Graph's name, not the one shown. */
const WORDS = new Set([
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'archive',
  'junkemail',
  'outbox',
  'conversationhistory',
]);

export type Place =
  | { kind: 'folder'; folder: string; open?: string }
  | { kind: 'search'; query: string }
  | { kind: 'item'; id: string }
  | { kind: 'conversation'; id: string }
  | { kind: 'compose' }
  | { kind: 'calendar' };

/** Where the page is, as its address says. */
export interface Address {
  /** The number of the account in the path; undefined when it has none. */
  account: number | undefined;
  place: Place;
}

/** Ids are in the alphabet of Exchange Web Services, but for those of single messages' windows. */
export function readAddress(pathname: string, search: string): Address {
  const [module = '', ...rest] = pathname.split('/').filter((segment) => segment !== '');
  const numbered = /^\d+$/.test(rest[0] ?? '');
  const account = numbered ? Number(rest[0]) : undefined;
  const segments = (numbered ? rest.slice(1) : rest).map(decoded);
  if (module === 'calendar') return { account, place: { kind: 'calendar' } };
  return { account, place: placeOf(segments, new URLSearchParams(search)) };
}

function placeOf(segments: readonly string[], query: URLSearchParams): Place {
  const [first = 'inbox', second, third] = segments;
  if (first === 'deeplink' && second === 'read') return { kind: 'item', id: ewsForm(third ?? '') };
  if (first === 'deeplink' && second === 'readconv') {
    return { kind: 'conversation', id: ewsForm(third ?? '') };
  }
  if (first === 'deeplink' && second === 'compose') return { kind: 'compose' };
  if (first === 'search') return { kind: 'search', query: query.get('q') ?? '' };
  if (first === 'id') return { kind: 'folder', folder: 'inbox', open: second ?? '' };
  const open = second === 'id' && third ? { open: third } : {};
  return { kind: 'folder', folder: first, ...open };
}

/** The address of a folder, with what is open in it. */
export function folderAddress(
  account: number | undefined,
  folder: { role: string | null; id: string },
  open?: string,
): string {
  const isKnown = folder.role !== null && WORDS.has(folder.role);
  const word = isKnown ? (folder.role ?? '') : encodeURIComponent(folder.id);
  const base = account === undefined ? '/mail/' : `/mail/${account}/`;
  if (open !== undefined) return `${base}${word}/id/${encodeURIComponent(open)}`;
  return word === 'inbox' ? base : base + word;
}

/** The address of a window of its own for a message or a conversation. */
export function windowAddress(
  account: number | undefined,
  kind: 'read' | 'readconv',
  id: string,
): string {
  const base = account === undefined ? '/mail' : `/mail/${account}`;
  if (kind === 'readconv') {
    return `${base}/deeplink/readconv/${encodeURIComponent(id)}?popoutv2=1&version=20261113003.08`;
  }
  const query = new URLSearchParams({ ItemID: id, popoutv2: '1' });
  return `${base}/deeplink/read/${encodeURIComponent(graphForm(id))}?${query}`;
}

function ewsForm(id: string): string {
  return id.replaceAll('-', '/').replaceAll('_', '+');
}

function graphForm(id: string): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
