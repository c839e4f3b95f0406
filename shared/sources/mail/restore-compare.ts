import * as v from 'valibot';
import type { Graph } from '../../graph/graph.ts';
import { mapConcurrent } from '../../lib/iterate.ts';
import type { ItemId } from '../../model/ids.ts';
import type { Person } from '../../model/message-view.ts';
import type { Difference } from '../../model/restore.ts';
import type { KeptAttachment } from './attachments.ts';
import { fromBase64 } from './base64.ts';
import { messagePath, READ_STATE, WHOLE } from './calls.ts';
import { type GraphMessage, readMessage, readPage } from './graph-message.ts';
import type { Body } from './kept-body.ts';
import type { MailMeta } from './mail-meta.ts';
import { withoutControls } from './restore-write.ts';

/** Above this the list of attachments is asked for without their bytes. */
const MOST_AT_ONCE_BYTES = 8_000_000;
const SLIM = '?$select=id,name,contentType,size,isInline';
const MOST_PAGES = 100;
/** Values are for reading, not for storing. */
const MOST_SHOWN = 200;

export interface ReadBack {
  message: GraphMessage;
  differences: Difference[];
}

/** Reads what a restore has made and says what is not as it was. */
export async function readBack(
  graph: Graph,
  id: ItemId,
  meta: MailMeta,
  body: Body | null,
  attachments: readonly KeptAttachment[] | null,
  signal: AbortSignal,
): Promise<ReadBack> {
  const options = { ...READ_STATE, justMade: true };
  const answer = await graph.read(messagePath(id, `?$select=${WHOLE}`), options, signal);
  const message = readMessage(answer);
  if (message === null) throw new Error('Graph answered with something that is no message');
  const differences = compareProperties(meta, message);
  if (body !== null) differences.push(...compareBodies(body, message));
  if (attachments !== null && (attachments.length > 0 || message.hasAttachments === true)) {
    const present = await loadPresent(graph, id, attachments, signal);
    differences.push(...(await compareAttachments(attachments, present)));
  }
  return { message, differences };
}

export function compareProperties(meta: MailMeta, now: GraphMessage): Difference[] {
  const pairs: [string, string, string][] = [
    ['subject', spaces(meta.subject ?? ''), spaces(now.subject ?? '')],
    ['from', people([meta.from ?? meta.sender]), people([now.from ?? now.sender])],
    ['to', people(meta.toRecipients), people(now.toRecipients)],
    ['cc', people(meta.ccRecipients), people(now.ccRecipients)],
    ['bcc', people(meta.bccRecipients), people(now.bccRecipients)],
    ['reply-to', people(meta.replyTo), people(now.replyTo)],
    ['received', second(meta.receivedDateTime), second(now.receivedDateTime)],
    ['sent', second(meta.sentDateTime), second(now.sentDateTime)],
    ['read', String(meta.isRead ?? false), String(now.isRead ?? false)],
    ['draft', String(meta.isDraft ?? false), String(now.isDraft ?? false)],
    ['flag', meta.flag?.status ?? 'notFlagged', now.flag?.status ?? 'notFlagged'],
    ['due', day(meta.flag?.due?.dateTime), day(now.flag?.due?.dateTime)],
    ['importance', meta.importance ?? 'normal', now.importance ?? 'normal'],
    ['categories', list(meta.categories), list(now.categories)],
  ];
  return pairs.flatMap(([property, was, is]) =>
    was === is ? [] : [difference(property, was, is)],
  );
}

function compareBodies(kept: Body, now: GraphMessage): Difference[] {
  const was = plainText(kept);
  const is = plainText({ kind: now.body?.type ?? 'text', content: now.body?.content ?? '' });
  if (was === is) return [];
  let at = 0;
  while (at < was.length && was[at] === is[at]) at += 1;
  const from = Math.max(0, at - 20);
  return [difference('body', was.slice(from), is.slice(from))];
}

