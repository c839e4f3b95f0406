import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOfSearch, wordsInAddress } from './search-address.ts';

const partsOf = (address: string) => {
  const { pathname, hash } = new URL(address, 'https://app.example');
  return { pathname, hash };
};

test('words that were put into the address of a page are read from it, on a server and in an extension', () => {
  const texts = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(texts, fc.option(fc.nat(), { nil: undefined }), (text, row) => {
      const address = addressOfSearch(text, row);
      expect(wordsInAddress(partsOf(address))).toBe(text);
      expect(wordsInAddress(partsOf(`/app.html#${address}`))).toBe(text);
      // Nothing of them is in what a browser asks a server for.
      expect(partsOf(address).pathname).toBe(row === undefined ? '/search' : `/search/${row}`);
    }),
  );
});

test('other places have no words, and an address written by hand breaks nothing', () => {
  for (const place of ['/', '/mail/a#q=b', '/searching', '/app.html#/mail', '/app.html#page']) {
    expect(wordsInAddress(partsOf(place))).toBeNull();
  }
  expect(wordsInAddress({ pathname: '/search', hash: '#q=%E0%A4%A' })).toBe('');
  expect(wordsInAddress({ pathname: '/search', hash: '#page' })).toBe('');
});
