import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unzip } from '../../../tests/unzip.ts';
import { createSimulator } from '../simulator.ts';
import { seedMailbox } from './seed.ts';

const owner = { name: 'Pat Example', address: 'pat@example.com' };

function seeded(seed: number, messages: number, more = {}) {
  const clock = { now: () => Date.UTC(2026, 8, 1), sleep: async () => {} };
  const simulator = createSimulator({ seed, clock });
  seedMailbox(simulator.mailbox, { seed, messages, owner, ...more });
  return [...simulator.mailbox.messages()];
}

const shown = (message: ReturnType<typeof seeded>[number]) => {
  const { content, state, folder } = message;
  const { subject, from, headers, attachments } = content;
  const bytes = attachments.map((each) => [each.name, String(each.bytes())]);
  return { subject, from, headers, bytes, body: content.body(), state, folder: folder.displayName };
};

test('the same seed invents the same mailbox', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const small = { fileBytes: 500 };
      expect(seeded(seed, 20, small).map(shown)).toEqual(seeded(seed, 20, small).map(shown));
    }),
    { numRuns: 10 },
  );
});

test('what a message says does not change when it is looked at again', () => {
  const [message] = seeded(3, 1, { fileBytes: 500, attachmentShare: 1 });

  expect(shown(message!)).toEqual(shown(message!));
});

test('an invented mailbox has all that a mailbox has', () => {
  const messages = seeded(1, 2000);
  const contents = messages.map(({ content }) => content);
  const share = (count: number) => count / messages.length;
  const filed = contents.filter(({ attachments }) => attachments.some(({ isInline }) => !isInline));

  expect(share(filed.length)).toBeGreaterThan(0.2);
  expect(share(filed.length)).toBeLessThan(0.32);
  expect(contents.some(({ attachments }) => attachments.some(({ isInline }) => isInline))).toBe(
    true,
  );
  const kinds = new Set(contents.flatMap(({ attachments }) => attachments.map(({ kind }) => kind)));
  expect(kinds).toEqual(new Set(['file', 'item', 'reference']));
  const subjects = contents.map(({ subject }) => subject).join('\n');
  expect(subjects).toMatch(/[ぁ-んァ-ン]/);
  expect(subjects).toMatch(/[ء-ي]/);
  expect(subjects).toContain('AW: ');
  expect(new Set(contents.map(({ messageClass }) => messageClass))).toContain('IPM.Note.SMIME');
  const states = messages.map(({ state }) => state);
  expect(states.some(({ isDraft }) => isDraft)).toBe(true);
  expect(states.some(({ flag }) => flag.flagStatus === 'flagged')).toBe(true);
  expect(states.some(({ categories }) => categories.length > 0)).toBe(true);
  expect(new Set(states.map(({ isRead }) => isRead)).size).toBe(2);
});

test('lengths are known before the bytes are made', () => {
  for (const { content } of seeded(9, 200)) {
    for (const { length, bytes } of content.attachments) expect(bytes().length).toBe(length);
  }
});

test('pictures are real ones, documents begin and end like documents', () => {
  const files = seeded(5, 400).flatMap(({ content }) => [...content.attachments]);
  const head = (type: string) =>
    files.filter(({ contentType }) => contentType === type).map(({ bytes }) => bytes());
  const text = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

  for (const bytes of head('image/png')) {
    expect(text(bytes.subarray(1, 4))).toBe('PNG');
    expect(text(bytes.subarray(-8, -4))).toBe('IEND');
  }
  for (const bytes of head('application/pdf')) {
    expect(text(bytes)).toMatch(/^%PDF-1\.4[\s\S]*%%EOF\n$/);
  }
});

test('documents are real ones: archives whose parts are there, PDFs whose table is where it is told', () => {
  const files = seeded(6, 400).flatMap(({ content }) => [...content.attachments]);
  const ending = (end: string) =>
    files.filter(({ kind, name }) => kind === 'file' && name.endsWith(end));
  const partsOf = (end: string) =>
    ending(end).map((file) => [...unzip(Buffer.from(file.bytes())).keys()]);
  for (const names of partsOf('.docx')) expect(names).toContain('word/document.xml');
  for (const names of partsOf('.xlsx')) expect(names).toContain('xl/worksheets/sheet1.xml');
  expect([ending('.docx').length, ending('.xlsx').length].every((count) => count > 3)).toBe(true);
  for (const { bytes } of ending('.pdf')) {
    const text = new TextDecoder('latin1').decode(bytes());
    const [, at] = /startxref\n(\d+)\n/.exec(text) ?? [];
    expect(text.slice(Number(at), Number(at) + 5)).toBe('xref\n');
    expect(text).toContain('/Type /Page ');
  }
});

test('sizes can be fixed, for measuring', () => {
  const messages = seeded(2, 50, { bodyLength: 50_000, fileBytes: 10_000, attachmentShare: 1 });

  for (const { content } of messages) {
    expect(content.body().content.length).toBeGreaterThan(49_000);
    expect(content.attachments.length).toBeGreaterThan(0);
  }
});

test('a forwarded message never holds itself', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    for (const { content } of seeded(seed, 25, { fileBytes: 100, attachmentShare: 1 })) {
      expect(content.subject).toBeTypeOf('string');
    }
  }
});

test('a message is found by its internet id without being made', () => {
  for (const message of seeded(6, 50)) {
    expect(message.internetMessageId).toBe(message.content.internetMessageId);
  }
});

test('a hundred thousand messages are invented in a few seconds', () => {
  const start = performance.now();

  const messages = seeded(4, 100_000);

  expect(messages).toHaveLength(100_000);
  expect(performance.now() - start).toBeLessThan(15_000);
});
