import { type Bytes, ByteWriter, encodeText } from '../lib/bytes.ts';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const SALT_BYTES = 32;

/** Counts up with the layout of the file: an older one does not open, and is made anew. */
const CONTEXT = 'holdfast 2 catalog file 1';
/** As they stand in the associated data. */
const KINDS = { root: 0, table: 1, chunk: 2 } as const;

/** Which piece of a file this is; another piece, or an older one, does not open in its place. */
export interface PieceName {
  kind: keyof typeof KINDS;
  number: number;
  generation: number;
}

export interface SealedPiece {
  nonce: Bytes;
  /** The ciphertext, of the length of the plain bytes, and then the tag. */
  bytes: Bytes;
}

/** The key for catalogs, as it is handed in; it can't be read again. */
export function importCatalogKey(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key.slice(), 'HKDF', false, ['deriveKey']);
}

/**
 * Seals the pieces of one file with AES-256-GCM, under a key of the file's own. Nonces are random:
 * a counter would repeat them once somebody puts an older copy of the file back.
 */
export class ChunkCipher {
  readonly #context: Bytes;

  private constructor(
    private readonly key: CryptoKey,
    repositoryId: string,
    private readonly randomBytes: (length: number) => Bytes,
  ) {
    this.#context = encodeText(`${CONTEXT} ${repositoryId}`);
  }

  static async forFile(
    catalogKey: CryptoKey,
    repositoryId: string,
    salt: Bytes,
    randomBytes: (length: number) => Bytes,
  ): Promise<ChunkCipher> {
    const key = await crypto.subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt, info: encodeText(CONTEXT) },
      catalogKey,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    );
    return new ChunkCipher(key, repositoryId, randomBytes);
  }

  async seal(name: PieceName, plain: Bytes): Promise<SealedPiece> {
    const nonce = this.randomBytes(NONCE_BYTES);
    const sealed = await crypto.subtle.encrypt(this.#parameters(name, nonce), this.key, plain);
    return { nonce, bytes: new Uint8Array(sealed) };
  }

  /** undefined when it is not what was sealed under this name. */
  async open(name: PieceName, { nonce, bytes }: SealedPiece): Promise<Bytes | undefined> {
    try {
      const plain = await crypto.subtle.decrypt(this.#parameters(name, nonce), this.key, bytes);
      return new Uint8Array(plain);
    } catch {
      // WebCrypto has one error for all of it, and says nothing more.
      return undefined;
    }
  }

  #parameters({ kind, number, generation }: PieceName, iv: Bytes): AesGcmParams {
    const additionalData = new ByteWriter(this.#context.byteLength + 13)
      .bytes(this.#context)
      .u8(KINDS[kind])
      .u32(number)
      .u64(generation)
      .done();
    return { name: 'AES-GCM', iv, additionalData, tagLength: TAG_BYTES * 8 };
  }
}
