import { expect, test } from 'vitest';
import { loadEml } from './load-eml.ts';
import { createSimulator } from './simulator.ts';
import { ask } from './test-client.ts';

const bytes = (text: string) => new TextEncoder().encode(text.replace(/\n/g, '\r\n'));

async function load(...texts: string[]) {
  const simulator = createSimulator();
  const files = texts.map((text, at) => ({ path: `${at}.eml`, bytes: bytes(text) }));
  await loadEml(simulator.control, files);
  return { simulator, messages: [...simulator.mailbox.messages()] };
}

test('subfolders become mail folders, and well-known names are what they say', async () => {
  const simulator = createSimulator();
  const paths = ['top.eml', 'Clients/a.eml', 'Clients/Harbour/b.eml', 'sentitems/c.eml'];

  const count = await loadEml(
    simulator.control,
    paths.map((path) => ({ path, bytes: bytes(`Subject: ${path}\n\nx`) })),
  );

  const placed = [...simulator.mailbox.messages()].map(({ content, folder }) => [
    content.subject,
    folder.role ?? `${folder.parent?.displayName}/${folder.displayName}`,
  ]);
  expect(count).toBe(4);
  expect(placed).toEqual([
    ['top.eml', 'inbox'],
    ['Clients/a.eml', 'Top of Information Store/Clients'],
    ['Clients/Harbour/b.eml', 'Clients/Harbour'],
    ['sentitems/c.eml', 'sentitems'],
  ]);
});

test('dates come from the newest Received header and from Date', async () => {
  const { messages } = await load(
    `Received: from b by c; Tue, 03 Mar 2020 11:00:00 +0100
Received: from a by b; Tue, 03 Mar 2020 09:00:00 +0100
Date: Tue, 03 Mar 2020 08:00:00 +0100 (CET)
Subject: x

x`,
    'Subject: no date\n\nx',
    'Date: whenever\n\nx',
  );

  expect(new Date(messages[0]!.state.receivedAt).toISOString()).toBe('2020-03-03T10:00:00.000Z');
  expect(new Date(messages[0]!.state.sentAt).toISOString()).toBe('2020-03-03T07:00:00.000Z');
  expect(messages).toHaveLength(3);
});

test.each([
  [
    'multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
    'IPM.Note.SMIME.MultipartSigned',
  ],
  ['application/pkcs7-mime; smime-type=enveloped-data', 'IPM.Note.SMIME'],
  ['multipart/report; report-type=delivery-status; boundary=b', 'REPORT.IPM.Note.NDR'],
  ['multipart/report; report-type=disposition-notification; boundary=b', 'REPORT.IPM.Note.IPNRN'],
  ['text/calendar; method=REQUEST', 'IPM.Schedule.Meeting.Request'],
  ['text/plain', 'IPM.Note'],
])('%s is of class %s', async (type, messageClass) => {
  const { messages } = await load(
    `Subject: x\nContent-Type: ${type}\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\n`,
  );

  expect(messages[0]!.content.messageClass).toBe(messageClass);
});

test('a meeting is of a type of its own', async () => {
  const { simulator, messages } = await load('Content-Type: text/calendar; method=REQUEST\n\nx');

  const { json } = await ask(
    simulator,
    `/me/messages/${simulator.mailbox.idOf(messages[0]!, true)}?$select=id`,
  );

  expect(json['@odata.type']).toBe('#microsoft.graph.eventMessageRequest');
});

test('MIME keeps headers and parts as they came, but for the boundary', async () => {
  const text = `Received: from a by b
X-Odd:   kept
Content-Type: multipart/mixed; boundary="the-boundary-of-the-message"

--the-boundary-of-the-message
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: 8bit

caf\u00e9
--the-boundary-of-the-message--
`;
  const raw = Uint8Array.from(text.replace(/\n/g, '\r\n'), (letter) => letter.charCodeAt(0));
  const simulator = createSimulator();
  await loadEml(simulator.control, [{ path: 'a.eml', bytes: raw }]);
  const [message] = simulator.mailbox.messages();
  const path = `/me/messages/${simulator.mailbox.idOf(message!, true)}/$value`;

  const first = (await ask(simulator, path)).bytes;

  const shown = String.fromCharCode(...first);
  const boundary = /boundary="([^"]+)"/.exec(shown)?.[1] ?? '';
  expect(boundary).not.toBe('the-boundary-of-the-message');
  expect(shown.replaceAll(boundary, 'the-boundary-of-the-message')).toBe(
    String.fromCharCode(...raw),
  );
});

test('broken mail is delivered all the same', async () => {
  const { messages } = await load(
    '',
    '\0\0\0',
    'From sender@example.org Mon Jan  1 00:00:00 2020\nSubject: from a mailbox file\n\nx',
    `Content-Type: multipart/mixed; boundary=x\n\n${'--x\nContent-Type: multipart/mixed; boundary=x\n\n'.repeat(300)}`,
    'Subject: =?utf-8?B?broken\nFrom: <<>>\nTo: , ;;\n\nx',
  );

  expect(messages).toHaveLength(5);
  expect(messages[2]!.content.subject).toBe('from a mailbox file');
});

test('parts without a name get one', async () => {
  const { messages } = await load(`Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

body
--b
Content-Type: image/png
Content-Transfer-Encoding: base64

AQID
--b--
`);

  expect(messages[0]!.content.attachments.map(({ name }) => name)).toEqual(['ATT00001.png']);
});
