import { type FileKind, promisedKind, type ShownAs, UNKNOWN } from './known-kinds.ts';
import { matchSignature } from './signatures.ts';

/** So much of a file's beginning tells its kind. */
export const HEAD_BYTES = 4096;

/**
 * What a file is, by its first bytes and then by its name. Bytes win where they are sure: a PDF
 * named `.txt` is a PDF. Text stays what its name says, so that a page named `.txt` is read, not shown.
 */
export function detectKind(name: string, type: string, head: Uint8Array): FileKind {
  const promised = promisedKind(name, type);
  const signed = matchSignature(head);
  if (signed) {
    // A container tells little: what lies in it is known by the name.
    if (signed.isContainer) return isContained(promised) ? promised : signed.kind;
    return signed.kind.shownAs === promised.shownAs ? { ...promised, ...signed.kind } : signed.kind;
  }
  if (promised.shownAs === 'none' && promised !== UNKNOWN) return promised;
  const isText = looksLikeText(head);
  if (promised === UNKNOWN) return isText ? PLAIN_TEXT : UNKNOWN;
  if (isTextual(promised)) return isText ? promised : UNKNOWN;
  return promised;
}

const PLAIN_TEXT: FileKind = { shownAs: 'text', words: 'Text', type: 'text/plain' };

const CONTAINED: ReadonlySet<ShownAs> = new Set([
  'document',
  'sheet',
  'slides',
  'none',
  'film',
  'sound',
]);

function isContained(kind: FileKind): boolean {
  return kind !== UNKNOWN && CONTAINED.has(kind.shownAs);
}

const TEXTUAL: ReadonlySet<ShownAs> = new Set(['text', 'code', 'table', 'json', 'markdown', 'web']);

/** Whether it is shown from its letters. */
export function isTextual({ shownAs }: FileKind): boolean {
  return TEXTUAL.has(shownAs);
}

/** Text has a mark at its start, or none of the bytes that no writing uses. */
function looksLikeText(head: Uint8Array): boolean {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  let control = 0;
  let zeros = 0;
  for (const byte of head) {
    if (byte === 0) zeros++;
    else if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) control++;
  }
  // UTF-16 without a mark: of Latin text every other byte is zero.
  if (zeros > 0) return control === 0 && zeros > head.length * 0.4 && zeros <= head.length / 2;
  return control <= head.length / 200;
}
