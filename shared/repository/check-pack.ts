import { mapConcurrent } from '../lib/iterate.ts';
import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import type { Directory } from './directory.ts';
import { PackFile, type PackPlace } from './pack-file.ts';

/** While one is decrypted, others are decompressed and hashed. */
const SEGMENTS_AT_ONCE = 16;

export interface PackFinding {
  isSound: boolean;
  /** Blobs that are not what they were. */
  lost: BlobId[];
}

/**
 * Reads every byte of a pack and compares: the file with its name, every segment with its tag,
 * every blob with its id. Bytes between all that may be wrong without any blob being hit.
 * Faults: those of the backend but `corrupt`.
 */
export async function checkPack(
  parts: PackPlace & { ids: BlobIds },
  hash: string,
  directory: Directory,
  signal: AbortSignal,
): Promise<PackFinding> {
  const sound = await orUndefined(() => parts.files.read('pack', hash));
  const pack = await orUndefined(() =>
    sound === undefined
      ? PackFile.open(parts, hash, directory)
      : PackFile.from(parts, sound, directory),
  );
  const lost = new Set<BlobId>();
  const checked = mapConcurrent(directory.entries(), SEGMENTS_AT_ONCE, async ([number, entry]) => {
    signal.throwIfAborted();
    return { entry, read: await orUndefined(async () => pack?.readSegment(number)) };
  });
  for await (const { entry, read } of checked) {
    if (read === undefined) for (const { id } of entry.blobs) lost.add(id);
  }
  return { isSound: sound !== undefined && lost.size === 0, lost: [...lost] };
}

/** Undefined also for what is damaged. */
async function orUndefined<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error, 'corrupt', 'unsupported')) return undefined;
    throw error;
  }
}
