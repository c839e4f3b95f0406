import { expect, test } from 'vitest';
import { EVERYTHING } from '../model/choice.ts';
import { asId, type ContainerId } from '../model/ids.ts';
import { choiceWords, roomWords } from './choice-words.ts';

test('what is copied is said in one sentence', () => {
  expect(choiceWords(EVERYTHING)).toBe('Every file. Older versions: those that copies saw.');
  const folders = { [asId<ContainerId>('a')]: 'out' as const };
  expect(
    choiceWords({ ...EVERYTHING, folders, without: ['video'], largestBytes: 1e9, versions: 5 }),
  ).toBe(
    'Every file, without 1 folder, video and files over 1 GB. Older versions: also the last 5 that Microsoft holds.',
  );
});

test('room is compared where somebody tells of it', () => {
  const much = { chosenBytes: 5e9, keptBytes: 1e9, folder: null };
  expect(roomWords({ ...much, freeBytes: 4e9 }).fits).toBe(true);
  expect(roomWords({ ...much, freeBytes: 3.9e9 })).toMatchObject({
    fits: false,
    text: expect.stringMatching(/may not be enough/),
  });
  expect(roomWords({ ...much, freeBytes: null }).text).toMatch(/doesn’t tell/);
  expect(roomWords({ ...much, freeBytes: 4e9, folder: 'Backup' })).toMatchObject({
    fits: null,
    text: expect.stringMatching(/“Backup”/),
  });
});
