import { Fault, isFault } from '../model/fault.ts';
import type { SnapshotId } from '../model/ids.ts';
import type { SnapshotSummary } from '../model/item.ts';
import { decodingLater } from './decoding.ts';
import { nameOf } from './file-names.ts';
import type { OpenFormat } from './open-format.ts';
import type { RepositoryFiles } from './repository-files.ts';
import type { Sealer } from './sealer.ts';
import type { SnapshotRecord } from './snapshot.ts';
import { decodeSnapshot } from './snapshot-file.ts';

const READ_AT_ONCE = 8;

export interface LoadedSnapshots {
  /** Sound ones, by sequence. */
  summaries: SnapshotSummary[];
  /** Every file there is, damaged ones too. */
  known: Set<string>;
  /** Index files that they name. */
  indexes: Set<string>;
}

/** Reads every snapshot; reports damaged ones and leaves them out. */
export async function loadSnapshots(
  files: RepositoryFiles,
  sealer: Sealer,
  format: OpenFormat,
  removed: ReadonlySet<string> = new Set(),
): Promise<LoadedSnapshots> {
  const all = [...(await files.list('snapshot'))];
  const listed = all.filter(([hash]) => !removed.has(hash));
  const loaded: LoadedSnapshots = { summaries: [], known: new Set(), indexes: new Set() };
  for (const [hash] of all) loaded.known.add(hash);
  for (let at = 0; at < listed.length; at += READ_AT_ONCE) {
    const batch = listed.slice(at, at + READ_AT_ONCE);
    await Promise.all(
      batch.map(async ([hash, sizeBytes]) => {
        loaded.known.add(hash);
        files.countBytes(sizeBytes);
        await loadOne(files, sealer, format, hash, loaded);
      }),
    );
  }
  loaded.summaries.sort(bySequence);
  reportForks(files, loaded.summaries);
  return loaded;
}

async function loadOne(
  files: RepositoryFiles,
  sealer: Sealer,
  format: OpenFormat,
  hash: string,
  loaded: LoadedSnapshots,
): Promise<void> {
  try {
    const read = await readSnapshot(files, sealer, format, hash);
    if (read === undefined) return;
    if (read.origin.format !== format.hash) {
      throw new Fault('corrupt', 'the snapshot was made with another "format"');
    }
    loaded.summaries.push(summaryOf(read.record));
    for (const index of read.origin.indexes) loaded.indexes.add(index);
  } catch (error) {
    if (!isFault(error, 'corrupt', 'unsupported')) throw error;
    files.reportBroken(nameOf('snapshot', hash), 'the snapshot is damaged and was left out');
  }
}

/** One snapshot, compared with its name. Faults: `corrupt`. */
export async function readSnapshot(
  files: RepositoryFiles,
  sealer: Sealer,
  format: OpenFormat,
  hash: string,
) {
  const bytes = await files.read('snapshot', hash);
  if (bytes === undefined) return undefined;
  return decodingLater(nameOf('snapshot', hash), async () => {
    const snapshot = await decodeSnapshot(sealer, hash, bytes);
    if (snapshot.origin.repository !== format.id) throw new RangeError('foreign');
    return snapshot;
  });
}

export function summaryOf(record: SnapshotRecord): SnapshotSummary {
  const { id, sequence, startedAt, endedAt, isRunEnd, complete } = record;
  return { id, sequence, startedAt, endedAt, isRunEnd, complete };
}

type Ordered = { id: SnapshotId; sequence: number };

function bySequence(a: Ordered, b: Ordered): number {
  return a.sequence - b.sequence || (a.id < b.id ? -1 : 1);
}

function reportForks(files: RepositoryFiles, summaries: readonly SnapshotSummary[]): void {
  for (const [at, { id, sequence }] of summaries.entries()) {
    if (summaries[at + 1]?.sequence !== sequence) continue;
    files.report(
      nameOf('snapshot', id),
      'two programs wrote at the same time; both copies stay',
      true,
    );
  }
}
