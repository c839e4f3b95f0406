import type { Bytes } from '../lib/bytes.ts';
import { fromHex } from '../lib/bytes.ts';
import { createHmac, SHA_256 } from '../lib/hash.ts';
import { BlobIds } from './blob-id.ts';
import { GcmSealer } from './gcm-sealer.ts';
import { deriveIdKey, type RepositoryKey } from './keys.ts';
import type { Sealer } from './sealer.ts';
import { TagSealer } from './tag-sealer.ts';

/** What is different from one version of the format to the other. */
export interface Version {
  sealer: Sealer;
  ids: BlobIds;
}

/** `id` is the repository's. */
export function versionOne(id: string): Version {
  return { sealer: new TagSealer(fromHex(id)), ids: new BlobIds(SHA_256) };
}

export async function versionTwo(
  id: string,
  key: RepositoryKey,
  randomBytes: (length: number) => Bytes,
): Promise<Version> {
  const repositoryId = fromHex(id);
  const ids = new BlobIds(await createHmac(await deriveIdKey(key, repositoryId)));
  return { sealer: new GcmSealer(repositoryId, key, randomBytes), ids };
}
