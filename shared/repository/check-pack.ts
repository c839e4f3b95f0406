import { mapConcurrent } from '../lib/iterate.ts';
import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import type { Directory, SegmentEntry } from './directory.ts';
import type { PackPlace } from './pack-directory.ts';
import { PackFile } from './pack-file.ts';
import type { SecondThread } from './second-thread.ts';

/** While one is decrypted, others are decompressed and hashed. */
const SEGMENTS_AT_ONCE = 16;
/** Segments that one of the threads takes at once: few enough that neither waits for the other. */
const BATCH_BYTES = 1024 * 1024;
const BATCH_BLOBS = 1_024;
const BATCHES_AT_ONCE = 4;

export interface PackFinding {
  isSound: boolean;
  /** Blobs that are not what they were. */
  lost: BlobId[];
}

interface CheckPackParts extends PackPlace {
  ids: BlobIds;
  /** Takes its share of the segments. */
  thread?: SecondThread | undefined;
}

type Numbered = readonly [number: number, entry: SegmentEntry];

/**
 * Reads every byte of a pack and compares: the file with its name, every segment with its tag,
 * every blob with its id. Bytes between all that may be wrong without any blob being hit.
 * Faults: those of the backend but `corrupt`.
 */
export async function checkPack(
  parts: CheckPackParts,
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
  const checked = mapConcurrent(batchesOf(directory), BATCHES_AT_ONCE, async (batch) => {
    signal.throwIfAborted();
    const numbers = batch.map(([number]) => number);
    // What seems wrong over there is looked at here.
    const unsound = await unsoundOver(parts.thread, pack, numbers);
    return unsoundHere(pack, unsound, signal);
  });
  for await (const unsound of checked) {
    for (const number of unsound) for (const { id } of directory[number]?.blobs ?? []) lost.add(id);
  }
  return { isSound: sound !== undefined && lost.size === 0, lost: [...lost] };
}

function* batchesOf(directory: Directory): Generator<Numbered[], void> {
  let batch: Numbered[] = [];
  let [sizeBytes, blobs] = [0, 0];
  for (const [number, entry] of directory.entries()) {
    batch.push([number, entry]);
    sizeBytes += entry.storedLength;
    blobs += entry.blobs.length;
    if (sizeBytes < BATCH_BYTES && blobs < BATCH_BLOBS) continue;
    yield batch;
    batch = [];
    [sizeBytes, blobs] = [0, 0];
  }
  if (batch.length > 0) yield batch;
}

/** What is still to be looked at here: nothing, when the second thread found all of it sound. */
async function unsoundOver(
  thread: SecondThread | undefined,
  pack: PackFile | undefined,
  numbers: readonly number[],
): Promise<readonly number[]> {
  if (pack === undefined || !thread?.hasRoom) return numbers;
  try {
    return await thread.check(pack.copyOf(numbers));
  } catch {
    return numbers;
  }
}

async function unsoundHere(
  pack: PackFile | undefined,
  numbers: readonly number[],
  signal: AbortSignal,
): Promise<number[]> {
  const unsound: number[] = [];
  const read = mapConcurrent(numbers, SEGMENTS_AT_ONCE, async (number) => {
    signal.throwIfAborted();
    return { number, isSound: await orUndefined(async () => pack?.compareSegment(number)) };
  });
  for await (const { number, isSound } of read) if (!isSound) unsound.push(number);
  return unsound;
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
