import type { BlobId } from '../model/ids.ts';
import { BlobSet } from './blob-set.ts';
import type { Directory } from './directory.ts';
import type { PackClass } from './format.ts';
import { PACK_CLASSES } from './format.ts';
import { directoryOf } from './index-file.ts';
import type { ListedPack } from './pack-list.ts';

/** How much of a pack snapshots need. */
export interface PackUse {
  pack: ListedPack;
  packClass: PackClass;
  /** Stored bytes of all its blobs. */
  blobBytes: number;
  /** Of those that are needed and, if they have several places, are taken from here. */
  neededBytes: number;
  neededBlobs: number;
}

/** `worse` packs are taken only for what no other pack has: marked ones, and damaged ones last. */
export type Rank = (hash: string) => number;

/**
 * How much of each pack is needed, if every needed blob is taken from one place: from the best
 * ranked pack, and among those from the one that is of most use anyway.
 */
export function measureUse(
  packs: Iterable<ListedPack>,
  needed: (id: BlobId) => boolean,
  rank: Rank,
): PackUse[] {
  const measured = [...packs].map((pack) => ({ pack, share: shareOf(directoryOf(pack), needed) }));
  measured.sort(
    (a, b) =>
      rank(a.pack.hash) - rank(b.pack.hash) ||
      b.share - a.share ||
      (a.pack.hash < b.pack.hash ? -1 : 1),
  );
  const taken = new BlobSet();
  return measured.map(({ pack }) =>
    useOf(pack, directoryOf(pack), (id) => needed(id) && taken.add(id)),
  );
}

function shareOf(directory: Directory, needed: (id: BlobId) => boolean): number {
  let all = 0;
  let used = 0;
  for (const { blobs } of directory) {
    for (const { id, length } of blobs) {
      all += length;
      if (needed(id)) used += length;
    }
  }
  return all === 0 ? 0 : used / all;
}

function useOf(pack: ListedPack, directory: Directory, takes: (id: BlobId) => boolean): PackUse {
  let blobBytes = 0;
  let neededBytes = 0;
  let neededBlobs = 0;
  for (const { blobs, storedLength, plainLength } of directory) {
    blobBytes += storedLength;
    let plain = 0;
    for (const { id, length } of blobs) {
      if (!takes(id)) continue;
      neededBlobs += 1;
      plain += length;
    }
    neededBytes += plainLength === 0 ? 0 : (storedLength * plain) / plainLength;
  }
  const [first] = directory;
  const packClass = first === undefined ? 'data' : PACK_CLASSES[first.kind];
  return { pack, packClass, blobBytes, neededBytes: Math.round(neededBytes), neededBlobs };
}

/** A pack is packed anew from here on: below it the writing costs more than it brings. */
const WORTH_FROM_UNUSED = 0.4;
/** At most this share of everything is rewritten at once, so that a run takes minutes. */
const MOST_REWRITTEN = 0.1;
const MOST_REWRITTEN_AT_LEAST_BYTES = 64 * 1024 * 1024;
/** Each run leaves small packs; so many of a class are worth one larger pack. */
const WORTH_FROM_SMALL = 16;
const SMALL_SHARE = 0.25;

/**
 * Which packs are worth packing anew, the most wasteful first: those that are mostly of no use, and
 * small ones when there are many.
 */
export function chooseRepacks(uses: readonly PackUse[], packBytes: number): PackUse[] {
  const unusedShare = ({ blobBytes, neededBytes }: PackUse) =>
    blobBytes === 0 ? 0 : 1 - neededBytes / blobBytes;
  const isSmall = ({ pack }: PackUse) => pack.sizeBytes < packBytes * SMALL_SHARE;
  const used = uses.filter(({ neededBlobs }) => neededBlobs > 0);
  const chosen = new Set(used.filter((use) => unusedShare(use) >= WORTH_FROM_UNUSED));
  for (const packClass of ['data', 'state'] as const) {
    const small = used.filter((use) => use.packClass === packClass && isSmall(use));
    if (small.length < WORTH_FROM_SMALL) continue;
    for (const use of small) chosen.add(use);
  }
  const allBytes = uses.reduce((sum, { pack }) => sum + pack.sizeBytes, 0);
  let left = Math.max(MOST_REWRITTEN_AT_LEAST_BYTES, allBytes * MOST_REWRITTEN);
  const sorted = [...chosen].sort((a, b) => unusedShare(b) - unusedShare(a));
  return sorted.filter(({ neededBytes }) => {
    left -= neededBytes;
    return left >= 0;
  });
}
