import { compress, decompress, init } from '@bokuweb/zstd-wasm';
import { areEqual, type Bytes, release } from '../lib/bytes.ts';
import { METHOD } from './format.ts';

/** Level 9 gains 2–5 % at half the speed in WebAssembly, so 3. */
const LEVEL = 3;
const QUICK_LEVEL = 1;
/** Large data is tried on its beginning first; pictures and archives are not worth the rest. */
const TRY_ABOVE_BYTES = 262_144;
const TRY_BYTES = 65_536;
const NOT_WORTH_IT = 0.97;
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;
const FRAME_MAGIC = 0xfd2fb528;
/** Bytes of the content size, by the two bits that say so. RFC 8878, 3.1.1.1.1. */
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

let ready: Promise<void> | undefined;

/** Makes zstd ready; everything else here needs it. May be called again. */
export function prepareCompression(): Promise<void> {
  ready ??= init();
  return ready;
}

export interface Packed {
  method: number;
  stored: Bytes;
}

/** Compresses if it is worth it, into memory of its own, and decodes what came out before it is trusted. */
export function pack(plain: Bytes): Packed {
  const raw = { method: METHOD.raw, stored: plain };
  if (plain.byteLength === 0) return raw;
  if (plain.byteLength > TRY_ABOVE_BYTES) {
    const start = compress(plain.subarray(0, TRY_BYTES), QUICK_LEVEL) as Bytes;
    const isWorthIt = start.byteLength <= TRY_BYTES * NOT_WORTH_IT;
    release(start);
    if (!isWorthIt) return raw;
  }
  const stored = compress(plain, LEVEL) as Bytes;
  if (stored.byteLength > plain.byteLength * NOT_WORTH_IT) {
    release(stored);
    return raw;
  }
  // A fault in the compressor or in memory would else be found when the original is long gone.
  const again = unpack({ method: METHOD.zstd, stored }, plain.byteLength);
  if (!areEqual(again, plain)) {
    throw new Error('compressed bytes do not decode to what they were made from');
  }
  release(again);
  return { method: METHOD.zstd, stored };
}

/** Throws a `RangeError` for bytes that can't be (or had better not be) decoded. */
export function unpack(packed: Packed, plainLength: number): Bytes {
  const { method, stored } = packed;
  if (method === METHOD.raw) {
    if (stored.byteLength !== plainLength) throw new RangeError('wrong length');
    return stored;
  }
  if (method !== METHOD.zstd) throw new RangeError('unknown compression method');
  checkFrame(stored, plainLength);
  const plain = decompress(stored) as Bytes;
  if (plain.byteLength !== plainLength) throw new RangeError('wrong length');
  return plain;
}

/**
 * The decoder allocates what a frame claims, so the claim is read first. RFC 8878, 3.1.1.1.
 */
function checkFrame(frame: Bytes, plainLength: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== FRAME_MAGIC) throw new RangeError('not a zstd frame');
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x03) !== 0) throw new RangeError('frame wants a dictionary');
  const sizeBits = descriptor >> 6;
  const sizeBytes = sizeBits === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[sizeBits];
  const at = isSingleSegment ? 5 : 6;
  if (contentSize(view, at, sizeBytes ?? 0) !== plainLength) {
    throw new RangeError('frame claims another length');
  }
  const window = isSingleSegment ? plainLength : windowSize(view.getUint8(5));
  if (window > MAX_WINDOW_BYTES) throw new RangeError('frame wants too large a window');
}

function contentSize(view: DataView, at: number, sizeBytes: number): number {
  if (sizeBytes === 1) return view.getUint8(at);
  // The two-byte form counts from 256.
  if (sizeBytes === 2) return view.getUint16(at, true) + 256;
  if (sizeBytes === 4) return view.getUint32(at, true);
  if (sizeBytes === 8) return Number(view.getBigUint64(at, true));
  throw new RangeError('frame without a content size');
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
