import { type ReadonlySignal, signal } from '@preact/signals';

const PLACE = '/search';
const KEY = '#q=';

const typed = signal(readAddress());
// Back and forward are a change of what is looked for as well.
addEventListener('popstate', () => {
  typed.value = readAddress();
});

/**
 * What is in the search field. It stands in the address after `#`, which no browser sends to a
 * server, so that it survives reload, back and forward.
 */
export const searchText: ReadonlySignal<string> = typed;

/** Where the results of these words are; with a row, the message that is open beside them. */
export function addressOfSearch(text: string, row?: number): string {
  const words = text === '' ? '' : `${KEY}${encodeURIComponent(text)}`;
  return `${PLACE}${row === undefined ? '' : `/${row}`}${words}`;
}

/** Other words. On another page they lead to their results; there they take their address. */
export function searchFor(text: string, route: (url: string, replace?: boolean) => void): void {
  const wasThere = isSearch(location.pathname);
  typed.value = text;
  if (wasThere) route(addressOfSearch(text), true);
  else if (text.trim() !== '') route(addressOfSearch(text));
}

/** Takes the words from the address, after it has become another one. */
export function readSearched(): void {
  typed.value = readAddress();
}

export function isSearch(path: string): boolean {
  return path === PLACE || path.startsWith(`${PLACE}/`);
}

function readAddress(): string {
  if (!isSearch(location.pathname) || !location.hash.startsWith(KEY)) return '';
  try {
    return decodeURIComponent(location.hash.slice(KEY.length));
  } catch {
    // Written by hand, and not as an address is.
    return '';
  }
}
