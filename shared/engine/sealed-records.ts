import type { Records } from '../backend/records.ts';
import { type Bytes, decodeText, encodeText, fromHex, joinBytes, toHex } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';

const NONCE_BYTES = 12;

/** The key of a protected copy; null where it is open, undefined while it is locked. */
export type RecordsKey = CryptoKey | null | undefined;

/**
 * What is remembered beside a copy may name messages: under a protected one it is sealed, too. What
 * can't be opened reads as `undefined`, like a record that never was.
 */
export class SealedRecords implements Records {
  readonly #records: Records;
  readonly #keyNow: () => RecordsKey;
  readonly #randomBytes: (length: number) => Bytes;

  constructor(records: Records, keyNow: () => RecordsKey, randomBytes: (length: number) => Bytes) {
    this.#records = records;
    this.#keyNow = keyNow;
    this.#randomBytes = randomBytes;
  }

  async read(name: string): Promise<unknown> {
    const value = await this.#records.read(name);
    const sealed = sealedIn(value);
    if (sealed === undefined) return value;
    const key = this.#keyNow();
    return key == null ? undefined : open(key, name, sealed);
  }

  /** Fault `key-needed` while the copy is locked. */
  async write(name: string, value: unknown): Promise<void> {
    const key = this.#keyNow();
    if (key === undefined) throw new Fault('key-needed', 'the copy is locked');
    if (key === null) return this.#records.write(name, value);
    const nonce = this.#randomBytes(NONCE_BYTES);
    const parameters = { name: 'AES-GCM', iv: nonce, additionalData: encodeText(name) };
    const plain = encodeText(JSON.stringify(value));
    const stored = new Uint8Array(await crypto.subtle.encrypt(parameters, key, plain));
    await this.#records.write(name, { sealed: toHex(joinBytes([nonce, stored])) });
  }

  remove(name: string): Promise<void> {
    return this.#records.remove(name);
  }

  /** Before the key changes: what is there, to be written again under the next one. */
  async readAll(names: readonly string[]): Promise<Map<string, unknown>> {
    const values = new Map<string, unknown>();
    for (const name of names) {
      const value = await this.read(name);
      if (value !== undefined) values.set(name, value);
    }
    return values;
  }
}

function sealedIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('sealed' in value)) return undefined;
  return typeof value.sealed === 'string' ? value.sealed : undefined;
}

async function open(key: CryptoKey, name: string, sealed: string): Promise<unknown> {
  try {
    const bytes = fromHex(sealed);
    const iv = bytes.subarray(0, NONCE_BYTES);
    const parameters = { name: 'AES-GCM', iv, additionalData: encodeText(name) };
    const plain = await crypto.subtle.decrypt(parameters, key, bytes.subarray(NONCE_BYTES));
    return JSON.parse(decodeText(new Uint8Array(plain)));
  } catch {
    // Of another copy, or cut off.
    return undefined;
  }
}
