import { type Bytes, joinBytes } from '../../lib/bytes.ts';
import { collect } from '../../lib/iterate.ts';
import { Fault } from '../../model/fault.ts';
import type { PlainFile, StoredParts } from '../contents.ts';
import { toBase64 } from '../mail/base64.ts';
import { readMeta } from './chat-meta.ts';
import { readKept } from './kept-contents.ts';

/** A multiple of three, so that pieces of base64 can stand side by side. */
const PIECE_BYTES = 3 * 64 * 1024;

/** The bytes of one content, by its place in the list. */
export async function loadContentOf(_stored: unknown, parts: StoredParts, index: number) {
  const { content, nth = null } = (await readKept(parts))[index] ?? {};
  const chunks = nth === null ? undefined : parts.stream('attachment', nth);
  if (content === undefined || chunks === undefined) {
    throw new Fault('not-found', 'the contents are not stored');
  }
  return { name: content.name, type: content.type, bytes: joinBytes(await collect(chunks)) };
}

/** See `Source.openContent`. */
export async function* openContentOf(
  _stored: unknown,
  parts: StoredParts,
  index: number,
): AsyncGenerator<Bytes, void> {
  const { nth = null } = (await readKept(parts))[index] ?? {};
  if (nth !== null) yield* parts.stream('attachment', nth) ?? [];
}

/** One message as JSON: as Graph told it, what it said before, and its pictures and files as base64. */
export async function exportChatItem(stored: unknown, parts: StoredParts): Promise<PlainFile> {
  const meta = readMeta(stored);
  return { name: null, extension: 'json', chunks: jsonOf(meta, parts) };
}

async function* jsonOf(meta: object, parts: StoredParts): AsyncGenerator<Bytes, void> {
  const encoder = new TextEncoder();
  const start = JSON.stringify(meta, null, 2).replace(/\n\}$/, '');
  yield encoder.encode(`${start},\n  "contents": [`);
  let between = '\n';
  for (const { content, nth } of await readKept(parts)) {
    const { key: _key, ...described } = content;
    const head = JSON.stringify(described).replace(/\}$/, '');
    const stream = nth === null ? undefined : parts.stream('attachment', nth);
    yield encoder.encode(`${between}    ${head}`);
    if (stream !== undefined) {
      yield encoder.encode(',"base64":"');
      for await (const piece of inPieces(stream)) yield encoder.encode(toBase64(piece));
      yield encoder.encode('"');
    }
    yield encoder.encode('}');
    between = ',\n';
  }
  yield encoder.encode(`\n  ]\n}\n`);
}

async function* inPieces(stream: AsyncIterable<Bytes>): AsyncGenerator<Bytes, void> {
  let left: Bytes = new Uint8Array(0);
  for await (const bytes of stream) {
    const all = joinBytes([left, bytes]);
    const whole = all.byteLength - (all.byteLength % PIECE_BYTES);
    for (let at = 0; at < whole; at += PIECE_BYTES) yield all.subarray(at, at + PIECE_BYTES);
    left = all.subarray(whole);
  }
  if (left.byteLength > 0) yield left;
}
