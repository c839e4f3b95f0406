import { areEqual, type Bytes, ByteWriter, encodeText, joinBytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import {
  FILE_KIND,
  type FileKind,
  HASH_BYTES,
  MESSAGE_KIND,
  type PackClass,
  TAG_BYTES,
} from './format.ts';
import { decodeHead, encodeHead } from './head.ts';
import { derivePair, type RepositoryKey } from './keys.ts';
import { encodeContext, type Message } from './message.ts';
import type { FileSeal, SealedFile, Sealer } from './sealer.ts';

const FILE_LABEL = encodeText('holdfast 2 file');
const NONCE_BYTES = 12;

/** Version 2: every file is encrypted under a key of its own, which comes from its salt. */
export class GcmSealer implements Sealer {
  readonly version = 2;
  readonly #repositoryId: Bytes;
  readonly #key: RepositoryKey;
  readonly #randomBytes: (length: number) => Bytes;

  constructor(repositoryId: Bytes, key: RepositoryKey, randomBytes: (length: number) => Bytes) {
    this.#repositoryId = repositoryId;
    this.#key = key;
    this.#randomBytes = randomBytes;
  }

  async begin(file: FileKind, packClass: PackClass = 'data'): Promise<FileSeal> {
    const salt = this.#randomBytes(HASH_BYTES);
    const { aes, commitment } = await this.#derive(file, salt);
    const used = new Set<string>();
    return {
      head: encodeHead(2, file, packClass, { keyId: this.#key.id, salt, commitment }),
      seal: async (message, stored) => {
        const iv = nonceOf(message);
        const name = iv.join();
        // Two messages under one nonce would give away both: better no file at all.
        if (used.has(name)) throw new Error('a message may be sealed once only');
        used.add(name);
        const parameters = this.#parameters(file, message, stored.byteLength, iv);
        try {
          return new Uint8Array(await crypto.subtle.encrypt(parameters, aes, stored));
        } catch (error) {
          // Nothing came out of it, so that the same message may be tried again.
          used.delete(name);
          throw error;
        }
      },
    };
  }

  async open(file: FileKind, head: Bytes): Promise<SealedFile> {
    const { packClass, keyId, salt, commitment } = decodeHead(2, file, head);
    if (!areEqual(keyId, this.#key.id)) throw new Fault('unsupported', 'file under another key');
    const derived = await this.#derive(file, salt);
    if (!areEqual(derived.commitment, commitment)) throw new RangeError('head of another key');
    return {
      packClass,
      open: async (message, sealed) => {
        if (sealed.byteLength < TAG_BYTES) throw new RangeError('message is cut off');
        const storedLength = sealed.byteLength - TAG_BYTES;
        const parameters = this.#parameters(file, message, storedLength, nonceOf(message));
        try {
          return new Uint8Array(await crypto.subtle.decrypt(parameters, derived.aes, sealed));
        } catch (cause) {
          throw new RangeError('tag does not match', { cause });
        }
      },
    };
  }

  async #derive(file: FileKind, salt: Bytes) {
    const info = joinBytes([FILE_LABEL, this.#repositoryId, Uint8Array.of(FILE_KIND[file])]);
    return derivePair(this.#key.hkdf, salt, info);
  }

  #parameters(file: FileKind, message: Message, storedLength: number, iv: Bytes): AesGcmParams {
    const context = encodeContext(2, this.#repositoryId, file, message, storedLength);
    return { name: 'AES-GCM', iv, additionalData: context };
  }
}

function nonceOf(message: Message): Bytes {
  return new ByteWriter(NONCE_BYTES)
    .u8(MESSAGE_KIND[message.message])
    .zeros(7)
    .u32(message.number)
    .done();
}
