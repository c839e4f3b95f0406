import { expect, test } from 'vitest';
import { EmlFolders } from './eml-folder.ts';

test('folders lie as in the mailbox, whatever order they come in', () => {
  const folders = new EmlFolders([
    { id: 'c', parent: 'p', name: 'Harbour Street 14' },
    { id: 'p', parent: 'root', name: 'Clients' },
  ]);

  expect(folders.filePath('c', '2026-01-05T10:00:00Z', 'Offer: 3/4', 'eml')).toBe(
    'Clients/Harbour Street 14/2026-01-05 Offer_ 3_4.eml',
  );
});

test('two folders or messages of one name do not meet', () => {
  const folders = new EmlFolders([
    { id: 'a', parent: null, name: 'Mail' },
    { id: 'b', parent: null, name: 'mail' },
  ]);
  const file = () => folders.filePath('a', '2026-01-05', 'Hello', 'eml');

  expect([folders.folderPath('a'), folders.folderPath('b')]).toEqual(['Mail', 'mail (2)']);
  expect([file(), file()]).toEqual(['Mail/2026-01-05 Hello.eml', 'Mail/2026-01-05 Hello (2).eml']);
});

test('a circle of parents and a folder nobody knows still get a path', () => {
  const folders = new EmlFolders([
    { id: 'a', parent: 'b', name: 'A' },
    { id: 'b', parent: 'a', name: 'B' },
  ]);

  expect(folders.folderPath('a')).toBe('B/A');
  expect(folders.folderPath('unknown')).toBe('unknown');
});
