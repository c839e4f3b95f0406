import { type Bytes, encodeText } from '../lib/bytes.ts';
import { HASH_BYTES, KEY_ID_BYTES } from './format.ts';

const ID_LABEL = encodeText('holdfast 2 blob ids');
const CUTTING_LABEL = encodeText('holdfast 2 cuts');
const CATALOG_LABEL = encodeText('holdfast 2 catalog');
const RECORDS_LABEL = encodeText('holdfast 2 records');

/** The master key as it is kept, wrapped or in the clear, in a repository's slots. */
export interface MasterKey {
  id: Bytes;
  /** 32 bytes. Whoever is done with them fills them with zeros. */
  bytes: Bytes;
}

/**
 * What an open repository has of its master key: keys can be derived from it, and the bytes do not
 * come out again. It can be handed on, to open the same repository once more.
 */
export interface RepositoryKey {
  readonly id: Bytes;
  readonly hkdf: CryptoKey;
}

export function makeMasterKey(randomBytes: (length: number) => Bytes): MasterKey {
  return { id: randomBytes(KEY_ID_BYTES), bytes: randomBytes(HASH_BYTES) };
}

/** The master key for use; its bytes are not needed any more afterwards. */
export async function importMasterKey(master: MasterKey): Promise<RepositoryKey> {
  return { id: master.id, hkdf: await importHkdf(master.bytes) };
}

export function importHkdf(secret: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
}

/** The key by which blobs are named. */
export function deriveIdKey(key: RepositoryKey, repositoryId: Bytes): Promise<Bytes> {
  return derive(key.hkdf, repositoryId, ID_LABEL, HASH_BYTES);
}

/** The key that says where large blobs are cut. */
export function deriveCuttingKey(key: RepositoryKey, repositoryId: Bytes): Promise<Bytes> {
  return derive(key.hkdf, repositoryId, CUTTING_LABEL, HASH_BYTES);
}

/** The key under which the catalog of a locked repository rests on the disk; no part of the format. */
export function deriveCatalogKey(key: RepositoryKey, repositoryId: Bytes): Promise<Bytes> {
  return derive(key.hkdf, repositoryId, CATALOG_LABEL, HASH_BYTES);
}

/** For what is remembered beside a locked repository; no part of the format. */
export async function deriveRecordsKey(
  key: RepositoryKey,
  repositoryId: Bytes,
): Promise<CryptoKey> {
  const raw = await derive(key.hkdf, repositoryId, RECORDS_LABEL, HASH_BYTES);
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/**
 * A key for AES-GCM, and the commitment by which it is known before anything is decrypted: GCM
 * alone would open one message under two keys.
 */
export async function derivePair(
  hkdf: CryptoKey,
  salt: Bytes,
  info: Bytes,
): Promise<{ aes: CryptoKey; commitment: Bytes }> {
  const bytes = await derive(hkdf, salt, info, 2 * HASH_BYTES);
  const usages: KeyUsage[] = ['encrypt', 'decrypt'];
  const raw = bytes.subarray(0, HASH_BYTES);
  const aes = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, usages);
  return { aes, commitment: bytes.slice(HASH_BYTES) };
}

async function derive(hkdf: CryptoKey, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, hkdf, 8 * length));
}
