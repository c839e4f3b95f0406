import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kindOfId, toGraphId, toPageId } from './ids.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
/** As Exchange writes ids: base64 with `+`, `/` and the padding kept. */
const pageId = fc
  .tuple(
    fc.constantFrom('AAQkA', 'AQQkA', 'AAMkA', 'AQMkA', 'AAkAL'),
    fc.string({ unit: fc.constantFrom(...letters, '+', '/'), minLength: 20, maxLength: 160 }),
    fc.constantFrom('', '=', '=='),
  )
  .map((parts) => parts.join(''));

test('an id of the page becomes the one Graph has, and the same id again', () => {
  fc.assert(
    fc.property(pageId, (id) => {
      const graph = toGraphId(id);
      expect(graph).not.toMatch(/[+/]/);
      expect(graph.length).toBe(id.length);
      expect(toPageId(graph)).toBe(id);
      expect(toGraphId(graph)).toBe(graph);
      expect(kindOfId(graph)).toBe(kindOfId(id));
    }),
  );
});

test('the two letters are swapped the other way round than in base64url', () => {
  expect(toGraphId('AAQkAD+a/b==')).toBe('AAQkAD_a-b==');
  expect(toPageId('AAQkAD_a-b==')).toBe('AAQkAD+a/b==');
});

test.each([
  ['AAQkADAw', 'conversation'],
  ['AQQkADAw', 'conversation'],
  ['AAQKADAw', 'conversation'],
  ['AAMkADAw', 'item'],
  ['AQMkADAw', 'item'],
  ['AAkALgAA', 'item'],
  ['AQAAAAAJuqM=', null],
  ['MSG_QAEIJBK8QAA', null],
  ['', null],
])('%s names a %s', (id, kind) => {
  expect(kindOfId(id)).toBe(kind);
});
