/**
 * How text becomes words: the same way for what is kept, for what is typed, and for what is marked
 * in a result, so that none of them ever disagrees with another.
 */

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const PLAIN = /^[\n -~]*$/;
/** Accents, once a letter is taken apart. Vowel signs of other scripts stay: they are letters. */
const ACCENTS = /[\u0300-\u036f]/g;
/** Scripts that are written without spaces: their words can't be told apart by looking. */
const UNSPACED_LETTER =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\u30fc]';
const UNSPACED = new RegExp(`${UNSPACED_LETTER}+`, 'gu');
const IS_UNSPACED = new RegExp(`^${UNSPACED_LETTER}`, 'u');
/** Encoded bytes and addresses have words without an end; nobody types more of them. */
const LONGEST = 40;

/** A part of a folded word, as it is looked for. */
export interface Sought {
  text: string;
  /** `start`: words that begin with it. `whole`: the word itself. `within`: anywhere in a run. */
  how: 'start' | 'whole' | 'within';
}

/** Equal for what a person takes for equal: case, accents and width make no difference. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  const plain = text.normalize('NFKD').replace(ACCENTS, '').normalize('NFC');
  // There and back again is the nearest to full case folding that strings have: "ß" is "ss".
  return plain.toUpperCase().toLowerCase();
}

/** The folded words of a text, in order. */
export function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? [];
}

/**
 * What an index has of a text: its words, and of runs without spaces each pair of neighbours and
 * each last letter. Every one once; nothing of the order is left.
 */
export function indexWords(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of wordsOf(text)) {
    for (const part of partsOf(word)) {
      if (!part.isUnspaced) found.add(cut(part.text));
      else for (const pair of pairsOf(part.text)) found.add(pair);
    }
  }
  return found;
}

/** Before the words of a field, so that they can be asked for alone. No text has these letters. */
const FIELD_MARKS = { from: '\ue001', to: '\ue002', subject: '\ue003' } as const;

/** The word as an index has it for this field; for `any`, wherever it stands. */
export function inField(word: string, field: keyof typeof FIELD_MARKS | 'any'): string {
  return field === 'any' ? word : FIELD_MARKS[field] + word;
}

/** All words an index has of a message. */
export function indexWordsOf(fields: {
  subject: string;
  from: string;
  to: string;
  text: string;
}): Set<string> {
  const found = indexWords(fields.text);
  for (const field of ['from', 'to', 'subject'] as const) {
    for (const word of indexWords(fields[field])) {
      found.add(word);
      found.add(inField(word, field));
    }
  }
  return found;
}

/** What is looked for by typed text; `isWhole` for words in quotes. */
export function soughtIn(text: string, isWhole: boolean): Sought[] {
  return wordsOf(text)
    .flatMap(partsOf)
    .map(({ text: part, isUnspaced }) => {
      if (isUnspaced) return { text: part, how: 'within' };
      // A single letter begins a tenth of all words.
      return { text: cut(part), how: isWhole || [...part].length === 1 ? 'whole' : 'start' };
    });
}

/** The words an index has to have for it, each with whether longer ones count too. */
export function indexTermsOf({ text, how }: Sought): { text: string; isStart: boolean }[] {
  if (how !== 'within') return [{ text, isStart: how === 'start' }];
  const letters = [...text];
  if (letters.length === 1) return [{ text, isStart: true }];
  return pairsOf(text)
    .slice(0, -1)
    .map((pair) => ({ text: pair, isStart: false }));
}

/** True when the words stand in the text one after the other. */
export function hasPhrase(text: string, phrase: string): boolean {
  const sought = wordsOf(phrase).join(' ');
  if (sought === '') return true;
  const before = IS_UNSPACED.test(sought) ? '' : ' ';
  const after = IS_UNSPACED.test([...sought].at(-1) ?? '') ? '' : ' ';
  return ` ${wordsOf(text).join(' ')} `.includes(before + sought + after);
}

/** Where in a text something sought stands: from and to, in order, none touching the next. */
export function hitsIn(text: string, sought: readonly Sought[]): [number, number][] {
  const hits: [number, number][] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const folded = fold(word);
    for (const one of sought) {
      const hit = hitInWord(word, folded, one);
      if (!hit) continue;
      const [from, to] = [index + hit[0], index + hit[1]];
      const last = hits.at(-1);
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else hits.push([from, to]);
    }
  }
  return hits;
}

function hitInWord(word: string, folded: string, { text, how }: Sought): [number, number] | null {
  if (how === 'within') {
    const at = folded.indexOf(text);
    if (at < 0) return null;
    // Letters that fold to more than one can't be counted back: then all of it is marked.
    return folded.length === word.length ? [at, at + text.length] : [0, word.length];
  }
  const own = cut(folded);
  const isHit = how === 'whole' ? own === text : own.startsWith(text);
  return isHit ? [0, word.length] : null;
}

function partsOf(word: string): { text: string; isUnspaced: boolean }[] {
  const parts: { text: string; isUnspaced: boolean }[] = [];
  let at = 0;
  for (const { 0: run, index } of word.matchAll(UNSPACED)) {
    if (index > at) parts.push({ text: word.slice(at, index), isUnspaced: false });
    parts.push({ text: run, isUnspaced: true });
    at = index + run.length;
  }
  if (at < word.length) parts.push({ text: word.slice(at), isUnspaced: false });
  return parts;
}

function pairsOf(run: string): string[] {
  const letters = [...run];
  return letters.map((letter, index) => letter + (letters[index + 1] ?? ''));
}

function cut(word: string): string {
  return word.length > LONGEST ? word.slice(0, LONGEST) : word;
}
