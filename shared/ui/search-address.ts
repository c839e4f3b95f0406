const PLACE = '/search';
const KEY = '#q=';

/** Where the results of these words are; with a row, the message that is open beside them. */
export function addressOfSearch(text: string, row?: number): string {
  const words = text === '' ? '' : `${KEY}${encodeURIComponent(text)}`;
  return `${PLACE}${row === undefined ? '' : `/${row}`}${words}`;
}

/**
 * The words that stand in the page's address; null when it is not that of a search. They are behind
 * a `#`, which no browser sends to a server; in an extension the place is behind one as well.
 */
export function wordsInAddress(address: Pick<Location, 'pathname' | 'hash'>): string | null {
  const { pathname, hash } = address;
  const place = hash.startsWith('#/') ? hash.slice(1) : `${pathname}${hash}`;
  const path = place.split('#')[0] ?? '';
  if (path !== PLACE && !path.startsWith(`${PLACE}/`)) return null;
  const words = place.slice(path.length);
  if (!words.startsWith(KEY)) return '';
  try {
    return decodeURIComponent(words.slice(KEY.length));
  } catch {
    // Written by hand, and not as an address is.
    return '';
  }
}
