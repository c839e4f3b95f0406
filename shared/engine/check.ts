import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { Repository } from '../repository/repository.ts';

export interface CheckResult {
  snapshots: number;
  items: number;
  blobs: number;
  bytes: number;
  /** Where something is missing or not what it was, in words without contents. */
  damage: string[];
}

/**
 * Reads everything that any snapshot reaches, each blob once, and compares it with its hash. The
 * same pages and contents of many snapshots cost one reading.
 */
export async function checkEverything(repository: Repository): Promise<CheckResult> {
  const result: CheckResult = { snapshots: 0, items: 0, blobs: 0, bytes: 0, damage: [] };
  const checked = new Set<BlobId>();
  const maps = new Set<BlobId>();

  async function trying(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isFault(error)) throw error;
      result.damage.push(`${what}: ${error.code}, ${error.message}`);
    }
  }

  async function checkBlob(what: string, id: BlobId): Promise<void> {
    if (checked.has(id)) return;
    checked.add(id);
    await trying(what, async () => {
      result.bytes += (await repository.loadBlob(id)).byteLength;
      result.blobs += 1;
    });
  }

  async function checkMap(what: string, root: BlobId): Promise<void> {
    if (maps.has(root)) return;
    maps.add(root);
    await trying(what, async () => {
      for await (const [, entry] of repository.openMap(root).entries()) {
        result.items += 1;
        await checkBlob(`${what}, properties of an item`, entry.meta);
        for (const part of entry.parts) await checkBlob(`${what}, ${part.role}`, part.blob);
      }
    });
  }

  for (const { id, sequence } of repository.snapshots()) {
    const what = `snapshot ${sequence}`;
    await trying(what, async () => {
      const { containers, receipt } = await repository.loadSnapshot(id);
      result.snapshots += 1;
      if (receipt !== null) await checkBlob(`${what}, receipt`, receipt);
      for (const { items } of containers) if (items !== null) await checkMap(what, items);
    });
  }
  for (const { file, problem } of repository.damage()) result.damage.push(`${file}: ${problem}`);
  return result;
}
