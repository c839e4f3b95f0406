import { createSHA1, createSHA256 } from 'hash-wasm';
import { seededRandom } from '../seed/random.ts';
import { QuickXorHash } from './quick-xor-hash.ts';

/** What is in a file: ranges of bytes, made or read when asked for, so that 5 GB take no memory. */
export interface FileContent {
  readonly size: number;
  /** The bytes from `start` up to `end`, both within the size. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>;
}

export type HashKind = 'quickXor' | 'sha1' | 'sha256';

const PIECE_BYTES = 1024 * 1024;
/** Pattern of generated content; a different one for each block of this length. */
const BLOCK_BYTES = 1024 * 1024;

export function bytesContent(bytes: Uint8Array<ArrayBuffer>): FileContent {
  return { size: bytes.length, read: (start, end) => bytes.slice(start, end) };
}

export function textContent(text: string): FileContent {
  return bytesContent(new TextEncoder().encode(text));
}

/** Noise that depends on the seed only; no two blocks are the same, and none can be compressed. */
export function generatedContent(seed: number, size: number): FileContent {
  let pattern: Uint32Array | undefined;
  const makePattern = () => {
    const random = seededRandom(seed, 'content');
    let state = Math.floor(random() * 4_294_967_295) | 1;
    // Of a small file no more than there is of it: ten thousand of them would be minutes of work.
    return Uint32Array.from({ length: Math.ceil(Math.min(BLOCK_BYTES, size) / 4) }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state;
    });
  };
  let last: { number: number; bytes: Uint8Array<ArrayBuffer> } | undefined;
  const block = (number: number) => {
    if (last?.number === number) return last.bytes;
    pattern ??= makePattern();
    const turn = Math.imul(number + 1, 0x9e3779b1) ^ seed;
    const words = new Uint32Array(pattern.length);
    // Within the bounds of both.
    for (let at = 0; at < words.length; at += 1) {
      words[at] = (pattern[at] as number) ^ Math.imul(turn + at, 0x85ebca6b);
    }
    last = { number, bytes: new Uint8Array(words.buffer) };
    return last.bytes;
  };
  return {
    size,
    read(start, end) {
      const bytes = new Uint8Array(end - start);
      for (let at = start; at < end; ) {
        const number = Math.floor(at / BLOCK_BYTES);
        const until = Math.min(end, (number + 1) * BLOCK_BYTES);
        const from = number * BLOCK_BYTES;
        bytes.set(block(number).subarray(at - from, until - from), at - start);
        at = until;
      }
      return bytes;
    },
  };
}

/** Several contents one after another. */
export function joinedContent(parts: readonly FileContent[]): FileContent {
  if (parts.length === 1 && parts[0]) return parts[0];
  const starts: number[] = [];
  let size = 0;
  for (const part of parts) {
    starts.push(size);
    size += part.size;
  }
  return {
    size,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      for (const [at, part] of parts.entries()) {
        const from = starts[at] ?? 0;
        const [first, last] = [Math.max(start, from), Math.min(end, from + part.size)];
        if (first >= last) continue;
        bytes.set(await part.read(first - from, last - from), first - start);
      }
      return bytes;
    },
  };
}

/** A part of another content. */
export function partOf(content: FileContent, start: number, end: number): FileContent {
  return {
    size: end - start,
    read: (first, last) => content.read(start + first, start + last),
  };
}

/** `inserted` in the place of the `removed` bytes from `at` on; as many as are inserted by default. */
export function editedContent(
  base: FileContent,
  at: number,
  inserted: FileContent,
  removed = Math.min(inserted.size, Math.max(0, base.size - at)),
): FileContent {
  return joinedContent([partOf(base, 0, at), inserted, partOf(base, at + removed, base.size)]);
}

export async function* piecesOf(
  content: FileContent,
  start = 0,
  end = content.size,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let at = start; at < end; at += PIECE_BYTES) {
    yield await content.read(at, Math.min(end, at + PIECE_BYTES));
  }
}

const known = new WeakMap<FileContent, Map<HashKind, Promise<string>>>();

/** quickXorHash in base64, the others in capital hex digits, as Graph writes them. */
export function hashOf(content: FileContent, kind: HashKind): Promise<string> {
  const hashes = known.get(content) ?? new Map<HashKind, Promise<string>>();
  known.set(content, hashes);
  const found = hashes.get(kind) ?? hash(content, kind);
  hashes.set(kind, found);
  return found;
}

async function hash(content: FileContent, kind: HashKind): Promise<string> {
  if (kind === 'quickXor') {
    const running = new QuickXorHash();
    for await (const piece of piecesOf(content)) running.update(piece);
    return running.digest();
  }
  const running = await (kind === 'sha1' ? createSHA1() : createSHA256());
  running.init();
  for await (const piece of piecesOf(content)) running.update(piece);
  return running.digest('hex').toUpperCase();
}
