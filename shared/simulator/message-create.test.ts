import { expect, test } from 'vitest';
import { createSimulator } from './simulator.ts';
import { ask } from './test-client.ts';

const INBOX = '/me/mailFolders/inbox/messages';
const post = (body: unknown, path = INBOX, simulator = createSimulator()) =>
  ask(simulator, path, { method: 'POST', body });
const flags = (value: string) => ({ id: 'Integer 0x0E07', value });

test('a created message is a draft, read and dated now', async () => {
  const { status, json } = await post({ subject: 'hello' });

  expect(status).toBe(201);
  expect(json).toMatchObject({ subject: 'hello', isDraft: true, isRead: true });
});

test.each([
  ['0', false, false],
  ['1', false, true],
  ['4', false, false],
  ['8', true, false],
  ['9', true, true],
])('message flags %s make isDraft %s and isRead %s', async (value, isDraft, isRead) => {
  const { json } = await post({ subject: 'x', singleValueExtendedProperties: [flags(value)] });

  expect(json).toMatchObject({ isDraft, isRead });
});

test('delivery and submit time decide the two dates', async () => {
  const { json } = await post({
    singleValueExtendedProperties: [
      flags('1'),
      { id: 'SystemTime 0x0E06', value: '2021-03-04T05:06:07Z' },
      { id: 'SystemTime 0x0039', value: '2021-03-04T05:06:00.123Z' },
    ],
  });

  expect(json).toMatchObject({
    receivedDateTime: '2021-03-04T05:06:07Z',
    sentDateTime: '2021-03-04T05:06:00Z',
  });
});

test('draft state and dates cannot be changed afterwards', async () => {
  const simulator = createSimulator();
  const { json } = await post({ subject: 'x' }, INBOX, simulator);

  const patched = await ask(simulator, `/me/messages/${json.id}`, {
    method: 'PATCH',
    body: {
      singleValueExtendedProperties: [
        flags('1'),
        { id: 'SystemTime 0x0E06', value: '2021-03-04T05:06:07Z' },
      ],
    },
  });

  expect(patched.json.isDraft).toBe(true);
  expect(patched.json.receivedDateTime).toBe(json.receivedDateTime);
});

test('received time, draft state and folder in the JSON itself are ignored', async () => {
  const { json } = await post({
    isDraft: false,
    receivedDateTime: '2020-01-01T00:00:00Z',
    parentFolderId: 'elsewhere',
    bodyPreview: 'x',
  });

  expect(json.isDraft).toBe(true);
  expect(json.receivedDateTime).not.toBe('2020-01-01T00:00:00Z');
});

test.each([
  ['a property of the server', { changeKey: 'x' }, 'UnableToDeserializePostBody'],
  ['an annotation', { '@odata.etag': 'x' }, 'UnableToDeserializePostBody'],
  ['an unknown property', { colour: 'red' }, 'RequestBodyRead'],
  [
    'headers without x-',
    { internetMessageHeaders: [{ name: 'Received', value: 'x' }] },
    'InvalidInternetMessageHeader',
  ],
  [
    'an empty list of headers',
    { internetMessageHeaders: [] },
    'InvalidInternetMessageHeaderCollection',
  ],
  [
    'six headers',
    { internetMessageHeaders: Array.from({ length: 6 }, () => ({ name: 'x-a', value: '1' })) },
    'InvalidInternetMessageHeaderCollection',
  ],
  [
    'a recipient without anything',
    { toRecipients: [{ emailAddress: {} }] },
    'ErrorInvalidRecipients',
  ],
  [
    'control characters in the body',
    { body: { contentType: 'text', content: 'a\u0001b' } },
    'ErrorInvalidRequest',
  ],
  [
    'a property id that is none',
    { singleValueExtendedProperties: [{ id: 'Integer E07', value: '1' }] },
    'ErrorInvalidExtendedProperty',
  ],
  ['a meeting', { '@odata.type': '#microsoft.graph.eventMessage' }, 'ErrorInvalidRequest'],
])('%s is refused', async (_what, body, code) => {
  const { status, json } = await post(body);

  expect([status, json.error.code]).toEqual([400, code]);
});

test('a request above 4 MB is refused', async () => {
  const { status } = await post({
    body: { contentType: 'text', content: 'x'.repeat(4 * 1024 * 1024) },
  });

  expect(status).toBe(413);
});

test('extended properties come back under their normal id', async () => {
  const simulator = createSimulator();
  const { json } = await post(
    { singleValueExtendedProperties: [{ id: 'Integer 0x00001080', value: '261' }, flags('1')] },
    INBOX,
    simulator,
  );
  const expand = `$expand=singleValueExtendedProperties($filter=id eq 'Integer 0x1080' or id eq 'Integer 0x0E07')`;

  const read = await ask(simulator, `/me/messages/${json.id}?$select=id&${expand}`);

  expect(read.json.singleValueExtendedProperties).toEqual([
    { id: 'Integer 0x1080', value: '261' },
    { id: 'Integer 0xe07', value: '1' },
  ]);
});

test('HTML is stored as a whole document that names its character set', async () => {
  const { json } = await post({ body: { contentType: 'html', content: '<b>hi</b>' } });

  expect(json.body.content).toMatch(/^<html><head>\r\n<meta [^>]*utf-8">.*<b>hi<\/b>/s);
});

test('MIME posted to the mailbox makes a draft, to a folder nothing', async () => {
  const simulator = createSimulator();
  const mime = btoa(
    'From: a@example.org\r\nSubject: from MIME\r\nDate: Mon, 02 Mar 2020 10:00:00 +0000\r\n\r\nhello\r\n',
  );
  const options = { method: 'POST', body: mime, headers: { 'content-type': 'text/plain' } };

  const top = await ask(simulator, '/me/messages', options);
  const folder = await ask(simulator, INBOX, options);
  const bad = await ask(simulator, '/me/messages', { ...options, body: '***' });

  expect(top.json).toMatchObject({
    subject: 'from MIME',
    isDraft: true,
    sentDateTime: '2020-03-02T10:00:00Z',
  });
  expect(folder.json.error.code).toBe('UnableToDeserializePostBody');
  expect(bad.json.error.code).toBe('ErrorMimeContentInvalidBase64String');
});

test('a full mailbox takes nothing', async () => {
  const simulator = createSimulator();
  simulator.troubles.isFull = true;

  const { json } = await post({ subject: 'x' }, INBOX, simulator);

  expect(json.error.code).toBe('ErrorQuotaExceeded');
});

test('a small attachment can come with the message', async () => {
  const simulator = createSimulator();
  const file = {
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'a.txt',
    contentBytes: btoa('hello'),
  };

  const { json } = await post({ attachments: [file] }, INBOX, simulator);

  const list = await ask(simulator, `/me/messages/${json.id}/attachments`);
  expect(json.hasAttachments).toBe(true);
  expect(list.json.value[0]).toMatchObject({ name: 'a.txt', contentBytes: btoa('hello') });
});
