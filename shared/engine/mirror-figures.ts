import type { CopyPlan, StoredListing } from '../repository/copy-plan.ts';
import { PREFIXES } from '../repository/file-names.ts';
import type { MirrorStatus } from '../rpc/protocol.ts';
import type { Beyond } from './mirror-gone.ts';
import { type MirrorRecord, shortName } from './mirror-record.ts';

type Behind = Pick<MirrorStatus, 'behindSnapshots' | 'behindBytes'>;

/** By what is remembered of the mirror, without asking it. What was removed since hides as much. */
export function behindSince(record: MirrorRecord, listing: StoredListing): Behind {
  const there = new Set(record.snapshots);
  const missing = [...listing.snapshot.keys()].filter((name) => !there.has(shortName(name)));
  const behindBytes = Math.max(0, bytesOf(listing) - record.bytes);
  return { behindSnapshots: missing.length, behindBytes };
}

/** By what both places list. */
export function behindBy({ missing }: CopyPlan): Behind {
  const snapshots = missing.filter(({ kind }) => kind === 'snapshot');
  return {
    behindSnapshots: snapshots.length,
    behindBytes: missing.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

export function lostIn({ lost }: Beyond): Pick<MirrorStatus, 'lost'> {
  const snapshots = lost.filter((name) => name.startsWith(PREFIXES.snapshot));
  return { lost: { snapshots: snapshots.length, files: lost.length } };
}

export function bytesOf(listing: StoredListing): number {
  let bytes = 0;
  for (const files of Object.values(listing)) for (const size of files.values()) bytes += size;
  return bytes;
}
