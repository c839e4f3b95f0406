import { expect, test } from 'vitest';
import type { AffectedItem, LastCheck } from '../model/check.ts';
import { asId } from '../model/ids.ts';
import { checkWords, damageWords, lostWords } from './check-words.ts';
import { formats } from './formats.ts';

const NOW = Date.parse('2026-11-26T14:21:00');
const AT = '2026-11-24T14:12:00';

function item(change: Partial<AffectedItem> = {}): AffectedItem {
  return { itemId: asId('a'), label: 'Offer', lost: 'text', isNewest: true, ...change };
}

function last(change: Partial<LastCheck> = {}): LastCheck {
  return {
    level: 'quick',
    verdict: 'sound',
    oldestVerifiedAt: null,
    affected: [],
    receipts: 0,
    files: [],
    at: AT,
    ...change,
  };
}

function damaged(items: AffectedItem[], more = 0, packs = 1): LastCheck {
  const count = items.length + more;
  const container = {
    account: asId<never>('p'),
    source: 'mail',
    container: asId<never>('i'),
  } as const;
  return last({
    verdict: 'damaged',
    files: Array.from({ length: packs }, (_, at) => ({ file: `packs/${at}`, problem: 'x' })),
    affected: [{ ...container, path: 'Inbox', count, items, unlisted: 0 }],
  });
}

test('a sound copy says when, and how long ago its last pack was read', () => {
  const when = formats.within(AT, NOW);
  const words = checkWords(last({ oldestVerifiedAt: '2026-11-15T08:00:00' }), NOW);
  expect(words.title).toBe(`Checked ${when}: sound.`);
  expect(words.text).toBe('Every pack was read within the last 12 days.');
  expect(checkWords(last(), NOW).text).toMatch(/^Not every pack has been read yet/);
  expect(checkWords(last({ level: 'full' }), NOW).text).toBe('Every byte was read and compared.');
  expect(checkWords(null, NOW).title).toBe('Never checked.');
  expect(checkWords(last({ verdict: 'stopped' }), NOW).title).toMatch(/was stopped/);
});

test('damage names what is hit and what of it comes back', () => {
  expect(damageWords(damaged([item(), item()]))).toEqual({
    title: 'One pack can’t be read.',
    text: '2 messages are in it; they are fetched again with the next copy.',
  });
  expect(damageWords(damaged([item(), item({ isNewest: false })], 0, 2))).toEqual({
    title: '2 packs can’t be read.',
    text: '2 messages are in them. 1 is fetched again with the next copy; 1 is only in older moments, and Microsoft has it no longer like that.',
  });
  expect(damageWords(damaged([item({ isNewest: false })])).text).toBe(
    '1 message is in it, only in older moments, and Microsoft has it no longer like that: that state is lost.',
  );
  expect(damageWords(damaged([item()], 37)).text).toMatch(
    /^38 messages are in it\. What Microsoft/,
  );
  expect(damageWords(damaged([])).text).toMatch(/^No message is hit/);
  expect(checkWords(damaged([item()]), NOW).title).toMatch(/: one pack can’t be read\.$/);
});

test('one message says what of it is lost', () => {
  expect(lostWords(item({ lost: 'attachments' }))).toMatch(/^An attachment .* next copy\.$/);
  expect(lostWords(item({ isNewest: false }))).toMatch(/^Its text .* older moments\.$/);
});
