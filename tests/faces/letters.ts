import type { SimpleMessage } from '../../shared/simulator/control.ts';
import { inventPicture } from '../../shared/simulator/seed/pictures.ts';
import { seededRandom } from '../../shared/simulator/seed/random.ts';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import type { Message } from '../../shared/simulator/store.ts';

/** A picture any browser draws. */
export const PICTURE = inventPicture(seededRandom(1, 'picture'));

/** Bytes of all values, so that nothing that takes them for text survives. */
export function fileOf(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) % 256);
}

/** Exchange puts it into every HTML text that has none. */
const EXCHANGE_META = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">';

/** A letter with everything that restoring has to bring back. */
export const OFFER = {
  subject: 'Offer for the roof, third draft',
  from: { name: 'Ines Falk', address: 'ines@roofs.example' },
  html: `<html><head>\r\n${EXCHANGE_META}</head><body><p>The sketch you asked for:</p><p><img src="cid:sketch@roofs.example" alt="Sketch"></p><p>The offer is attached. — Inès</p></body></html>`,
  isRead: true,
  flag: { flagStatus: 'flagged' },
  categories: ['Blue category', 'Roof'],
  importance: 'high',
  receivedAt: Date.parse('2025-03-04T09:12:33Z'),
  sentAt: Date.parse('2025-03-04T09:10:05Z'),
  attachments: [
    {
      name: 'sketch.png',
      contentType: 'image/png',
      bytes: PICTURE,
      contentId: 'sketch@roofs.example',
    },
    { name: 'Offer 17.pdf', contentType: 'application/pdf', bytes: fileOf(70_001) },
    { name: 'Maße.csv', contentType: 'text/csv', bytes: fileOf(513) },
  ],
} satisfies SimpleMessage;

/** A letter whose only picture lies elsewhere. */
export const NEWSLETTER = {
  subject: 'News from the harbour',
  html: '<html><body><h1>News</h1><p><img src="https://elsewhere.example/ship.png" alt="Ship"></p></body></html>',
} satisfies SimpleMessage;

/** Everything in the mailbox with this subject, wherever it lies. */
export function messagesOf(simulator: Simulator, subject: string): Message[] {
  return [...simulator.mailbox.messages()].filter(({ content }) => content.subject === subject);
}

/** What a person sees of a message, and nothing of what identifies it. */
export function seenOf(message: Message): object {
  const { state, content, folder } = message;
  const { subject, from, to, cc, internetMessageId, attachments } = content;
  const { isRead, isDraft, flag, categories, importance, receivedAt, sentAt } = state;
  return {
    folder: folder.displayName,
    ...{ subject, from, to, cc, internetMessageId, body: content.body() },
    ...{ isRead, isDraft, flag: flag.flagStatus, categories, importance, receivedAt, sentAt },
    attachments: attachments.map(({ name, contentType, isInline, contentId, bytes }) => ({
      ...{ name, contentType, isInline, contentId },
      bytes: Buffer.from(bytes()).toString('base64'),
    })),
  };
}
