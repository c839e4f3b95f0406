import type { MergedItem, NewPart, StoredItem } from '../contents.ts';
import type { ItemChange } from '../walk.ts';
import type { GraphMessage } from './graph-message.ts';
import { hasContent, type MailMeta, readMeta, type SpecialKind } from './mail-meta.ts';

/** What can change without the content changing. Moves are not even in the meta. */
const MUTABLE: readonly (keyof MailMeta)[] = [
  'isRead',
  'flag',
  'categories',
  'importance',
  'inferenceClassification',
];
/** What tells that something changed, but not what. */
const TRACES: readonly (keyof MailMeta)[] = ['changeKey', 'lastModifiedDateTime', 'webLink'];

/** Styles and empty paragraphs of a mail program take a few thousand characters. */
const LONGEST_WORDLESS = 8_000;

const encoder = new TextEncoder();

/** See `Source.merge`. A partial entry (read state only) never erases what it does not mention. */
export function mergeMail(previous: StoredItem | null, change: ItemChange): MergedItem {
  // `walk` made it from Graph's JSON with `readMessage`, and nobody else makes changes.
  const message = change.item as GraphMessage;
  const before = previous === null ? null : readMeta(previous.meta);
  const told = bodyParts(message);
  const meta = metaOf(message, before, change.partial, told[0]?.bytes.length ?? 0);
  const isSame = before !== null && isEqual(before, meta);
  const parts = isSame ? [] : told;
  return {
    version: versionOf(message, meta),
    meta,
    label: meta.subject ?? '',
    parts,
    content: contentOf(previous, before, meta, parts, change.moved === true),
    changed: !isSame,
  };
}

function metaOf(
  message: GraphMessage,
  before: MailMeta | null,
  partial: boolean,
  bodyBytes: number,
): MailMeta {
  const {
    id: _id,
    isRemoved: _isRemoved,
    parentFolderId: _parentFolderId,
    body,
    internetMessageHeaders,
    ...told
  } = message;
  if (body === undefined) return { ...before, ...told, v: 1 };
  const special = specialKind(message);
  const meta: MailMeta = {
    ...(partial ? before : null),
    ...told,
    v: 1,
    bodyType: body.type,
    bodyBytes,
    ...(mayHoldMore(message) ? { hasInline: true } : {}),
    ...(special === null ? {} : { special }),
  };
  return meta;
}

/**
 * Graph does not count inline parts as attachments, and a part is inline as its sender says, shown
 * in the text or not. Beside a picture the text names, the header tells: what is more than text in
 * one or two forms may hold anything, and two forms of no text are there for something else.
 * Source: learn.microsoft.com/graph/api/resources/message, hasAttachments.
 */
function mayHoldMore(message: GraphMessage): boolean {
  const { type = 'text', content = '' } = message.body ?? {};
  if (type === 'html' && /\bcid:/i.test(content)) return true;
  const kind = contentTypeOf(message);
  if (kind === '' || kind.startsWith('text/')) return false;
  return !kind.startsWith('multipart/alternative') || isWordless(content);
}

function isWordless(html: string): boolean {
  if (html.length > LONGEST_WORDLESS) return false;
  const text = html.replace(/<(head|style|title)\b[\s\S]*?<\/\1\s*>/gi, '');
  return text.replace(/<[^>]*>|&nbsp;|\s/gi, '') === '';
}

/** In lower case; empty when the header was not told, as for drafts and what was sent. */
function contentTypeOf(message: GraphMessage): string {
  const header = message.internetMessageHeaders?.find(
    ({ name }) => name.toLowerCase() === 'content-type',
  );
  return header?.value.trim().toLowerCase() ?? '';
}

/** By the header alone: Graph tells no message class. */
function specialKind(message: GraphMessage): SpecialKind | null {
  if (message.type?.startsWith('eventMessage')) return 'meeting';
  const value = contentTypeOf(message);
  if (/multipart\/signed|smime-type="?signed-data/.test(value)) return 'signed';
  if (/multipart\/encrypted|application\/(x-)?pkcs7-mime/.test(value)) return 'encrypted';
  return value.includes('multipart/report') ? 'report' : null;
}

function bodyParts(message: GraphMessage): NewPart[] {
  if (message.body === undefined) return [];
  const parts: NewPart[] = [{ role: 'body', bytes: encoder.encode(message.body.content) }];
  const headers = message.internetMessageHeaders ?? [];
  if (headers.length > 0) {
    parts.push({ role: 'body', bytes: encoder.encode(JSON.stringify(headers)) });
  }
  return parts;
}

function contentOf(
  previous: StoredItem | null,
  before: MailMeta | null,
  meta: MailMeta,
  parts: readonly NewPart[],
  hasMoved: boolean,
): MergedItem['content'] {
  const hasBody = parts.length > 0 || previous?.roles.includes('body') === true;
  // Without a body the MIME is all there is.
  if (!hasBody) return previous?.whole === true ? 'kept' : 'missing';
  if (!hasContent(meta)) return 'none';
  if (previous === null || before === null || !previous.whole) return 'missing';
  return mayHaveOtherContent(before, meta, hasMoved) ? 'missing' : 'kept';
}

/**
 * The change key moves with every change and does not say which. When a property that leaves the
 * content alone (or another folder) explains the move, the content is kept; otherwise, and for every
 * draft, it is fetched again.
 */
function mayHaveOtherContent(before: MailMeta, meta: MailMeta, hasMoved: boolean): boolean {
  if (before.changeKey === meta.changeKey) return false;
  if (meta.isDraft === true) return true;
  const isTold = (names: readonly string[]) => (name: string) => names.includes(name);
  const names = [...new Set([...Object.keys(before), ...Object.keys(meta)])];
  const changed = names.filter(
    (name) => !isEqual(Reflect.get(before, name), Reflect.get(meta, name)),
  );
  const explained = changed.filter(isTold(MUTABLE));
  const unexplained = changed.filter((name) => !isTold([...MUTABLE, ...TRACES])(name));
  return (explained.length === 0 && !hasMoved) || unexplained.length > 0;
}

/**
 * Graph's change key; a partial entry without one gets a version of its own, as equal versions
 * must be equal items.
 */
function versionOf(message: GraphMessage, meta: MailMeta): string {
  const key = meta.changeKey ?? '';
  if (message.changeKey !== undefined) return key;
  return `${key}~${MUTABLE.map((name) => JSON.stringify(meta[name] ?? null)).join('~')}`;
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every(
    (name) => Object.hasOwn(b, name) && isEqual(Reflect.get(a, name), Reflect.get(b, name)),
  );
}
