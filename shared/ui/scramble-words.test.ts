import { expect, test } from 'vitest';
import { type AccountId, asId } from '../model/ids.ts';
import type { ScrambleAlarm } from '../model/scrambled.ts';
import { formats } from './formats.ts';
import { alarmWords, scrambleWords } from './scramble-words.ts';

const AT = '2026-11-24T08:58:00.000Z';
const ALARM: ScrambleAlarm = {
  account: asId<AccountId>('pat.example'),
  source: 'drive',
  count: 412,
  isMore: false,
  folders: 31,
  names: ['Offer.docx', 'Roof.jpg', 'Plan.pdf'],
  ending: '.locked',
  before: { sequence: 7, at: AT },
  until: '2026-11-26T14:12:00.000Z',
};

test('what became unreadable is said with names, places, the ending they got and the copy that has them', () => {
  const { title, text, question } = scrambleWords(ALARM);
  expect(title).toBe('412 files became unreadable, as encryption leaves them.');
  expect(text).toBe(
    `“Offer.docx”, “Roof.jpg” and others, in 31 folders. Their names end with “.locked” now. Your copy of ${formats.day(AT)}, ${formats.time(AT)}, has them as they were. Nothing is thinned out until you say it was you.`,
  );
  expect(question).toBe('412 files became unreadable. Thin out all the same?');
});

test('more than was looked at, messages, one folder, and a copy that is gone have words of their own', () => {
  const other = { ...ALARM, isMore: true, source: 'mail' as const, folders: 1, ending: null };
  const { title, text } = scrambleWords({ ...other, before: null });
  expect(title).toMatch(/^More than 412 messages became unreadable/);
  expect(text).toMatch(/, in one folder\. Earlier copies have them as they were\./);
});

test('of two alarms that of what was spoiled is told', () => {
  const lossAlarm = { count: 60, folders: 1, until: AT };
  expect(alarmWords({ lossAlarm, scrambleAlarm: ALARM })?.title).toMatch(/became unreadable/);
  expect(alarmWords({ lossAlarm, scrambleAlarm: null })?.title).toMatch(/went from Microsoft/);
  expect(alarmWords({ lossAlarm: null, scrambleAlarm: null })).toBeNull();
});
