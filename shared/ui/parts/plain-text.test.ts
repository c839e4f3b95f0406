import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from './plain-text.tsx';

const linksIn = (text: string) =>
  piecesOf(text)
    .filter(({ isLink }) => isLink)
    .map((piece) => piece.text);

test('a web address can be followed, without the full stop behind it', () => {
  expect(linksIn('See https://example.com/a?b=c. Or (http://example.org/d).')).toEqual([
    'https://example.com/a?b=c',
    'http://example.org/d',
  ]);
});

test('nothing but web addresses becomes a link', () => {
  expect(
    linksIn('javascript:alert(1) file:///etc/passwd data:text/html,x www.example.com'),
  ).toEqual([]);
});

test('every sign of the text is shown once, in its order', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.oneof(fc.string(), fc.webUrl()), { maxLength: 6 })
        .map((parts) => parts.join(' ')),
      (text) => {
        expect(
          piecesOf(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      },
    ),
  );
});

test('a text of a hundred thousand addresses comes in few pieces, with nothing lost', () => {
  const text = 'word https://a.example/x \n'.repeat(100_000);
  const pieces = piecesOf(text);

  expect(pieces.length).toBeLessThan(2_100);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});
