import { squeeze, textOfHtml } from '../mail/html-text.ts';
import { cardText } from './card-text.ts';
import {
  type Attachment,
  attachmentsOf,
  jsonIn,
  type MessageMeta,
  senderOf,
  shownOf,
} from './chat-meta.ts';
import { contentsOf } from './contents-of.ts';
import { eventText } from './event-text.ts';
import type { Json } from './graph-chat.ts';

const LABEL_LETTERS = 80;

/** What a body says, as text: emoji have theirs in an attribute. */
export function textOfBody(
  body: { contentType?: unknown; content?: unknown },
  limit: number,
): string {
  const content = String(body.content ?? '');
  if (body.contentType === 'text') return squeeze(content).slice(0, limit);
  const shown = content.replace(
    /<(emoji|customemoji)\b[^>]*?\balt="([^"]*)"[^>]*>(\s*<\/\1>)?/gi,
    (_all, _name, alt) => alt,
  );
  return textOfHtml(shown, limit);
}

/** Cards, quotes and files of a message as text, one line each. */
export function attachmentLines(list: readonly unknown[] | null | undefined): string[] {
  return attachmentsOf(list).flatMap((each) => {
    const line = attachmentLine(each);
    return line === '' ? [] : [line];
  });
}

function attachmentLine({ type, name, content }: Attachment): string {
  if (type === 'messageReference') return String(jsonIn(content).messagePreview ?? '');
  if (type === 'forwardedMessageReference') {
    return textOfHtml(String(jsonIn(content).originalMessageContent ?? ''), 2_000);
  }
  if (/^application\/vnd\.microsoft\.card\./i.test(type)) return cardText(type, content);
  return name;
}

/** Everything a message says, its quotes and cards with it. */
export function fullText(message: Json, limit: number): string {
  const { messageType, eventDetail, body, attachments } = shownOf(message);
  if (isEvent(messageType, eventDetail)) return eventText(eventDetail ?? {}).slice(0, limit);
  const text = textOfBody(body ?? {}, limit);
  return squeeze([text, ...attachmentLines(attachments)].join(' ')).slice(0, limit);
}

export function isEvent(messageType: unknown, eventDetail: unknown): boolean {
  const isTold = eventDetail !== null && eventDetail !== undefined;
  return messageType === 'systemEventMessage' || isTold;
}

/** The words of a message, or of what it said last. */
export function wordsOf({ message, earlier = [] }: MessageMeta, limit: number): string {
  const last = earlier.at(-1);
  if (shownOf(message).deletedDateTime && last !== undefined) {
    return squeeze(
      [textOfBody(last.body, limit), ...attachmentLines(last.attachments)].join(' '),
    ).slice(0, limit);
  }
  return fullText(message, limit);
}

/** For receipts: the files where it has some, else who said what. */
export function labelOf(meta: MessageMeta): string {
  const files = contentsOf(meta.message).flatMap(({ kind, name }) =>
    kind === 'file' && name !== '' ? [name] : [],
  );
  const { from } = shownOf(meta.message);
  const text = files.length > 0 ? files.join(', ') : wordsOf(meta, LABEL_LETTERS);
  const name = senderOf(from)?.name ?? '';
  return name === '' ? text : `${name}: ${text}`;
}
