import type { Cell } from './page.ts';

/** Pages come to 3.7 KiB: small ones make scattered changes cheap, and packs group them anyway. */
const LEAST_BYTES = 1_024;
const MOST_BYTES = 16_384;
const STEP_BYTES = 64;

/**
 * Decides where pages end, from the keys and sizes in a page alone, so that equal maps have equal
 * pages whatever their history. The chance of a cut grows with the fourth power of the size (a
 * Weibull distribution of shape 4 and scale 4 KiB), which keeps pages near one size. Everything is
 * an integer, for two languages must agree. See docs/repository-format.md, "Where pages are cut".
 */
export class PageCutter {
  readonly #level: number;
  #sizeBytes = 0;

  constructor(level: number) {
    this.#level = level;
  }

  /** True when the page ends after this cell. */
  isLast(cell: Cell): boolean {
    const start = this.#sizeBytes;
    const end = start + cell.bytes.byteLength;
    const isCut =
      end >= MOST_BYTES ||
      (end >= LEAST_BYTES && hashKey(cell.keyBytes, this.#level) < growth(end) - growth(start));
    this.#sizeBytes = isCut ? 0 : end;
    return isCut;
  }
}

/** 256 · ⌊x/64⌋⁴, which is 2^32 at 4 KiB and stays below 2^53 for every size asked for. */
function growth(sizeBytes: number): number {
  return 256 * Math.floor(sizeBytes / STEP_BYTES) ** 4;
}

/** FNV-1a with a final mix (that of MurmurHash3), and the level in its start. */
export function hashKey(key: Uint8Array, level: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(level, 0x9e3779b1);
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
