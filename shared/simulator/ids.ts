import { fromBase64, toBase64 } from './base64.ts';
import { type Random, seededGuid, seededRandom } from './seed/random.ts';

/**
 * Ids as Exchange makes them, byte for byte in their outer form: opaque, case-sensitive, long. A
 * regular message id names the place a message lies in and is another one after a move; an
 * immutable one stays. They depend on the mailbox's seed and on the order of things only, so that
 * the same seed gives the same ids in every run.
 * Source: learn.microsoft.com/graph/outlook-immutable-id, ids in the samples of Graph's and Office's
 * documentation, [MS-OXCDATA] 2.2.4 (entry ids).
 */
const ATTACHMENT_MARK = 'ABEgAQA';
const ATTACHMENT_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ATTACHMENT_LETTERS = 8;
/** What immutable ids of all mailboxes have in common after their first nine bytes. */
const IMMUTABLE_KIND = [
  0x1d, 0x84, 0x03, 0x11, 0xaa, 0x66, 0x11, 0xcd, 0x9b, 0xc8, 0x00, 0xaa, 0x00, 0x2f, 0xc4, 0x5a,
  0x0d, 0x00,
] as const;
const COUNTER_BYTES = 6;

export type ParsedId =
  | { kind: 'folder'; serial: number }
  | { kind: 'place'; place: number }
  | { kind: 'message'; serial: number };

/** Bytes of one kind of id: a text of whole groups that never changes, and bytes after it. */
interface Start {
  text: string;
  rest: readonly number[];
}

export class MailboxIds {
  readonly #seed: number;
  readonly #folder: Start;
  readonly #place: Start;
  readonly #message: Start;
  readonly #conversation: readonly number[];
  /** Of the messages' store, in the regular ids of messages. */
  readonly #store: readonly number[];
  readonly #conversationIds = new Map<string, string>();

  constructor(seed: number) {
    this.#seed = seed;
    const random = seededRandom(seed, 'ids');
    const mailbox = [...seededGuid(random)].map((letter) => letter.charCodeAt(0));
    const provider = bytes(random, 16);
    const moniker = (kind: number, entryLength: number) => [
      0x00,
      kind,
      mailbox.length,
      0x00,
      ...mailbox,
      entryLength,
      0x00,
    ];
    const entry = (type: number) => [0, 0, 0, 0, ...provider, type, 0x00];
    this.#folder = startOf([...moniker(0x03, 0x2e), ...entry(0x01)], random);
    this.#place = startOf([...moniker(0x03, 0x46), ...entry(0x07)], random);
    this.#message = startOf([0x00, 0x09, 0x00, 0x2e, 0x00, 0, 0, 0, 0, ...IMMUTABLE_KIND], random);
    this.#conversation = moniker(0x04, 0x10);
    this.#store = bytes(random, 16);
  }

  folder(serial: number): string {
    return encode(this.#folder, [...counter(serial), 0, 0, 0]);
  }

  /** The regular id of the message that lies at `place`. */
  place(folderSerial: number, place: number): string {
    const tail = [...counter(folderSerial), 0, 0, ...this.#store, ...counter(place), 0, 0, 0];
    return encode(this.#place, tail);
  }

  message(serial: number): string {
    return encode(this.#message, [...counter(serial), 0, 0, 0]);
  }

  /** The id of the conversation whose messages share `key`. */
  conversation(key: string): string {
    const known = this.#conversationIds.get(key);
    if (known !== undefined) return known;
    const reversed = [...key].reverse().join('');
    const own = [key, reversed].flatMap((text) =>
      bytes(seededRandom(this.#seed, 'conversation', text), 8),
    );
    const id = graphForm(toBase64(Uint8Array.from([...this.#conversation, ...own])));
    this.#conversationIds.set(key, id);
    return id;
  }

  attachment(messageId: string, key: number): string {
    return `${messageId.replace(/=+$/, '')}${ATTACHMENT_MARK}${letters(key)}=`;
  }

  /** undefined: not an id of this kind of mailbox at all ("Id is malformed"). */
  parse(id: string): ParsedId | undefined {
    if (id.startsWith(this.#folder.text)) {
      const serial = numberAt(decodeTail(this.#folder, id), this.#folder.rest.length);
      return id === this.folder(serial) ? { kind: 'folder', serial } : undefined;
    }
    if (id.startsWith(this.#place.text)) {
      const tail = decodeTail(this.#place, id);
      const folder = numberAt(tail, this.#place.rest.length);
      const place = numberAt(tail, this.#place.rest.length + COUNTER_BYTES + 2 + 16);
      return id === this.place(folder, place) ? { kind: 'place', place } : undefined;
    }
    if (id.startsWith(this.#message.text)) {
      const serial = numberAt(decodeTail(this.#message, id), this.#message.rest.length);
      return id === this.message(serial) ? { kind: 'message', serial } : undefined;
    }
    return undefined;
  }

  /** The number of an attachment within its message. */
  parseAttachment(id: string): number | undefined {
    const at = id.lastIndexOf(ATTACHMENT_MARK);
    return at < 0 ? undefined : lettersNumber(id.slice(at + ATTACHMENT_MARK.length, -1));
  }
}

/**
 * The alphabet of Exchange Web Services and of Outlook's own page, and Graph's: the reverse of what
 * base64url does. Source: convertToEwsId in @microsoft/office-js 1.1.110.
 */
export function ewsForm(id: string): string {
  return id.replaceAll('-', '/').replaceAll('_', '+');
}

export function graphForm(id: string): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

/**
 * `common`, then the store's own sixteen bytes. These are drawn until their letters hold both of
 * those in which the alphabets differ, so that nobody reads an id in the wrong one unnoticed.
 */
function startOf(common: readonly number[], random: Random): Start {
  for (;;) {
    const all = [...common, ...bytes(random, 16)];
    const whole = all.length - (all.length % 3);
    const text = graphForm(toBase64(Uint8Array.from(all.slice(0, whole))));
    if (text.includes('-') && text.includes('_')) return { text, rest: all.slice(whole) };
  }
}

function encode(start: Start, tail: readonly number[]): string {
  return start.text + graphForm(toBase64(Uint8Array.from([...start.rest, ...tail])));
}

function decodeTail(start: Start, id: string): Uint8Array {
  const tail = id.slice(start.text.length);
  return (/[+/]/.test(tail) ? undefined : fromBase64(ewsForm(tail))) ?? new Uint8Array(0);
}

function bytes(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => Math.floor(random() * 256));
}

function counter(number: number): number[] {
  const digits: number[] = [];
  for (let rest = number; digits.length < COUNTER_BYTES; rest = Math.floor(rest / 256)) {
    digits.unshift(rest % 256);
  }
  return digits;
}

/** 0, which nothing has, when the bytes are not there. */
function numberAt(tail: Uint8Array, at: number): number {
  return tail.slice(at, at + COUNTER_BYTES).reduce((number, byte) => number * 256 + byte, 0);
}

function letters(number: number): string {
  let text = '';
  for (let rest = number, digit = 0; digit < ATTACHMENT_LETTERS; digit += 1) {
    text = ATTACHMENT_ALPHABET[rest % 64] + text;
    rest = Math.floor(rest / 64);
  }
  return text;
}

function lettersNumber(text: string): number | undefined {
  if (text.length !== ATTACHMENT_LETTERS) return undefined;
  let number = 0;
  for (const letter of text) {
    const digit = ATTACHMENT_ALPHABET.indexOf(letter);
    if (digit < 0) return undefined;
    number = number * 64 + digit;
  }
  return number;
}
