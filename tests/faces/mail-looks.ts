import { createHash } from 'node:crypto';
import type { Body, Person } from '../../shared/simulator/content.ts';
import type { Mailbox } from '../../shared/simulator/mailbox.ts';
import type { Folder, Message } from '../../shared/simulator/store.ts';

const LONGEST_SHOWN = 400;

/**
 * What a person would look at to see whether a mailbox is as it was, one line a message, sorted.
 * It is read from the simulator's own store and compares nothing by the product's code.
 */
export function looksOf(mailbox: Mailbox): string[] {
  const kept = [...mailbox.messages()].filter(({ folder }) => !folder.role?.startsWith('recover'));
  return kept.map(lookOf).sort();
}

/** The lines that are in one and not in the other, cut short; none when nothing has changed. */
export function changesOf(before: readonly string[], after: readonly string[]): string[] {
  const lost = without(before, after).map((line) => `- ${line}`);
  const added = without(after, before).map((line) => `+ ${line}`);
  return [...lost, ...added].map((line) => line.slice(0, LONGEST_SHOWN));
}

function lookOf(message: Message): string {
  const { state, content, folder } = message;
  return JSON.stringify({
    folder: pathOf(folder),
    subject: plain(content.subject),
    from: content.from?.address ?? '',
    sender: content.sender?.address ?? '',
    to: addresses(content.to),
    cc: addresses(content.cc),
    bcc: addresses(content.bcc),
    replyTo: addresses(content.replyTo),
    receivedAt: Math.floor(state.receivedAt / 1000),
    sentAt: Math.floor(state.sentAt / 1000),
    isRead: state.isRead,
    isDraft: state.isDraft,
    text: textOf(content.body()),
    files: filesOf(message),
  });
}

/**
 * A part without a name gets one when it is restored; its bytes are what it is. What an invitation
 * says to a calendar is no file in Exchange, and one when the message is made again.
 */
function filesOf({ content }: Message): string[] {
  const files = content.attachments.filter(({ contentType }) => contentType !== 'text/calendar');
  return files.map(({ bytes }) => digest(bytes())).sort();
}

function pathOf(folder: Folder): string {
  const names: string[] = [];
  for (let at: Folder | null = folder; at?.parent; at = at.parent) names.unshift(at.displayName);
  return names.join('/');
}

function addresses(people: readonly Person[]): string[] {
  return people.map(({ address }) => address);
}

/** The words of a body: Exchange writes HTML anew when a message is made. */
function textOf({ contentType, content }: Body): string {
  if (contentType === 'text') return plain(content);
  return plain(
    content
      .replace(/<!--[\s\S]*?-->/g, ' ')
      .replace(/<(head|style|script|title)\b[\s\S]*?<\/\1\s*>/gi, ' ')
      .replace(/<\/?[a-z!?/][^>]*>/gi, ' ')
      .replace(/&(nbsp|#160);/gi, ' '),
  );
}

/** Graph takes no control characters, so a text that had some comes back without. */
function plain(text: string): string {
  const printed = text.replace(/[^\P{Cc}\s]/gu, '');
  return printed.replace(/\s+/g, ' ').trim();
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function without(these: readonly string[], those: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of those) left.set(line, (left.get(line) ?? 0) + 1);
  return these.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