/** The words of a body: Exchange writes HTML anew, but not what it says. */
export function plainText({ kind, content }: Body): string {
  if (kind === 'text') return spaces(content);
  const text = content
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<(head|style|script|title)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<\/?[a-z!?/][^>]*>/gi, ' ');
  return spaces(
    text
      .replace(/&nbsp;|&#160;|&#xa0;/gi, ' ')
      .replace(/&lt;/gi, '<')
      .replace(/&gt;/gi, '>')
      .replace(/&quot;/gi, '"')
      .replace(/&(apos|#39);/gi, "'")
      .replace(/&amp;/gi, '&'),
  );
}

interface Present {
  name: string;
  bytes: Uint8Array<ArrayBuffer> | null;
}

const Listed = v.object({
  id: v.string(),
  name: v.fallback(v.string(), ''),
  contentBytes: v.fallback(v.optional(v.string()), undefined),
});

async function loadPresent(
  graph: Graph,
  id: ItemId,
  kept: readonly KeptAttachment[],
  signal: AbortSignal,
): Promise<Present[]> {
  const bytes = kept.reduce((sum, each) => sum + (each.bytes?.length ?? 0), 0);
  const listed: unknown[] = [];
  let link: string | null = messagePath(
    id,
    `/attachments${bytes > MOST_AT_ONCE_BYTES ? SLIM : ''}`,
  );
  for (let pages = 0; link !== null && pages < MOST_PAGES; pages += 1) {
    const page = readPage(await graph.read(link, READ_STATE, signal));
    listed.push(...(page?.entries ?? []));
    link = page?.nextLink ?? null;
  }
  const present: Present[] = [];
  const loaded = mapConcurrent(listed, 2, async (raw): Promise<Present> => {
    const parsed = v.safeParse(Listed, raw);
    if (!parsed.success) return { name: '', bytes: null };
    const { name, contentBytes, id: attachment } = parsed.output;
    // Above a few MB Graph may leave the bytes out of the list.
    const path = messagePath(id, `/attachments/${encodeURIComponent(attachment)}/$value`);
    const inList = contentBytes === undefined ? undefined : fromBase64(contentBytes);
    return { name, bytes: inList ?? (await graph.bytes(path, READ_STATE, signal)) };
  });
  for await (const each of loaded) present.push(each);
  return present;
}

/** Of what is stored, that which the message does not have. */
export async function lackingAttachments(
  graph: Graph,
  id: ItemId,
  kept: readonly KeptAttachment[],
  signal: AbortSignal,
): Promise<KeptAttachment[]> {
  const stored = kept.filter(({ bytes }) => bytes !== null);
  if (stored.length === 0) return [];
  const present = await loadPresent(graph, id, stored, signal);
  const left = await Promise.all(present.map(({ name, bytes }) => fingerprint(name, bytes)));
  const lacking: KeptAttachment[] = [];
  for (const attachment of stored) {
    const at = left.indexOf(await fingerprint(attachment.name, attachment.bytes));
    if (at >= 0) left.splice(at, 1);
    else lacking.push(attachment);
  }
  return lacking;
}

/** By name and SHA-256; the order is Exchange's business. */
async function compareAttachments(
  kept: readonly KeptAttachment[],
  present: readonly Present[],
): Promise<Difference[]> {
  const left = await Promise.all(present.map(({ name, bytes }) => fingerprint(name, bytes)));
  const differences: Difference[] = [];
  for (const { name, bytes } of kept) {
    const at = left.indexOf(await fingerprint(name, bytes));
    if (at >= 0) left.splice(at, 1);
    else differences.push(difference('attachment', name, ''));
  }
  for (const print of left) {
    differences.push(difference('attachment', '', print.slice(0, print.lastIndexOf(' '))));
  }
  return differences;
}

async function fingerprint(name: string, bytes: Uint8Array<ArrayBuffer> | null): Promise<string> {
  if (bytes === null) return `${name} missing`;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `${spaces(name)} ${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function difference(property: string, was: string, is: string): Difference {
  return { property, was: was.slice(0, MOST_SHOWN), is: is.slice(0, MOST_SHOWN) };
}

function people(list: readonly (Person | undefined)[] | undefined): string {
  return (list ?? [])
    .map((person) => spaces(person?.address || person?.name || '').toLowerCase())
    .filter((text) => text !== '')
    .join(', ');
}

function list(values: readonly string[] | undefined): string {
  return [...(values ?? [])].sort().join(', ');
}

function second(time: string | undefined): string {
  return time === undefined ? '' : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function day(time: string | undefined): string {
  return time?.slice(0, 10) ?? '';
}

/** Control characters are not sent, and spaces of all kinds are spaces. */
function spaces(text: string): string {
  return withoutControls(text).replace(/\s+/g, ' ').trim();
}
