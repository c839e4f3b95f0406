import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewPart } from '../contents.ts';
import { exportMail } from './eml.ts';
import { mail } from './mail-source.ts';
import { parseMime } from './mime.ts';
import { partsOf, textOf } from './simulated.contract.ts';

const encoder = new TextEncoder();
const part = (role: NewPart['role'], text: string): NewPart => ({
  role,
  bytes: encoder.encode(text),
});

const META = {
  v: 1,
  subject: 'Größe & more',
  from: { name: 'Jörg "JJ" Müller', address: 'joerg@example.com' },
  toRecipients: [{ name: '', address: 'pat@example.com' }],
  sentDateTime: '2026-01-05T08:00:00Z',
  receivedDateTime: '2026-01-05T08:00:03Z',
  internetMessageId: '<m1@example.com>',
  bodyType: 'html',
  isRead: true,
  flag: { status: 'flagged' },
};

const MIME = [
  'From: joerg@example.com',
  'Subject: files',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html',
  '',
  '<img src="cid:Logo%40here">',
  '--b',
  'Content-Type: image/png; name=logo.png',
  'Content-ID: <logo@here>',
  'Content-Transfer-Encoding: base64',
  '',
  'iVBORw==',
  '--b',
  'Content-Type: application/pdf',
  'Content-Disposition: attachment; filename="a.pdf"',
  '',
  'PDF',
  '--b',
  'Content-Type: message/rfc822',
  '',
  'Subject: inner',
  '',
  'Inner text',
  '--b--',
  '',
].join('\r\n');

test('a message is shown from what is stored', async () => {
  const view = await mail.view(META, partsOf([part('body', '<p>Hi</p>')]));

  expect(view).toMatchObject({
    subject: 'Größe & more',
    from: { address: 'joerg@example.com' },
    date: '2026-01-05T08:00:03.000Z',
    flag: 'flagged',
    isRead: true,
    body: { kind: 'html', content: '<p>Hi</p>' },
    attachments: [],
    notes: [],
  });
});

test('attachments have the same place in the view and when they are opened', async () => {
  const parts = partsOf([part('body', '<img src="cid:Logo%40here">'), part('mime', MIME)]);

  const view = await mail.view(META, parts);
  const opened = await Promise.all(
    view.attachments.map(({ index }) => mail.attachment(META, parts, index)),
  );

  expect(view.attachments).toMatchObject([
    { name: 'logo.png', inline: true, contentId: 'logo@here', kind: 'file' },
    { name: 'a.pdf', inline: false, kind: 'file' },
    { name: 'attachment-3.eml', inline: false, kind: 'message' },
  ]);
  expect(opened.map(({ name }) => name)).toEqual(view.attachments.map(({ name }) => name));
  expect(opened.map(({ bytes }) => bytes.length)).toEqual(
    view.attachments.map(({ sizeBytes }) => sizeBytes),
  );
  expect(textOf(opened[2]?.bytes)).toContain('Inner text');
});

test('a file that was given away can be had again', async () => {
  const parts = partsOf([part('body', '<p>Hi</p>'), part('mime', MIME)]);

  const first = await mail.attachment(META, parts, 1);
  const text = textOf(first.bytes);
  structuredClone(first.bytes, { transfer: [first.bytes.buffer] });
  const second = await mail.attachment(META, parts, 1);

  expect(first.bytes.length).toBe(0);
  expect(second.bytes.length).toBeGreaterThan(0);
  expect(textOf(second.bytes)).toBe(text);
});

test('a message whose MIME is broken shows its body and hands out the raw bytes', async () => {
  const raw: NewPart = { role: 'mime', bytes: Uint8Array.of(0, 255, 10, 10, 3) };
  const parts = partsOf([part('body', '<p>Hi</p>'), raw]);

  const view = await mail.view(META, parts);
  const opened = await mail.attachment(META, parts, 0);

  expect(view.body.content).toBe('<p>Hi</p>');
  expect(view.notes).toEqual(['broken-mime']);
  expect(view.attachments).toMatchObject([{ name: 'message.eml', type: 'message/rfc822' }]);
  expect(opened.bytes).toEqual(raw.bytes);
});

