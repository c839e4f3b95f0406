import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSearch, withoutTerm } from './search-query.ts';

const kinds = (text: string) =>
  parseSearch(text).terms.map(({ start: _start, end: _end, ...term }) => term);

test('words, quoted words and what narrows are told apart', () => {
  expect(kinds('crack "weeks 44 to 46" from:Priya to:"Ines Marten" subject:gauge')).toEqual([
    { kind: 'words', field: 'any', text: 'crack', isPhrase: false },
    { kind: 'words', field: 'any', text: 'weeks 44 to 46', isPhrase: true },
    { kind: 'words', field: 'from', text: 'Priya', isPhrase: false },
    { kind: 'words', field: 'to', text: 'Ines Marten', isPhrase: true },
    { kind: 'words', field: 'subject', text: 'gauge', isPhrase: false },
  ]);
  expect(kinds('in:"Harbour Street 14" has:attachment gone: with:attachments')).toEqual([
    { kind: 'in', name: 'Harbour Street 14' },
    { kind: 'attachment' },
    { kind: 'gone' },
    { kind: 'attachment' },
  ]);
});

test('a day is where the person is, and a month or a year begins with its first', () => {
  const at = (text: string) => kinds(text).map((term) => 'at' in term && term.at);
  expect(at('since:2025-11-24')).toEqual([new Date(2025, 10, 24).getTime()]);
  expect(at('since:24.11.2025')).toEqual([new Date(2025, 10, 24).getTime()]);
  expect(at('before:2025-11')).toEqual([new Date(2025, 10, 1).getTime()]);
  expect(at('before:2025')).toEqual([new Date(2025, 0, 1).getTime()]);
});

test('what only looks like one of these is words', () => {
  for (const text of [
    'since:yesterday',
    'before:2025-13',
    'since:31.2.2025',
    'has:time',
    're:offer',
  ]) {
    expect(kinds(text)).toEqual([{ kind: 'words', field: 'any', text, isPhrase: false }]);
  }
});

test('what is still being typed narrows nothing yet', () => {
  expect(kinds('from: offer')).toEqual([
    { kind: 'words', field: 'any', text: 'offer', isPhrase: false },
  ]);
  expect(kinds('"open quo')).toEqual([
    { kind: 'words', field: 'any', text: 'open quo', isPhrase: true },
  ]);
  expect(kinds('""')).toEqual([]);
  expect(kinds('  ')).toEqual([]);
});

test('without a term, the others are what they were', () => {
  const text = 'crack in:Clients "two words" gone:';
  const { terms } = parseSearch(text);
  expect(withoutTerm(text, terms[1]!)).toBe('crack "two words" gone:');
  expect(withoutTerm(text, terms[3]!)).toBe('crack in:Clients "two words"');
});

test('of any text, every term has its own place in it', () => {
  const texts = fc.string({
    unit: fc.constantFrom('a', '"', ':', ' ', 'from:', 'since:2025', 'gone:', 'é', '\n'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(texts, (text) => {
      let at = 0;
      for (const { start, end } of parseSearch(text).terms) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(at).toBeLessThanOrEqual(text.length);
    }),
  );
});
