import { expect, test } from 'vitest';
import { lossWords } from './loss-words.ts';

test('a large loss says how much went, from where, and what waits for a word', () => {
  const { title, text, question } = lossWords({ count: 1_250, folders: 3, until: '' });
  expect(title).toBe('1,250 things went from Microsoft in the last week, more than usual.');
  expect(text).toBe(
    'They are kept here, from 3 folders. Nothing is thinned out until you say it was you.',
  );
  expect(question).toBe('1,250 things went in the last week. Thin out all the same?');
  expect(lossWords({ count: 60, folders: 1, until: '' }).text).toContain('from one folder.');
});
