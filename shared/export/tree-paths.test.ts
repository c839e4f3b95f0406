import { expect, test } from 'vitest';
import { TreePaths } from './tree-paths.ts';

const folder = (id: string, parent: string | null, name: string) => ({ id, parent, name });

test('files keep their names and places, seen from the folder all of them lie in', () => {
  const folders = [
    folder('drive', null, 'OneDrive'),
    folder('a', 'drive', 'Projects'),
    folder('b', 'a', 'Mill Lane'),
  ];
  const paths = new TreePaths(folders, 'a');
  expect(paths.file('b', 'Offer 1.pdf')).toBe('Mill Lane/Offer 1.pdf');
  expect(paths.file('a', 'Τιμολόγιο #1 50%.txt')).toBe('Τιμολόγιο #1 50%.txt');
  expect(paths.folder('a')).toBe('');
  expect(paths.changed).toEqual([]);
});

test('names that a disk refuses are changed, and it is told how', () => {
  const paths = new TreePaths([folder('a', null, 'aux')], null);
  expect(paths.file('a', 'a:b?.txt')).toBe('_aux/a_b_.txt');
  expect(paths.file('a', 'A:B?.TXT')).toBe('_aux/A_B_ (2).TXT');
  expect(paths.changed).toEqual([
    { was: 'aux', is: '_aux' },
    { was: 'aux/a:b?.txt', is: '_aux/a_b_.txt' },
    { was: 'aux/A:B?.TXT', is: '_aux/A_B_ (2).TXT' },
  ]);
});

test('no path is too long for Windows, however deep a folder lies', () => {
  const folders = Array.from({ length: 12 }, (_, at) =>
    folder(String(at), at === 0 ? null : String(at - 1), `A folder of some length ${at}`),
  );
  const paths = new TreePaths(folders, null);
  const all = folders.map(({ id }) => paths.file(id, `${'long '.repeat(40)}.docx`));
  expect(Math.max(...all.map((path) => path.length))).toBeLessThanOrEqual(200);
  expect(new Set(all).size).toBe(12);
  expect(all.every((path) => path.endsWith('.docx'))).toBe(true);
  expect(paths.changed.some(({ is }) => is.startsWith('Deep folders/'))).toBe(true);
});

test('a ring of parents ends, and its files have a place', () => {
  const paths = new TreePaths([folder('a', 'b', 'A'), folder('b', 'a', 'B')], null);
  expect(paths.file('a', 'x.txt')).toBe('B/A/x.txt');
});
