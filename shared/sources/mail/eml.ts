import type { Person } from '../../model/message-view.ts';
import type { StoredParts } from '../contents.ts';
import { type KeptAttachment, loadKeptContent } from './attachments.ts';
import { toBase64 } from './base64.ts';
import { type Body, type Header, loadBody, loadHeaders } from './kept-body.ts';
import { type MailMeta, readMeta } from './mail-meta.ts';

/** Say how a body is written; ours is written anew. */
const OF_THE_BODY = ['content-type', 'content-transfer-encoding', 'mime-version'];
/** Longest line of a header before it is folded. RFC 5322 asks for 78 and allows 998. */
const FOLD_AT = 76;
const ENCODED_WORD_BYTES = 45;

/**
 * See `Source.exportFile`. The MIME as Microsoft made it when there is one; otherwise the message
 * is written from what is stored: original headers, body, attachments. The same message always
 * gives the same bytes.
 */
export async function exportMail(
  stored: unknown,
  parts: StoredParts,
): Promise<{ extension: string; bytes: Uint8Array<ArrayBuffer> }> {
  const mime = await parts.load('mime');
  if (mime !== undefined) return { extension: 'eml', bytes: mime };
  const meta = readMeta(stored);
  const { attachments } = await loadKeptContent(parts);
  const body = (await loadBody(meta, parts, null)) ?? { kind: 'text', content: '' };
  const headers = allHeaders(meta, await loadHeaders(parts, null));
  const text = writeEml(
    headers,
    body,
    attachments.filter(({ bytes }) => bytes !== null),
  );
  return { extension: 'eml', bytes: new TextEncoder().encode(text) };
}

/** The original headers, and from the properties those that are missing (drafts have none). */
function allHeaders(meta: MailMeta, original: readonly Header[]): Header[] {
  const kept = original.filter(({ name }) => !OF_THE_BODY.includes(name.toLowerCase()));
  const has = new Set(kept.map(({ name }) => name.toLowerCase()));
  const made: [string, string | undefined][] = [
    ['From', addresses(meta.from === undefined ? [] : [meta.from])],
    ['Sender', addresses(isOther(meta.sender, meta.from) ? [meta.sender] : [])],
    ['Reply-To', addresses(meta.replyTo ?? [])],
    ['To', addresses(meta.toRecipients ?? [])],
    ['Cc', addresses(meta.ccRecipients ?? [])],
    ['Bcc', addresses(meta.bccRecipients ?? [])],
    ['Subject', isAscii(meta.subject ?? '') ? meta.subject : encodedWords(meta.subject ?? '')],
    ['Date', rfcDate(meta.sentDateTime ?? meta.createdDateTime)],
    ['Message-ID', meta.internetMessageId],
    ['Importance', meta.importance === 'normal' ? undefined : meta.importance],
  ];
  for (const [name, value] of made) {
    if (value !== undefined && value !== '' && !has.has(name.toLowerCase())) {
      kept.push({ name, value });
    }
  }
  return kept;
}

function isOther(sender: Person | undefined, from: Person | undefined): sender is Person {
  return sender !== undefined && sender.address.toLowerCase() !== from?.address.toLowerCase();
}

function addresses(people: readonly Person[]): string {
  return people.map(({ name, address }) => `${phrase(name)}<${address}>`.trim()).join(', ');
}

function phrase(name: string): string {
  if (name === '') return '';
  if (!isAscii(name)) return `${encodedWords(name)} `;
  return /^[\w !#$%&'*+\-/=?^`{|}~]+$/.test(name)
    ? `${name} `
    : `"${name.replace(/["\\]/g, '\\$&')}" `;
}

function rfcDate(time: string | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toUTCString().replace('GMT', '+0000');
}

function writeEml(
  headers: readonly Header[],
  body: Body,
  attachments: readonly KeptAttachment[],
): string {
  const lines = [...headers.map(headerLine), 'MIME-Version: 1.0'];
  const text = textPart(body);
  if (attachments.length === 0) return [...lines, ...text, ''].join('\r\n');
  const inline = attachments.filter(({ contentId }) => contentId !== '');
  const others = attachments.filter(({ contentId }) => contentId === '');
  const related =
    inline.length === 0 ? text : multipart('related', [text, ...inline.map(filePart)]);
  const whole =
    others.length === 0 ? related : multipart('mixed', [related, ...others.map(filePart)]);
  return [...lines, ...whole, ''].join('\r\n');
}

function textPart(body: Body): string[] {
  const bytes = new TextEncoder().encode(body.content);
  return [
    `Content-Type: text/${body.kind === 'html' ? 'html' : 'plain'}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(bytes),
  ];
}

function filePart(attachment: KeptAttachment): string[] {
  const name = parameter(attachment.name);
  const disposition = attachment.isInline ? 'inline' : 'attachment';
  const id = attachment.contentId === '' ? [] : [`Content-ID: <${oneLine(attachment.contentId)}>`];
  const isMessage = attachment.kind === 'message' && attachment.type === 'message/rfc822';
  // An attached message may not be encoded as a whole (RFC 2046), so it goes as a file.
  const type = isMessage ? 'application/octet-stream' : attachment.type;
  return [
    `Content-Type: ${/^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'}`,
    `Content-Disposition: ${disposition}; filename*=utf-8''${name}`,
    ...id,
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(attachment.bytes ?? new Uint8Array()),
  ];
}

function multipart(kind: 'mixed' | 'related', parts: readonly string[][]): string[] {
  // Base64 lines and our headers never begin with "--", so no part can hold the boundary.
  const boundary = `=_holdfast_${kind}`;
  return [
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
  ];
}

/** Original headers may hold letters beyond ASCII; they stay as they are, in UTF-8 (RFC 6532). */
function headerLine({ name, value }: Header): string {
  return fold(`${name.replace(/[^!-9;-~]/g, '')}: ${oneLine(value)}`);
}

/** Line breaks within a value would end the header and begin another. */
function oneLine(value: string): string {
  return value.replace(/[\r\n\0]+\s*/g, ' ').trim();
}

function fold(line: string): string {
  if (line.length <= FOLD_AT) return line;
  const words = line.split(' ');
  let current = words.shift() ?? '';
  const lines: string[] = [];
  for (const word of words) {
    if (current.length + 1 + word.length > FOLD_AT && lines.length + current.length > 0) {
      lines.push(current);
      current = '';
    }
    current += ` ${word}`;
  }
  return [...lines, current].filter((each) => each.trim() !== '').join('\r\n');
}

function isAscii(text: string): boolean {
  return /^[\t -~]*$/.test(text);
}

/** RFC 2047, cut between characters and never within one. */
function encodedWords(text: string): string {
  const encoder = new TextEncoder();
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (encoder.encode(word + character).length > ENCODED_WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((each) => `=?utf-8?B?${toBase64(encoder.encode(each))}?=`).join(' ');
}

/** RFC 5987. */
function parameter(text: string): string {
  // Through bytes: half a surrogate pair can't be escaped.
  const whole = new TextDecoder().decode(new TextEncoder().encode(oneLine(text)));
  const escaped = encodeURIComponent(whole);
  return escaped.replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function base64Lines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += 57) {
    lines.push(toBase64(bytes.subarray(start, start + 57)));
  }
  return lines;
}