test('what is missing is said', async () => {
  const whole = { ...META, hasAttachments: true, special: 'encrypted' };

  const view = await mail.view(whole, partsOf([]));

  expect(view.notes).toEqual(['not-whole', 'encrypted', 'body-missing']);
  await expect(mail.attachment(whole, partsOf([]), 0)).rejects.toMatchObject({ code: 'not-found' });
});

test('no bytes make the view throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string(), async (bytes, text) => {
      const mime: NewPart = { role: 'mime', bytes: new Uint8Array(bytes) };
      const parts = partsOf([part('body', text), part('body', text), mime]);
      const list = partsOf([{ role: 'attachments', bytes: new Uint8Array(bytes) }]);
      await mail.view(META, parts);
      await mail.view(META, list);
    }),
    { numRuns: 50 },
  );
});

test('a kept MIME is exported as it is', async () => {
  const { bytes, extension } = await exportMail(META, partsOf([part('mime', MIME)]));

  expect(extension).toBe('eml');
  expect(textOf(bytes)).toBe(MIME);
});

test('a message without MIME is written with its own headers', async () => {
  const headers = [
    { name: 'Received', value: 'from a by b\r\n\tfor c' },
    { name: 'Content-Type', value: 'multipart/alternative; boundary=gone' },
    { name: 'Subject', value: '=?utf-8?Q?Gr=C3=B6=C3=9Fe?=' },
  ];
  const parts = partsOf([part('body', '<p>Grüße</p>'), part('body', JSON.stringify(headers))]);

  const { bytes } = await exportMail(META, parts);
  const parsed = await parseMime(bytes);
  const text = textOf(bytes);

  expect(parsed?.html).toContain('<p>Grüße</p>');
  expect(text).toContain('Received: from a by b for c\r\n');
  expect(text).toContain('Message-ID: <m1@example.com>\r\n');
  expect(text).toContain('Date: Mon, 05 Jan 2026 08:00:00 +0000\r\n');
  expect(text.match(/^Subject:/gm)).toHaveLength(1);
  expect(text).not.toContain('gone');
});

test('attachments fetched one by one are part of the written message', async () => {
  const list = [
    {
      kind: 'file',
      name: 'größe.txt',
      type: 'text/plain',
      inline: false,
      contentId: '',
      stored: true,
    },
    { kind: 'link', name: 'plan.docx', type: '', inline: false, contentId: '', stored: false },
    {
      kind: 'file',
      name: 'a.png',
      type: 'image/png',
      inline: true,
      contentId: 'a@b',
      stored: true,
    },
  ];
  const parts = partsOf([
    part('body', '<img src="cid:a@b">'),
    part('attachments', JSON.stringify(list)),
    part('attachment', 'one'),
    part('attachment', 'two'),
  ]);

  const parsed = await parseMime((await exportMail(META, parts)).bytes);

  const written = parsed?.attachments.map(({ name, bytes }) => [name, textOf(bytes)]);
  expect(written?.sort()).toEqual([
    ['a.png', 'two'],
    ['größe.txt', 'one'],
  ]);
});

test('what is written can be read again, whatever it says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), fc.string(), async (subject, name, body) => {
      const meta = { ...META, bodyType: 'text', subject, from: { name, address: 'a@example.com' } };
      const { bytes } = await exportMail(meta, partsOf([part('body', body)]));
      const parsed = await parseMime(bytes);
      const lines = (text: string) => text.replace(/\r\n?/g, '\n').trim();
      expect(lines(parsed?.text ?? '')).toBe(lines(textOf(encoder.encode(body))));
      const names = parsed?.headers.map((header) => header.name.toLowerCase()) ?? [];
      expect(new Set(names).size).toBe(names.length);
    }),
    { numRuns: 50 },
  );
});

test('a list shows author, first recipients and a sortable date', () => {
  const summary = mail.summarise({ ...META, bodyPreview: ' Hi \n there ', bodyBytes: 9 });

  expect(summary).toMatchObject({
    from: 'Jörg "JJ" Müller',
    fromAddress: 'joerg@example.com',
    to: 'pat@example.com',
    date: '2026-01-05T08:00:03.000Z',
    preview: 'Hi there',
    sizeBytes: 9,
    isFlagged: true,
  });
});

test('properties of a later version are refused, not misread', () => {
  expect(() => mail.summarise({ v: 2 })).toThrow(expect.objectContaining({ code: 'unsupported' }));
});
