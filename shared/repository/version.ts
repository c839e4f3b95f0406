import { fromHex } from '../lib/bytes.ts';
import { SHA_256 } from '../lib/hash.ts';
import { BlobIds } from './blob-id.ts';
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
