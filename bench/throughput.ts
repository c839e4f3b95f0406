/**
 * How fast a first copy goes when Microsoft sets no limits: the built app in Chromium, into
 * IndexedDB, from a simulator without limits and without latency in this (another) process, over
 * plain HTTP. Every message is a body of 50 KB of prose that no other message near it shares, so
 * that it compresses about as far as a single letter does. Times are the receipt's own: from the
 * start of the run to its last commit, the reading of folders and the catalog included.
 */
import type { MessageContent } from '../shared/simulator/content.ts';
import type { Simulator } from '../shared/simulator/simulator.ts';
import { openBackedUp } from './backed-up.ts';
import { report } from './figure.ts';
import { inventProse } from './prose.ts';

const MESSAGES = Number(process.env.MESSAGES ?? 6_000);
const BODY_CHARACTERS = 50_000;
/** Prose that is cut into bodies: far longer than anything a compressor looks back over. */
const PROSE_CHARACTERS = 32_000_000;
const FOLDERS = ['inbox', 'sentitems', 'archive', 'deleteditems'] as const;
const MINUTE_MS = 60_000;

export async function benchThroughput(): Promise<void> {
  const { receipt, repository, close } = await openBackedUp({
    fill: fillWithProse,
    profile: null,
    what: `${MESSAGES} messages of ${BODY_CHARACTERS}`,
  });
  await close();
  const seconds = (Date.parse(receipt.endedAt) - Date.parse(receipt.startedAt)) / 1000;
  const name = `throughput: ${MESSAGES} messages of 50 KB into IndexedDB`;
  report({ figure: name, value: MESSAGES / seconds, unit: 'messages/s', goal: '≥ 300' });
  const bytes = MESSAGES * BODY_CHARACTERS;
  report({
    figure: `${name}: text`,
    value: bytes / 1e6 / seconds,
    unit: 'MB/s',
    goal: '≥ 15',
  });
  report({
    figure: `${name}: stored size of 1 MB of text`,
    value: repository.storedBytes / bytes,
    unit: 'MB',
    goal: 'told, no goal',
  });
}

function fillWithProse({ mailbox, account }: Simulator): void {
  const prose = inventProse(PROSE_CHARACTERS);
  const owner = { name: account.name, address: account.username };
  const room = prose.length - BODY_CHARACTERS;
  for (let at = 0; at < MESSAGES; at += 1) {
    const receivedAt = mailbox.now - (MESSAGES - at) * MINUTE_MS;
    const role = FOLDERS[at % FOLDERS.length] ?? 'inbox';
    const start = (at * BODY_CHARACTERS) % room;
    const text = prose.slice(start, start + BODY_CHARACTERS - 60);
    mailbox.add(mailbox.role(role), {
      content: letter(at, owner, `<html><body><p>Number ${at}</p><p>${text}</p></body></html>`),
      state: { receivedAt, sentAt: receivedAt, createdAt: receivedAt, isRead: at % 3 > 0 },
    });
  }
}

function letter(at: number, owner: { name: string; address: string }, html: string) {
  const from = { name: `Person ${at % 40}`, address: `person-${at % 40}@example.org` };
  const internetMessageId = `<${at}@mail.example.org>`;
  const content: MessageContent = {
    subject: `Letter ${at} on the matter of ${at % 97}`,
    from,
    sender: from,
    to: [owner],
    cc: [],
    bcc: [],
    replyTo: [],
    internetMessageId,
    conversation: internetMessageId,
    headers: [
      { name: 'Received', value: `from mail-${at % 7}.example.org by mx.example.com with ESMTPS` },
      { name: 'Message-ID', value: internetMessageId },
    ],
    messageClass: 'IPM.Note',
    body: () => ({ contentType: 'html', content: html }),
    attachments: [],
  };
  return content;
}
