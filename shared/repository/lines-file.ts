import { type Bytes, decodeText, encodeText, joinBytes, toHex } from '../lib/bytes.ts';
import { hashSmall } from '../lib/hash.ts';
import { decodeJson, encodeJson } from './canonical-json.ts';
import { MAX_LINES_BYTES } from './format.ts';

const LAST_LINE_BYTES = 65;

/** `format` and slots: three lines of text, what it is, a JSON object, and a hash of both. */
export function encodeLines(firstLine: string, body: unknown): Bytes {
  const lines = joinBytes([encodeText(`${firstLine}\n`), encodeJson(body), encodeText('\n')]);
  return joinBytes([lines, encodeText(`${toHex(hashSmall(lines))}\n`)]);
}

/** The JSON object. Throws when the file is not what was written. */
export function decodeLines(firstLine: string, bytes: Bytes): unknown {
  if (bytes.byteLength > MAX_LINES_BYTES) throw new RangeError('too large');
  const lines = bytes.subarray(0, -LAST_LINE_BYTES);
  const isWhole = decodeText(bytes.subarray(-LAST_LINE_BYTES)) === `${toHex(hashSmall(lines))}\n`;
  const text = decodeText(lines);
  if (!isWhole || !text.startsWith(`${firstLine}\n`)) throw new RangeError('not what was written');
  return decodeJson(encodeText(text.slice(firstLine.length + 1, -1)));
}
