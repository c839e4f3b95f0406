import type { Attachment, Email } from 'postal-mime';

/**
 * A parsed MIME message. Attached messages are attachments, not part of the text; parts come in
 * the order of the message, so the same bytes give the same order each time.
 */
export interface MimeMessage {
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
  attachments: MimePart[];
}

export interface MimePart {
  name: string;
  type: string;
  isInline: boolean;
  /** Without angle brackets; empty when it has none. */
  contentId: string;
  isMessage: boolean;
  bytes: Uint8Array<ArrayBuffer>;
}

/** null when the bytes are no message: neither headers nor text nor parts, or endless nesting. */
export async function parseMime(bytes: Uint8Array<ArrayBuffer>): Promise<MimeMessage | null> {
  // A copy never needs it; reading, saving and restoring what has attachments do.
  const { default: PostalMime } = await import('postal-mime');
  let email: Email;
  try {
    email = await PostalMime.parse(bytes, { forceRfc822Attachments: true });
  } catch {
    return null;
  }
  const isMessage = email.headers.some(({ key }) => /^[!-9;-~]+$/.test(key));
  if (!isMessage && email.attachments.length === 0) return null;
  return {
    html: email.html ?? null,
    text: email.text ?? null,
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    attachments: email.attachments.map(partOf),
  };
}

function partOf(part: Attachment, index: number): MimePart {
  const isMessage = part.mimeType === 'message/rfc822';
  return {
    name: part.filename || (part.description ?? '') || nameFor(part.mimeType, index),
    type: part.mimeType || 'application/octet-stream',
    isInline: part.disposition === 'inline' || part.related === true,
    contentId: (part.contentId ?? '').replace(/^<|>$/g, ''),
    isMessage,
    bytes: bytesOf(part.content),
  };
}

function bytesOf(content: Attachment['content']): Uint8Array<ArrayBuffer> {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return new Uint8Array(content instanceof ArrayBuffer ? content : content.slice().buffer);
}

const ENDINGS: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'text/rfc822-headers': 'txt',
  'text/calendar': 'ics',
  'text/plain': 'txt',
  'text/html': 'html',
  'image/jpeg': 'jpg',
  'application/pkcs7-mime': 'p7m',
  'application/pkcs7-signature': 'p7s',
  'application/pgp-signature': 'asc',
};

/** For parts without a name, counted from one like the names Outlook invents. */
function nameFor(type: string, index: number): string {
  const known = ENDINGS[type];
  const guessed = /^(?:image|audio|video|application)\/([a-z0-9]{2,5})$/.exec(type)?.[1];
  return `attachment-${index + 1}.${known ?? guessed ?? 'bin'}`;
}
