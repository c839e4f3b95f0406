import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameFault } from '../../simulator/drive/names.ts';
import { MOST_LETTERS, nameIn, type Room, roomIn, shortName, topRoom } from './path-room.ts';

const WORK = { webUrl: 'https://example-my.sharepoint.com/personal/pat_example_com/Documents' };
const at = (letters: number): Room => ({ letters, isTop: false });

test('what the library takes of a path is known at work, and what it may take elsewhere', () => {
  expect(topRoom(WORK)).toEqual({
    letters: 'personal/pat_example_com/Documents/'.length,
    isTop: true,
  });
  expect(topRoom({ webUrl: 'https://onedrive.live.com?cid=0123456789abcdef' }).letters).toBe(36);
  expect(topRoom({}).letters).toBe(36);
});

test('a name that fits stays, one that does not keeps its beginning and its ending', () => {
  const name = `${'Minutes of the meeting '.repeat(5)}.docx`;
  expect(nameIn(at(100), name, 'file')).toMatchObject({
    name,
    isShortened: false,
    isTooLong: false,
  });

  const { name: short, isShortened, isTooLong } = nameIn(at(360), name, 'file');
  expect([isShortened, isTooLong]).toEqual([true, false]);
  expect(short).toMatch(/^Minutes of the meeting[^~]*~[0-9a-z]{6}\.docx$/);
  expect(360 + short.length).toBeLessThanOrEqual(MOST_LETTERS);
  expect(nameIn(at(360), name, 'file').name).toBe(short);
});

test('a folder leaves room for what is in it, and a short one is left alone', () => {
  const { name } = nameIn(at(300), 'x'.repeat(200), 'folder');
  expect(roomIn(at(300), name).letters).toBe(360);
  expect(nameIn(at(380), 'Projects', 'folder').name).toBe('Projects');
});

test('where not even the shortest fits, that is said', () => {
  expect(nameIn(at(395), 'a rather long name.docx', 'file')).toMatchObject({
    name: 'a rather long name.docx',
    isShortened: false,
    isTooLong: true,
  });
});

const ODD = [
  'Τιμολόγια και αποδείξεις του έτους ',
  '契約書と見積書の控え',
  'กำหนดการประชุมคณะกรรมการ',
  'मासिक रिपोर्ट का सारांश ',
  'משפחה וחברים תמונות ',
  '👩‍👩‍👧‍👦🏳️‍🌈🇨🇭 ',
  'Z̷a̶l̸g̵o̷ ',
  '𝔉𝔯𝔞𝔨𝔱𝔲𝔯 ',
  'é́́ ',
];

test('in no script a letter is cut in two, and names that begin alike stay apart', () => {
  const names = fc.tuple(fc.constantFrom(...ODD), fc.integer({ min: 5, max: 30 }), fc.string());
  const endings = fc.constantFrom('', '.pdf', '.tar.gz', '.docx', '.not an ending at all');
  fc.assert(
    fc.property(
      names,
      endings,
      fc.integer({ min: 30, max: 120 }),
      ([words, times, rest], ending, most) => {
        const name = `${words.repeat(times)}${rest}${ending}`;
        const { plain, name: short, isShortened } = nameIn(at(MOST_LETTERS - most), name, 'file');
        expect(short.length).toBeLessThanOrEqual(Math.max(most, isShortened ? 0 : plain.length));
        expect(short.isWellFormed()).toBe(true);
        expect(nameFault(short, 'file', false)).toBeNull();
        if (!isShortened) return;
        const [, kept = ''] = /^(.*)~[0-9a-z]{6}(?:\.[^.]*)?$/s.exec(short) ?? [];
        // The next letter of the whole name begins where the kept ones end.
        const cuts = [...new Intl.Segmenter('en').segment(plain)].map(({ index }) => index);
        expect(plain.startsWith(kept)).toBe(true);
        expect([...cuts, plain.length]).toContain(kept.length);
        expect(shortName(plain.replace(/(\.[^.]*)?$/, '!$1'), most)).not.toBe(short);
      },
    ),
    { numRuns: 500 },
  );
});
