import { type ReadonlySignal, signal } from '@preact/signals';
import { addressOfSearch, wordsInAddress } from './search-address.ts';

const typed = signal(wordsInAddress(location) ?? '');
// Back and forward are a change of what is looked for as well.
for (const change of ['popstate', 'hashchange']) addEventListener(change, readSearched);

/** What is in the search field. It stands in the address and survives reload, back and forward. */
export const searchText: ReadonlySignal<string> = typed;

/** Other words. On another page they lead to their results; there they take their address. */
export function searchFor(text: string, route: (url: string, replace?: boolean) => void): void {
  const wasThere = wordsInAddress(location) !== null;
  typed.value = text;
  if (wasThere) route(addressOfSearch(text), true);
  else if (text.trim() !== '') route(addressOfSearch(text));
}

/** Takes the words from the address, after it has become another one. */
export function readSearched(): void {
  typed.value = wordsInAddress(location) ?? '';
}
