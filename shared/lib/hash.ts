import { createHMAC, createSHA1, createSHA256, type IHasher } from 'hash-wasm';
import { type Bytes, JoinBuffer } from './bytes.ts';

/**
 * From this size on the platform's own SHA-256 is faster although it has to be awaited: in Node and
 * in Chromium a call costs 6 µs and then does 1,000 MB/s, the one in WebAssembly does 140 to 480. On
 * a busy machine the answer may wait for its turn, so the smallest stay here.
 */
const PLATFORM_FROM_BYTES = 16_384;
/** Above this the parts are not joined into one array just to be hashed. */
const JOIN_UP_TO_BYTES = 16 * 1024 * 1024;

const BLOCK_BYTES = 64;

/** One way of hashing: with a key or without. */
export interface Digest {
  /** Of the parts one after another, at once: for what is small. */
  small(...parts: readonly Uint8Array[]): Bytes;
  /** The same, by whichever way is faster for their size. */
  whole(...parts: readonly Bytes[]): Promise<Bytes>;
  /** For what comes bit by bit. */
  begin(): Promise<RunningHash>;
}

export interface RunningHash {
  update(bytes: Uint8Array): void;
  digest(): Bytes;
  /** To go on another day. A few of the bytes are in it, and nothing of a key. */
  save(): Bytes;
  /** Throws for what another build of the library has saved, and for anything else. */
  load(state: Bytes): void;
}

let hasher: IHasher | undefined;
/** The platform copies what it is given before it returns. */
const joined = new JoinBuffer();

/** Makes the synchronous hash ready; everything else here needs it. May be called again. */
export async function prepareHash(): Promise<void> {
  hasher ??= await createSHA256();
}

/** SHA-256 of the parts one after another, at once: for what is small. */
export function hashSmall(...parts: readonly Uint8Array[]): Bytes {
  if (hasher === undefined) throw new Error('prepareHash has not been awaited');
  hasher.init();
  for (const part of parts) hasher.update(part);
  // The package's type does not say that the bytes are its own copy.
  return hasher.digest('binary') as Bytes;
}

/** SHA-256 of the parts one after another, by whichever way is faster for their size. */
export async function hash(...parts: readonly Bytes[]): Promise<Bytes> {
  const sizeBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const [first] = parts;
  if (first !== undefined && parts.length === 1 && sizeBytes >= PLATFORM_FROM_BYTES) {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', first));
  }
  if (sizeBytes < PLATFORM_FROM_BYTES || sizeBytes > JOIN_UP_TO_BYTES) return hashSmall(...parts);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined.join(parts)));
}

/** SHA-256 without a key. */
export const SHA_256: Digest = {
  small: hashSmall,
  whole: hash,
  begin: async () => running(await createSHA256()),
};

/** To compare with what others name by it; nothing of ours does. */
export async function beginSha1(): Promise<RunningHash> {
  return running(await createSHA1());
}

/** HMAC-SHA-256 under a key. */
export async function createHmac(key: Bytes): Promise<Digest> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const platformKey = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  const begin = () => runningHmac(key);
  const keyed = await createHMAC(createSHA256(), key);
  const small = (...parts: readonly Uint8Array[]) => {
    keyed.init();
    for (const part of parts) keyed.update(part);
    return keyed.digest('binary') as Bytes;
  };
  const whole = async (...parts: readonly Bytes[]) => {
    const sizeBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    if (sizeBytes < PLATFORM_FROM_BYTES || sizeBytes > JOIN_UP_TO_BYTES) return small(...parts);
    return new Uint8Array(await crypto.subtle.sign('HMAC', platformKey, joined.join(parts)));
  };
  return { small, whole, begin };
}

function running(begun: IHasher): RunningHash {
  begun.init();
  return {
    update: (bytes) => void begun.update(bytes),
    digest: () => begun.digest('binary') as Bytes,
    save: () => begun.save() as Bytes,
    load: (state) => void begun.load(state),
  };
}

/** RFC 2104; the library's own can't be saved. */
async function runningHmac(key: Bytes): Promise<RunningHash> {
  await prepareHash();
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.byteLength > BLOCK_BYTES ? hashSmall(key) : key);
  const inner = running(await createSHA256());
  inner.update(block.map((byte) => byte ^ 0x36));
  return {
    ...inner,
    digest: () =>
      hashSmall(
        block.map((byte) => byte ^ 0x5c),
        inner.digest(),
      ),
  };
}

export function isSmall(sizeBytes: number): boolean {
  return sizeBytes < PLATFORM_FROM_BYTES;
}
