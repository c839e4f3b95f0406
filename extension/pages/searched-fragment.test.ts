import { expect, test } from 'vitest';
import { takeSearch } from './searched-fragment.ts';

function take(hash: string) {
  const left: unknown[] = [];
  const words = takeSearch(
    { hash, pathname: '/panel.html' },
    { replaceState: (_state, _title, url) => left.push(url) },
  );
  return { words, left };
}

test('the words of the context menu are taken out of the address once', () => {
  expect(take(`#search=${encodeURIComponent(' Müller & Søn 100% ')}`)).toEqual({
    words: 'Müller & Søn 100%',
    left: ['/panel.html'],
  });
});

test('an address without words, or with broken ones, searches for nothing', () => {
  expect(take('')).toEqual({ words: null, left: [] });
  expect(take('#search=%E0%A4')).toEqual({ words: null, left: ['/panel.html'] });
});
