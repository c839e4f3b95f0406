import type { Bytes } from '../lib/bytes.ts';
import { fromHex } from '../lib/bytes.ts';
import { createHmac, SHA_256 } from '../lib/hash.ts';
import { BlobIds } from './blob-id.ts';
import { type Cutting, fixedCutting, gearCutting } from './cutting.ts';
import type { RepositoryFormat } from './format-file.ts';
import { GcmSealer } from './gcm-sealer.ts';
import { deriveCuttingKey, deriveIdKey, type RepositoryKey } from './keys.ts';
import type { Sealer } from './sealer.ts';
import { TagSealer } from './tag-sealer.ts';

/** What is different from one version of the format to the other. */
export interface Version {
  sealer: Sealer;
  ids: BlobIds;
  cutting: Cutting;
}

/** `id` is the repository's. */
export function versionOne(id: string): Version {
  const ids = new BlobIds(SHA_256);
  return { sealer: new TagSealer(fromHex(id)), ids, cutting: fixedCutting() };
}

export async function versionTwo(
  { id, chunking }: RepositoryFormat,
  key: RepositoryKey,
  making: { randomBytes(length: number): Bytes; mostInList?: number },
): Promise<Version> {
  const repositoryId = fromHex(id);
  const ids = new BlobIds(await createHmac(await deriveIdKey(key, repositoryId)));
  const cuts = await createHmac(await deriveCuttingKey(key, repositoryId));
  const sealer = new GcmSealer(repositoryId, key, (length) => making.randomBytes(length));
  return { sealer, ids, cutting: gearCutting(chunking, cuts, making.mostInList) };
}
