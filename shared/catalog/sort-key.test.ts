import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ItemSummary } from '../model/item.ts';
import { sortKeys } from './sort-key.ts';

function keysOf(told: Partial<ItemSummary>) {
  return sortKeys({
    subject: '',
    from: '',
    fromAddress: '',
    to: '',
    date: '2026-01-01T00:00:00Z',
    sizeBytes: 0,
    preview: '',
    isRead: true,
    isDraft: false,
    isFlagged: false,
    hasAttachments: false,
    categories: [],
    conversation: '',
    ...told,
  });
}

describe('a subject', () => {
  test.each([
    ['RE: Offer', 'offer'],
    ['re: AW: FW: WG: Offer', 'offer'],
    ['Re[2]: Offer', 'offer'],
    ['Antw: Offer', 'offer'],
    ['回复\uff1a报价', '报价'],
    ['RE:', ''],
    ['Urgent: Offer', 'urgent: offer'],
    ['12: Offer', '12: offer'],
    ['DB:offer', 'db:offer'],
  ])('%j is sorted as %j, without what answering put in front', (subject, key) => {
    expect(keysOf({ subject }).subject).toBe(key);
  });

  test.each([
    ['  Über \t\n Größe', 'uber grosse'],
    ['"Quoted" (twice)', 'quoted" (twice)'],
    ['ＡＢＣ ﬁn', 'abc fin'],
    ['\ud800Broken\u0000 text', 'broken text'],
    ['ÉCOLE', 'ecole'],
    ['日本語', '日本語'],
    ['!!!', ''],
  ])(
    '%j is sorted as %j: case, accents, width and marks in front make no difference',
    (subject, key) => {
      expect(keysOf({ subject }).subject).toBe(key);
    },
  );

  test('that is a file name keeps what it begins with, and its numbers count', () => {
    const inOrder = [
      '.profile',
      '2 notes.txt',
      '10 notes.txt',
      '20241124_101500.jpg',
      '100000000000 things',
      '_old',
      'RE: plan.docx',
      'Scan 9.pdf',
      'scan 010.pdf',
      'SCAN 11.pdf',
      'scan 9999999999.pdf',
      'scan 10000000000.pdf',
      'Scän a.pdf',
    ];
    const keys = inOrder.map((subject) => keysOf({ subject, kind: 'file' }).subject);
    expect(keys.toSorted()).toEqual(keys);
    expect(keysOf({ subject: 'scan 010.pdf', kind: 'file' })).toEqual(
      keysOf({ subject: 'SCAN 10.pdf', kind: 'file' }),
    );
  });

  test('of any length or content makes a short key, and plain text the same key as marked-up text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 800 }), (subject) => {
        const { subject: key } = keysOf({ subject });
        expect(key.length).toBeLessThanOrEqual(60);
        expect(key).not.toMatch(/\p{Cs}|\p{Cc}/u);
        const { subject: name } = keysOf({ subject, kind: 'file' });
        expect(name.length).toBeLessThanOrEqual(120);
        expect(name).not.toMatch(/\p{Cs}/u);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][!-~]{0,20}( [!-~]{1,9}){0,3}$/), (subject) => {
        expect(keysOf({ subject: `\u201c${subject}` }).subject).toBe(
          keysOf({ from: subject }).sender,
        );
      }),
    );
  });
});

test('a sender without a name is sorted by address', () => {
  expect(keysOf({ from: '', fromAddress: 'Zoe@Example.com' }).sender).toBe('zoe@example.com');
  expect(keysOf({ from: 'Anna', fromAddress: 'zoe@example.com' }).sender).toBe('anna');
});

test('what is no date or no size comes first', () => {
  expect(keysOf({ date: 'yesterday', sizeBytes: Number.NaN })).toMatchObject({ date: 0, size: 0 });
  expect(keysOf({ date: '1970-01-01T00:00:01Z', sizeBytes: 7.5 })).toMatchObject({
    date: 1000,
    size: 7,
  });
});
