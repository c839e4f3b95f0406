import { toBase64Url } from '../base64.ts';
import { type Random, seededRandom } from '../seed/random.ts';

/** A work or school drive lies in SharePoint; a personal one belongs to a Microsoft account. */
export type Flavour = 'work' | 'personal';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Library roots of recorded work drives all end like this. */
const WORK_ROOT = '6Y2GOVW7725BZO354PWSELRRZ';

/**
 * Ids as recorded answers show them: `01` and 32 letters in a work drive, the first six the same
 * for all its items; the drive's number, `!s` and 32 hex digits in a personal one. Both are opaque.
 */
export class DriveIds {
  readonly drive: string;
  readonly site: string;
  /** The list behind the drive; delta tokens name it. */
  readonly list: string;
  readonly #seed: number;
  readonly #start: string;
  readonly #rootLetter: string;
  #serial = 0;

  constructor(
    seed: number,
    readonly flavour: Flavour,
  ) {
    const random = seededRandom(seed, 'drive', flavour);
    this.#seed = seed;
    this.site = guidOf(bytesFrom(random, 16));
    this.list = guidOf(bytesFrom(random, 16));
    if (flavour === 'work') {
      this.drive = `b!${toBase64Url(bytesFrom(random, 48))}`;
      this.#start = `01${letters(random, 6)}`;
    } else {
      const [first = 0, ...rest] = bytesFrom(random, 8);
      this.drive = hexOf([(first % 128) + 16, ...rest]);
      this.#start = `${this.drive}!s`;
    }
    this.#rootLetter = letters(random, 1);
  }

  /** The next item's; the GUID is in its eTag and in addresses. */
  next(): { id: string; guid: string } {
    this.#serial += 1;
    const bytes = bytesFrom(seededRandom(this.#seed, 'item', this.#serial), 16);
    const guid = guidOf(bytes);
    if (this.flavour === 'personal') return { id: this.#start + hexOf(bytes).toLowerCase(), guid };
    const isRoot = this.#serial === 1;
    return { id: this.#start + (isRoot ? this.#rootLetter + WORK_ROOT : base32(bytes)), guid };
  }

  /** Ids of personal drives come in either case and may lack leading zeros. */
  isDrive(id: string): boolean {
    if (this.flavour === 'work') return id === this.drive;
    return id.toUpperCase().padStart(16, '0') === this.drive;
  }
}

function bytesFrom(random: Random, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () => BASE32[Math.floor(random() * 32)]).join('');
}

function hexOf(bytes: Iterable<number>): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

function guidOf(bytes: Uint8Array): string {
  return hexOf(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + BASE32[(value << (5 - bits)) & 31] : text;
}
