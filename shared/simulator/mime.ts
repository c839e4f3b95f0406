import { toBase64, toBase64Lines } from './base64.ts';
import type { Attachment, MessageContent, Person } from './content.ts';
import { htmlToText } from './message-body.ts';

type Times = { sentAt: number };

/**
 * A message as MIME. What came in over SMTP keeps its headers and parts; anything else is put
 * together from its properties, as Exchange does it: text, HTML, related pictures, attachments.
 * The outermost boundary is `boundary`, because Exchange makes the MIME anew for each request.
 */
export function renderMime(
  content: MessageContent,
  times: Times,
  boundary: string,
): Uint8Array<ArrayBuffer> {
  if (content.mime) return withBoundary(content.mime(), boundary);
  const inline = content.attachments.filter(({ kind, isInline }) => kind === 'file' && isInline);
  const others = content.attachments.filter(
    ({ kind, isInline }) => kind !== 'reference' && !(kind === 'file' && isInline),
  );
  const body = content.body();
  let part =
    body.contentType === 'text'
      ? textPart('plain', body.content)
      : multipart('alternative', `${boundary}A`, [
          textPart('plain', htmlToText(body.content)),
          textPart('html', body.content),
        ]);
  if (inline.length > 0) {
    part = multipart('related', `${boundary}R`, [part, ...inline.map(attachmentPart)]);
  }
  if (others.length > 0) {
    part = multipart('mixed', boundary, [part, ...others.map((each) => otherPart(each, times))]);
  }
  return new TextEncoder().encode(`${headerLines(content, times)}MIME-Version: 1.0\r\n${part}`);
}

/** Binary data in a `Uint8Array<ArrayBuffer>` with the outermost boundary replaced. */
function withBoundary(mime: Uint8Array<ArrayBuffer>, boundary: string): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder('latin1').decode(mime);
  const end = text.search(/\r?\n\r?\n/);
  const found = /^content-type:(?:[^\r\n]|\r?\n[ \t])*?boundary="?([^"\s;]{12,})"?/im.exec(
    text.slice(0, Math.max(end, 0)),
  )?.[1];
  if (!found || !/^[\w.=-]+$/.test(found)) return mime;
  const replaced = text.replaceAll(found, `${boundary}${found.slice(-8)}`);
  return latin1Bytes(replaced);
}

/** `TextDecoder('latin1')` is Windows-1252: these characters stand for bytes 0x80 to 0x9f. */
const WINDOWS_1252 = new Map(
  [...new TextDecoder('latin1').decode(Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at))].map(
    (letter, at) => [letter.charCodeAt(0), 0x80 + at],
  ),
);

function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    bytes[at] = code < 0x100 ? code : (WINDOWS_1252.get(code) ?? 0x3f);
  }
  return bytes;
}

function headerLines(content: MessageContent, times: Times): string {
  const own = new Map<string, string>();
  const set = (name: string, value: string) => {
    if (value !== '') own.set(name, value);
  };
  set('From', addresses(content.from ? [content.from] : []));
  if (content.sender && content.sender.address !== content.from?.address) {
    set('Sender', addresses([content.sender]));
  }
  set('To', addresses(content.to));
  set('CC', addresses(content.cc));
  set('BCC', addresses(content.bcc));
  set('Reply-To', addresses(content.replyTo));
  set('Subject', encodeWords(content.subject));
  set('Date', new Date(times.sentAt).toUTCString().replace('GMT', '+0000'));
  set('Message-ID', content.internetMessageId);
  const names = new Set([...own.keys()].map((name) => name.toLowerCase()));
  const structure = /^(mime-version|content-)/i;
  const others = content.headers.filter(
    ({ name }) => !names.has(name.toLowerCase()) && !structure.test(name),
  );
  return [
    ...others.map(({ name, value }) => `${name}: ${encodeWords(value)}\r\n`),
    ...[...own].map(([name, value]) => `${name}: ${value}\r\n`),
  ].join('');
}

function textPart(subtype: string, text: string): string {
  const bytes = new TextEncoder().encode(text);
  return `Content-Type: text/${subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n${toBase64Lines(bytes)}\r\n`;
}

function multipart(subtype: string, boundary: string, parts: readonly string[]): string {
  const inner = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n${inner}--${boundary}--\r\n`;
}

function attachmentPart(attachment: Attachment): string {
  const name = `"${encodeWords(attachment.name.replace(/["\\]/g, '_'))}"`;
  const lines = [
    `Content-Type: ${attachment.contentType || 'application/octet-stream'}; name=${name}`,
    `Content-Disposition: ${attachment.isInline ? 'inline' : 'attachment'}; filename=${name}`,
    'Content-Transfer-Encoding: base64',
  ];
  if (attachment.contentId) lines.push(`Content-ID: <${attachment.contentId}>`);
  return `${lines.join('\r\n')}\r\n\r\n${toBase64Lines(attachment.bytes())}\r\n`;
}

function otherPart(attachment: Attachment, times: Times): string {
  if (attachment.kind !== 'item' || !attachment.item) return attachmentPart(attachment);
  const inner = renderMime(attachment.item(), times, `_item_${attachment.key}_`);
  const text = new TextDecoder().decode(inner);
  return `Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n${text}`;
}

function addresses(people: readonly Person[]): string {
  return people
    .map(({ name, address }) =>
      name && name !== address ? `${phrase(name)} <${address}>` : address ? `<${address}>` : '',
    )
    .filter((text) => text !== '')
    .join(', ');
}

function phrase(name: string): string {
  return isPlain(name) ? `"${name.replace(/["\\]/g, '')}"` : encodeWords(name);
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e\t]*$/.test(text);
}

/** RFC 2047, in words short enough for a line. */
function encodeWords(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  if (isPlain(line)) return line;
  const words: string[] = [];
  let chunk = '';
  for (const letter of line) {
    if (new TextEncoder().encode(chunk + letter).length > 42) {
      words.push(chunk);
      chunk = '';
    }
    chunk += letter;
  }
  words.push(chunk);
  return words
    .map((word) => `=?utf-8?B?${toBase64(new TextEncoder().encode(word))}?=`)
    .join('\r\n ');
}
