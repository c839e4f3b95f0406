import type { Bytes } from '../lib/bytes.ts';
import { joinBytes } from '../lib/bytes.ts';

/** A multiple of three, so that pieces stand side by side; few enough for one call. */
const PIECE_BYTES = 3 * 8 * 1024;

/** Bytes in base64, piece by piece. */
export async function* base64Of(stream: AsyncIterable<Bytes>): AsyncGenerator<string, void> {
  let left: Bytes = new Uint8Array(0);
  for await (const bytes of stream) {
    const all = left.byteLength === 0 ? bytes : joinBytes([left, bytes]);
    const whole = all.byteLength - (all.byteLength % PIECE_BYTES);
    for (let at = 0; at < whole; at += PIECE_BYTES)
      yield encode(all.subarray(at, at + PIECE_BYTES));
    left = all.slice(whole);
  }
  if (left.byteLength > 0) yield encode(left);
}

/** All of it as one address. */
export async function dataUrl(type: string, stream: AsyncIterable<Bytes>): Promise<string> {
  let text = `data:${type};base64,`;
  for await (const piece of base64Of(stream)) text += piece;
  return text;
}

function encode(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes));
}
