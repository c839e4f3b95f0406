import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fold,
  hasPhrase,
  hitsIn,
  indexTermsOf,
  indexWords,
  indexWordsOf,
  inField,
  type Sought,
  soughtIn,
} from './search-words.ts';

/** As an index answers: every word asked for is there, or begins one that is. */
function isFound(words: ReadonlySet<string>, sought: readonly Sought[]): boolean {
  return sought.flatMap(indexTermsOf).every(({ text, isStart }) => {
    return isStart ? [...words].some((word) => word.startsWith(text)) : words.has(text);
  });
}

const marked = (text: string, typed: string, isPhrase = false) =>
  hitsIn(text, soughtIn(typed, isPhrase)).map(([from, to]) => text.slice(from, to));

const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      'a',
      'É',
      'ß',
      'ﬁ',
      ' ',
      '-',
      '1',
      '語',
      '検',
      '索',
      'カ',
      'ー',
      'ไ',
      'ท',
      '한',
      '𠮷',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 30,
});

test('whatever is cut out of a text at its words is found in it again', () => {
  fc.assert(
    fc.property(texts, texts, texts, (before, typed, after) => {
      const words = indexWords(`${before} ${typed} ${after}`);
      expect(isFound(words, soughtIn(typed, false))).toBe(true);
      expect(isFound(words, soughtIn(typed, true))).toBe(true);
      expect(hasPhrase(`${before} ${typed} ${after}`, typed)).toBe(true);
    }),
  );
});

test('what is marked lies in the text, in order, and only where something was looked for', () => {
  fc.assert(
    fc.property(texts, texts, (text, typed) => {
      const sought = soughtIn(typed, false);
      const hits = hitsIn(text, sought);
      let last = -1;
      for (const [from, to] of hits) {
        expect(from).toBeGreaterThan(last);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(text.length);
        last = to;
      }
      if (sought.length === 0) expect(hits).toEqual([]);
    }),
  );
});

test('case, accents, width and ligatures make no difference', () => {
  expect(fold('ÜBERWEISUNG')).toBe(fold('uberweisung'));
  expect(fold('Straße ﬁn ＡＢＣ')).toBe('strasse fin abc');
  expect(marked('Die Überweisung kam', 'uberw')).toEqual(['Überweisung']);
});

test('words are found by their beginning, quoted ones and single letters whole', () => {
  const words = indexWords('Crack monitors, plan B');
  expect(isFound(words, soughtIn('mon cra', false))).toBe(true);
  expect(isFound(words, soughtIn('mon', true))).toBe(false);
  expect(isFound(words, soughtIn('b', false))).toBe(true);
  expect(isFound(words, soughtIn('m', false))).toBe(false);
  expect(marked('Crack monitors', 'mon')).toEqual(['monitors']);
  expect(marked('Crack monitors', 'monitor', true)).toEqual([]);
});

describe('text without spaces between words', () => {
  const text = '明日の会議は東京駅の近くで行います';

  test.each(['明', '会議', '東京駅', '行います', '近くで'])('is found by %s', (typed) => {
    expect(isFound(indexWords(text), soughtIn(typed, false))).toBe(true);
    expect(hasPhrase(text, typed)).toBe(true);
    expect(marked(text, typed)).toEqual([typed]);
  });

  test('is not found by what only its pairs have', () => {
    const typed = '京駅の会議';
    expect(hasPhrase(text, typed)).toBe(false);
    expect(marked(text, typed)).toEqual([]);
    expect(isFound(indexWords(text), soughtIn('大阪', false))).toBe(false);
  });

  test('stands beside other letters', () => {
    expect(isFound(indexWords('新しいPDFファイル'), soughtIn('pdf', false))).toBe(true);
    expect(isFound(indexWords('ภาษาไทย'), soughtIn('ไทย', false))).toBe(true);
  });
});

test('a phrase is the words in their order, whatever stands between them', () => {
  expect(hasPhrase('To be, or\nnot to be', 'be or not')).toBe(true);
  expect(hasPhrase('to be or not', 'or be')).toBe(false);
  expect(hasPhrase('unto be', 'to be')).toBe(false);
});

test('the words of a field are there twice: for the field and for anything', () => {
  const fields = { subject: 'Offer', from: 'Anna anna@example.com', to: 'Pat', text: 'Hello' };
  const words = indexWordsOf(fields);
  expect(words.has('anna')).toBe(true);
  expect(words.has(inField('anna', 'from'))).toBe(true);
  expect(words.has(inField('anna', 'to'))).toBe(false);
  expect(words.has(inField('hello', 'subject'))).toBe(false);
  expect(words.has(inField('hello', 'any'))).toBe(true);
});

test('a word without an end is one word of bounded length', () => {
  const words = indexWords(`begin ${'x'.repeat(5000)} end`);
  expect(Math.max(...[...words].map((word) => word.length))).toBeLessThanOrEqual(40);
  expect(isFound(words, soughtIn('x'.repeat(100), false))).toBe(true);
});
