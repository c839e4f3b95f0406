import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import type { Directory } from './directory.ts';
import { PackFile, type PackPlace } from './pack-file.ts';

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
  const isFileSound = await isSound(
    async () => (await parts.files.read('pack', hash)) !== undefined,
  );
  const lost = new Set<BlobId>();
  const loseAll = ({ blobs }: Directory[number]) => {
    for (const { id } of blobs) lost.add(id);
  };
  let pack: PackFile | undefined;
  await isSound(async () => {
    pack = await PackFile.open(parts, hash, directory);
    return true;
  });
  for (const [number, entry] of directory.entries()) {
    signal.throwIfAborted();
    const opened = pack;
    const isRight =
      opened !== undefined &&
      (await isSound(async () => {
        await opened.readSegment(number);
        return true;
      }));
    if (!isRight) loseAll(entry);
  }
  return { isSound: isFileSound && lost.size === 0, lost: [...lost] };
}

async function isSound(work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error, 'corrupt', 'unsupported')) return false;
    throw error;
  }
}
