import { seededRandom } from './seed/random.ts';

/**
 * Ids as Exchange makes them, as far as a client can tell: opaque, case-sensitive, long. A regular
 * message id names the place a message lies in and is another one after a move; an immutable one
 * stays. They depend on the mailbox's seed and on the order of things only, so that the same seed
 * gives the same ids in every run.
 * Source: learn.microsoft.com/graph/outlook-immutable-id.
 */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ATTACHMENT_MARK = 'ABEgAQA';
const NUMBER_LENGTH = 8;

export type ParsedId =
  | { kind: 'folder'; serial: number }
  | { kind: 'place'; place: number }
  | { kind: 'message'; serial: number };

export class MailboxIds {
  readonly #folderStart: string;
  readonly #placeStart: string;
  readonly #messageStart: string;

  constructor(seed: number) {
    const random = seededRandom(seed, 'ids');
    const letters = (count: number) =>
      Array.from({ length: count }, () => ALPHABET[Math.floor(random() * 64)]).join('');
    const mailbox = letters(48);
    this.#folderStart = `AAMkAGI2${mailbox}AuAAAAAAB${letters(32)}AQA`;
    this.#placeStart = `AAMkAGI2${mailbox}BGAAAAAAB${letters(32)}BwA`;
    this.#messageStart = `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${letters(16)}`;
  }

  folder(serial: number): string {
    return `${this.#folderStart}${encode(serial)}AAA=`;
  }

  /** The regular id of the message that lies at `place`. */
  place(folderSerial: number, place: number): string {
    return `${this.#placeStart}${encode(folderSerial)}${encode(place)}AAA=`;
  }

  message(serial: number): string {
    return `${this.#messageStart}${encode(serial)}AA==`;
  }

  attachment(messageId: string, key: number): string {
    return `${messageId.replace(/=+$/, '')}${ATTACHMENT_MARK}${encode(key)}=`;
  }

  /** undefined: not an id of this kind of mailbox at all ("Id is malformed"). */
  parse(id: string): ParsedId | undefined {
    const number = (text: string) => decode(text);
    if (id.startsWith(this.#folderStart)) {
      const serial = number(id.slice(this.#folderStart.length, -4));
      return serial === undefined ? undefined : { kind: 'folder', serial };
    }
    if (id.startsWith(this.#placeStart)) {
      const place = number(id.slice(this.#placeStart.length + NUMBER_LENGTH, -4));
      return place === undefined ? undefined : { kind: 'place', place };
    }
    if (id.startsWith(this.#messageStart)) {
      const serial = number(id.slice(this.#messageStart.length, -4));
      return serial === undefined ? undefined : { kind: 'message', serial };
    }
    return undefined;
  }

  /** The number of an attachment within its message. */
  parseAttachment(id: string): number | undefined {
    const at = id.lastIndexOf(ATTACHMENT_MARK);
    return at < 0 ? undefined : decode(id.slice(at + ATTACHMENT_MARK.length, -1));
  }
}

function encode(number: number): string {
  let text = '';
  for (let rest = number, digit = 0; digit < NUMBER_LENGTH; digit += 1) {
    text = ALPHABET[rest % 64] + text;
    rest = Math.floor(rest / 64);
  }
  return text;
}

function decode(text: string): number | undefined {
  if (text.length !== NUMBER_LENGTH) return undefined;
  let number = 0;
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) return undefined;
    number = number * 64 + digit;
  }
  return number;
}
