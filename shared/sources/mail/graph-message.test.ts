import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFolder, readMessage, readPage } from './graph-message.ts';

test('what has the wrong type is left out and the rest is kept', () => {
  const message = readMessage({
    id: 'm1',
    subject: 7,
    isRead: 'true',
    receivedDateTime: 'yesterday',
    from: { emailAddress: { name: null, address: 'a@example.com' } },
    toRecipients: [null, { emailAddress: { address: 'b@example.com' } }, 'x'],
    importance: 'urgent',
    somethingNew: { deep: true },
    body: { contentType: 'Text', content: 'Hello' },
  });

  expect(message).toEqual({
    id: 'm1',
    isRead: true,
    from: { name: '', address: 'a@example.com' },
    toRecipients: [{ name: '', address: 'b@example.com' }],
    body: { type: 'text', content: 'Hello' },
  });
});

test('a partial entry has its change key from the ETag', () => {
  expect(readMessage({ id: 'm1', '@odata.etag': 'W/"CQAAA"', isRead: true })).toEqual({
    id: 'm1',
    changeKey: 'CQAAA',
    isRead: true,
  });
});

test('removed entries and derived types are told apart', () => {
  expect(readMessage({ id: 'm1', '@removed': { reason: 'deleted' } })?.isRemoved).toBe(true);
  expect(readMessage({ id: 'm1', '@odata.type': '#microsoft.graph.eventMessage' })?.type).toBe(
    'eventMessage',
  );
  expect(
    readMessage({ id: 'm1', '@odata.type': '#microsoft.graph.message' })?.type,
  ).toBeUndefined();
  expect(
    readFolder({ id: 'f', '@odata.type': '#microsoft.graph.mailSearchFolder' })?.isSearch,
  ).toBe(true);
});

test('whatever comes, reading does not throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, body) => {
      readMessage(value);
      readMessage({ id: 'm1', body, from: body, flag: body, toRecipients: body });
      readFolder(value);
      readPage(value);
    }),
  );
});
