import type { Catalog } from './catalog.ts';
import { importCatalogKey } from './chunk-cipher.ts';
import { MemoryFile } from './memory-file.contract.ts';
import { openCatalogIn } from './open-catalog.ts';
import type { Sealing } from './sealed-file.ts';
import { openSealedStore } from './sealed-store.ts';

export const KEY = new Uint8Array(32).fill(7);

export async function sealingOf({ key = KEY, repositoryId = 'r' } = {}): Promise<Sealing> {
  return {
    catalogKey: await importCatalogKey(key),
    repositoryId,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  };
}

/** A sealed catalog on what `file` has. */
export async function openSealedInMemory(file = new MemoryFile()): Promise<Catalog> {
  return openCatalogIn(await openSealedStore(file, await sealingOf()), 'r');
}
