import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asId } from '../../model/ids.ts';
import type { MergedItem, StoredItem } from '../contents.ts';
import type { ItemChange } from '../walk.ts';
import { readMessage } from './graph-message.ts';
import { mergeMail } from './merge.ts';
import { textOf } from './simulated.contract.ts';

const WHOLE = {
  id: 'm1',
  '@odata.etag': 'W/"k1"',
  changeKey: 'k1',
  subject: 'Lunch',
  isRead: false,
  isDraft: false,
  hasAttachments: false,
  importance: 'normal',
  categories: ['Red'],
  flag: { flagStatus: 'notFlagged' },
  lastModifiedDateTime: '2026-01-01T00:00:00Z',
  body: { contentType: 'html', content: '<p>At noon</p>' },
  internetMessageHeaders: [{ name: 'Received', value: 'from here' }],
};

function change(raw: object, partial = false): ItemChange {
  const item = readMessage(raw);
  return { kind: 'item', container: asId('c'), itemId: asId('m1'), item, partial };
}

function stored(merged: MergedItem, whole = merged.content !== 'missing'): StoredItem {
  // Keys come back sorted, as from a repository.
  const sorted = Object.entries(merged.meta as object).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    version: merged.version,
    meta: JSON.parse(JSON.stringify(Object.fromEntries(sorted))),
    roles: [...merged.parts.map(({ role }) => role), ...(whole ? (['mime'] as const) : [])],
    whole,
  };
}

test('a new message is its properties, its body and its headers', () => {
  const merged = mergeMail(null, change(WHOLE));

  expect(merged).toMatchObject({ version: 'k1', label: 'Lunch', content: 'none', changed: true });
  expect(merged.parts.map(({ bytes }) => textOf(bytes))).toEqual([
    '<p>At noon</p>',
    '[{"name":"Received","value":"from here"}]',
  ]);
  expect(JSON.stringify(merged.meta)).not.toContain('At noon');
});

const TWO_FORMS = 'multipart/alternative; boundary=a';

test.each([
  ['a picture its text names', '<p>See <img src="cid:a"></p>', undefined, 'missing'],
  ['parts its text does not name', '<p>See</p>', 'multipart/related; boundary=a', 'missing'],
  ['parts of any kind', '<p>See</p>', 'Multipart/Mixed; boundary=a', 'missing'],
  ['nothing but a picture', '<p>See</p>', 'image/png', 'missing'],
  ['two forms without a word', '<style>p {}</style><p>&nbsp;</p>', TWO_FORMS, 'missing'],
  ['text in two forms', '<p>See</p>', TWO_FORMS, 'none'],
  ['text', '<p>See</p>', 'text/html; charset=utf-8', 'none'],
])(
  'a message of %s is known for it though Graph counts no attachment',
  (_, html, type, content) => {
    const internetMessageHeaders = type ? [{ name: 'Content-Type', value: type }] : [];
    const body = { contentType: 'html', content: html };

    const merged = mergeMail(null, change({ ...WHOLE, body, internetMessageHeaders }));

    expect(merged.content).toBe(content);
  },
);

test('the same message told again changes nothing', () => {
  const before = stored(mergeMail(null, change(WHOLE)));

  expect(mergeMail(before, change(WHOLE))).toMatchObject({ changed: false, parts: [] });
});

test('a change of the read state alone erases nothing', () => {
  const before = stored(mergeMail(null, change(WHOLE)));

  const merged = mergeMail(before, change({ id: 'm1', isRead: true }, true));

  expect(merged).toMatchObject({ changed: true, parts: [], label: 'Lunch', content: 'none' });
  expect(merged.meta).toEqual({ ...(before.meta as object), isRead: true });
  expect(merged.version).not.toBe(before.version);
});

test('partial entries never lose a property, whatever they tell', () => {
  const some = fc.record(
    {
      isRead: fc.boolean(),
      isDraft: fc.boolean(),
      subject: fc.constantFrom('Lunch', 'Dinner'),
      categories: fc.array(fc.constantFrom('Red', 'Blue'), { maxLength: 2 }),
      importance: fc.constantFrom('low', 'high'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(some, { maxLength: 5 }), (told) => {
      let item = stored(mergeMail(null, change(WHOLE)));
      for (const each of told) item = stored(mergeMail(item, change({ id: 'm1', ...each }, true)));
      const expected = Object.assign({}, WHOLE, ...told);
      expect(item.meta).toMatchObject({ subject: expected.subject, isRead: expected.isRead });
      expect(item.meta).toMatchObject({
        bodyType: 'html',
        bodyBytes: 14,
        categories: expected.categories,
      });
    }),
  );
});

test.each([
  ['attachments', { hasAttachments: true }],
  ['pictures within the text', { body: { contentType: 'html', content: '<img src="CID:a@b">' } }],
  [
    'a signature',
    { internetMessageHeaders: [{ name: 'Content-Type', value: 'multipart/signed; x=y' }] },
  ],
  [
    'encryption',
    { internetMessageHeaders: [{ name: 'content-type', value: 'application/pkcs7-mime' }] },
  ],
  [
    'a delivery report',
    { internetMessageHeaders: [{ name: 'Content-Type', value: 'multipart/report' }] },
  ],
  ['a meeting', { '@odata.type': '#microsoft.graph.eventMessageRequest' }],
])('a message with %s has content to fetch', (_what, properties) => {
  expect(mergeMail(null, change({ ...WHOLE, ...properties })).content).toBe('missing');
});

const WITH_FILES = { ...WHOLE, hasAttachments: true };

test.each([
  ['read', { isRead: true }],
  ['flagged', { flag: { flagStatus: 'flagged' } }],
  ['put into a category', { categories: ['Blue'] }],
  ['called important', { importance: 'high' }],
])('content is kept when a message is only %s', (_what, properties) => {
  const before = stored(mergeMail(null, change(WITH_FILES)), true);
  const now = {
    ...WITH_FILES,
    ...properties,
    changeKey: 'k2',
    lastModifiedDateTime: '2026-02-01T00:00:00Z',
  };

  expect(mergeMail(before, change(now)).content).toBe('kept');
});

test('content is fetched again when nothing explains the change', () => {
  const before = stored(mergeMail(null, change(WITH_FILES)), true);

  expect(mergeMail(before, change({ ...WITH_FILES, changeKey: 'k2' })).content).toBe('missing');
});

test('content is fetched again for every changed draft', () => {
  const draft = { ...WITH_FILES, isDraft: true };
  const before = stored(mergeMail(null, change(draft)), true);
  const now = { ...draft, changeKey: 'k2', isRead: true };

  expect(mergeMail(before, change(now)).content).toBe('missing');
});

test('content that could not be fetched yet stays missing', () => {
  const before = stored(mergeMail(null, change(WITH_FILES)), false);

  expect(mergeMail(before, change(WITH_FILES)).content).toBe('missing');
  expect(mergeMail(before, change({ id: 'm1', isRead: true }, true)).content).toBe('missing');
});

test('a message of which only properties can be told asks for its MIME', () => {
  const { body: _body, ...rest } = WHOLE;

  const merged = mergeMail(null, change(rest, true));
  const later = mergeMail(stored(merged, true), change({ id: 'm1', isRead: true }, true));

  expect(merged.content).toBe('missing');
  expect(later.content).toBe('kept');
});
