import type { ByteRange } from './backend.ts';

const NAME = /^(?!\.)[a-z0-9.]+(?:\/(?!\.)[a-z0-9.]+)*$/;
const LONGEST_NAME = 120;

/** Whether a backend takes this name: all of them take the same ones. */
export function isName(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name);
}

/** A name outside the pattern is a bug of ours, not trouble with the place. */
export function checkName(name: string): void {
  if (!isName(name)) throw new Error(`not a file name: ${name}`);
}

/** The bytes of `range`, as a view; what lies beyond the end is left out. */
export function cut(bytes: Uint8Array<ArrayBuffer>, range?: ByteRange): Uint8Array<ArrayBuffer> {
  if (range === undefined) return bytes;
  return bytes.subarray(range.offset, range.offset + range.length);
}
