import * as v from 'valibot';
import type { StoredParts } from '../contents.ts';
import type { MailMeta } from './mail-meta.ts';
import type { MimeMessage } from './mime.ts';

export interface Body {
  kind: 'html' | 'text';
  content: string;
}

export interface Header {
  name: string;
  value: string;
}

const Headers = v.array(v.object({ name: v.string(), value: v.string() }));

/** The body as Graph gave it, else the one in the MIME; null when nothing is stored. */
export async function loadBody(
  meta: MailMeta,
  parts: StoredParts,
  mime: MimeMessage | null,
): Promise<Body | null> {
  const stored = await parts.load('body');
  if (stored !== undefined) {
    return { kind: meta.bodyType ?? 'html', content: new TextDecoder().decode(stored) };
  }
  if (mime?.html != null) return { kind: 'html', content: mime.html };
  return mime?.text == null ? null : { kind: 'text', content: mime.text };
}

/** The internet headers as Graph gave them, else those of the MIME. */
export async function loadHeaders(parts: StoredParts, mime: MimeMessage | null): Promise<Header[]> {
  const stored = await parts.load('body', 1);
  if (stored === undefined) return mime?.headers ?? [];
  try {
    return v.parse(Headers, JSON.parse(new TextDecoder().decode(stored)));
  } catch {
    return mime?.headers ?? [];
  }
}
