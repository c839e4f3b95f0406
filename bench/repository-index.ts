import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Backend } from '../shared/backend/backend.ts';
import { asId, type BlobId } from '../shared/model/ids.ts';
import { encodeDirectory, type SegmentEntry } from '../shared/repository/directory.ts';
import { nameOf } from '../shared/repository/file-names.ts';
import { HEAD_BYTES, TAG_BYTES, TAIL_BYTES } from '../shared/repository/format.ts';
import { encodeIndex, type IndexedPack } from '../shared/repository/index-file.ts';
import { Repository, type RepositoryEnvironment } from '../shared/repository/repository.ts';
import { encodeWholeFile } from '../shared/repository/whole-file.ts';
import { secondsOf } from './repository-work.ts';

export interface IndexMeasured {
  seconds: number;
  /** Of the process, before the repository is opened and at most while it is. */
  startMb: number;
  peakMb: number;
}

interface IndexParts {
  place: string;
  backend: Backend;
  environment: RepositoryEnvironment;
}

/** As small mail has them: 16 of 4 KiB in a segment, 4,000 in a pack. */
const BLOB_BYTES = 4_096;
const BLOBS_IN_SEGMENT = 16;
const SEGMENTS_IN_PACK = 250;

/**
 * A repository whose one index names this many blobs, opened by a process of its own. Its packs are
 * files without anything in them: opening looks at their lengths only.
 */
export async function measureIndex(parts: IndexParts, count: number): Promise<IndexMeasured> {
  const repository = await Repository.create(parts.backend, parts.environment);
  const packs: IndexedPack[] = [];
  for (let at = 0; at < count; at += BLOBS_IN_SEGMENT * SEGMENTS_IN_PACK) {
    const pack = inventPack();
    packs.push(pack);
    await writeHollow(join(parts.place, nameOf('pack', pack.hash)), pack.sizeBytes);
  }
  const { files, sealer } = repository.upkeep();
  await files.put('index', await encodeWholeFile(sealer, 'index', encodeIndex(packs)));
  const child = fork(join(import.meta.dirname, 'repository-process-open.ts'), [parts.place]);
  return new Promise<IndexMeasured>((resolve, reject) => {
    child.once('message', (measured) => resolve(measured as IndexMeasured));
    child.once('exit', (code) => reject(new Error(`opening ended with ${code}`)));
  });
}

export async function measureOpening({ backend, environment }: Omit<IndexParts, 'place'>) {
  const startMb = process.resourceUsage().maxRSS / 1000;
  const seconds = await secondsOf(async () => {
    const repository = await Repository.open(backend, environment);
    if (repository === undefined || repository.stats().blobs === 0) throw new Error('empty');
  });
  return { seconds, startMb, peakMb: process.resourceUsage().maxRSS / 1000 };
}

function inventPack(): IndexedPack {
  const segments: SegmentEntry[] = [];
  let offset = HEAD_BYTES;
  for (let segment = 0; segment < SEGMENTS_IN_PACK; segment++) {
    const blobs = Array.from({ length: BLOBS_IN_SEGMENT }, () => {
      const id = asId<BlobId>(randomBytes(32).toString('hex'));
      return { id, length: BLOB_BYTES, kind: 'body' as const };
    });
    const storedLength = (BLOBS_IN_SEGMENT * BLOB_BYTES) / 2;
    const plainLength = BLOBS_IN_SEGMENT * BLOB_BYTES;
    segments.push({ offset, storedLength, plainLength, method: 1, kind: 'body', blobs });
    offset += storedLength + TAG_BYTES;
  }
  const directory = encodeDirectory(segments);
  const sizeBytes = offset + directory.byteLength + TAG_BYTES + TAIL_BYTES;
  return { hash: randomBytes(32).toString('hex'), sizeBytes, directory };
}

/** Costs no room on the disk. */
async function writeHollow(path: string, sizeBytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  await file.truncate(sizeBytes);
  await file.close();
}
