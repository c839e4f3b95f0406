/** Invented messages of 150 to 300 words, some of them often and most of them rarely, as in any mail. */

const LETTERS = 'etaoinshrdlucmfwypvbgkqjxz';
const WORDS = 60_000;

const vocabulary = Array.from({ length: WORDS }, (_, rank) => wordOf(rank));

/** The text of a message, the same for the same number. */
export function textOf(message: number): string {
  const next = randomOf(message + 1);
  const count = 150 + Math.floor(next() * 150);
  return Array.from({ length: count }, () => vocabulary[Math.floor(WORDS ** next()) - 1]).join(' ');
}

/** 20 of a kind. `rank` 0 is the commonest word. */
export const TYPED: Readonly<Record<string, readonly string[]>> = {
  'two letters': twenty((at) => starting(2, at)),
  'three letters': twenty((at) => starting(3, at)),
  'four letters': twenty((at) => starting(4, at)),
  'a common word': twenty((at) => vocabulary[at] ?? ''),
  'a rare word': twenty((at) => vocabulary[40_000 + at * 900] ?? ''),
  'two words': twenty((at) => `${vocabulary[at + 5]} ${vocabulary[300 + at * 40]}`),
};

function twenty(make: (at: number) => string): string[] {
  return Array.from({ length: 20 }, (_, at) => make(at));
}

function starting(letters: number, at: number): string {
  return (vocabulary[300 + at * 97] ?? '').slice(0, letters);
}

function wordOf(rank: number): string {
  const next = randomOf(rank * 7 + 3);
  const length = 2 + Math.floor(next() * 4) + Math.floor(Math.log10(rank + 1));
  return Array.from({ length }, () => LETTERS[Math.floor(LETTERS.length * next() ** 1.6)]).join('');
}

/** mulberry32: small, the same everywhere, and good enough for words. */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
