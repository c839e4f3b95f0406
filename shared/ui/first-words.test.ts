import { expect, test } from 'vitest';
import type { FirstPlaceStatus, PlaceTrouble } from '../rpc/protocol.ts';
import { firstWords, moveWords } from './first-words.ts';

const TROUBLES: Record<PlaceTrouble, RegExp> = {
  permission: /^This browser took back its permission for Vault\.$/,
  unreachable: /^The folder Vault is not to be found\.$/,
  emptied: /what was in it is not\.$/,
  'read-only': /lets nobody write into Vault\.$/,
  full: /^The disk of Vault is full\.$/,
  'in-use': /^Vault is open somewhere else\.$/,
  'another-repository': /can’t be used\.$/,
  damaged: /can’t be used\.$/,
  'primary-damaged': /can’t be used\.$/,
  failed: /can’t be used\.$/,
};
const troubles = Object.keys(TROUBLES) as PlaceTrouble[];

function first(change: Partial<FirstPlaceStatus> = {}): FirstPlaceStatus {
  return { folder: 'Vault', trouble: null, isAway: false, moving: null, left: [], ...change };
}

test('nothing is said of a folder that is as it should be, nor of a browser', () => {
  expect(firstWords(first())).toBeNull();
  expect(firstWords(first({ folder: null }))).toBeNull();
});

test.each(troubles)(
  'a copy whose folder is in trouble is never called kept or safe: %s',
  (trouble) => {
    for (const isAway of [true, false]) {
      const words = firstWords(first({ trouble, isAway }));
      expect(words?.brief).toMatch(TROUBLES[trouble]);
      expect(words?.help.length).toBeGreaterThan(0);
      const said = `${words?.brief} ${words?.text}`;
      expect(said).not.toMatch(/\b(safe|kept|whole|complete|protected)\b/i);
      expect(said).not.toMatch(/!|please|oops|sorry|may have/i);
      expect(words?.text).toMatch(/copying waits|Nothing is written/);
    }
  },
);

test('a permission that ended is one click away, and how it lasts is said', () => {
  const words = firstWords(first({ trouble: 'permission', isAway: true }));
  expect(words?.help).toEqual(['allow']);
  expect(words?.text).toContain('“Allow on every visit”');
});

test('a copy on its way says how far it is and that it lies where it was until then', () => {
  const running = { doneBytes: 3_000_000, totalBytes: 10_000_000 };
  const words = moveWords({ folder: 'Vault', running, trouble: null }, null);
  expect(words).toMatchObject({
    isRunning: true,
    brief: 'Your copy is on its way into Vault: 3 MB of 10 MB.',
  });
  expect(words.text).toContain('your copy stays in this browser');
});

test.each([...troubles, null])(
  'a way that stopped says why, and where the copy is: %s',
  (trouble) => {
    const words = moveWords({ folder: null, running: null, trouble }, 'Vault');
    expect(words.isRunning).toBe(false);
    expect(words.brief).toContain('this browser');
    expect(words.text).toMatch(/your copy stays in Vault|Connect the right drive/);
  },
);
