import type { Bytes } from '../lib/bytes.ts';
import { isFault } from '../model/fault.ts';
import { decodingLater } from './decoding.ts';
import { nameOf } from './file-names.ts';
import { decodeGone, type Gone } from './gone-file.ts';
import { decodeMark, type Mark } from './mark-file.ts';
import type { PackPlace } from './pack-directory.ts';
import type { Sealer } from './sealer.ts';

/** What marks and gone files say; damaged ones are left out and listed in the files' damage. */
export interface Removals {
  /** Hashes of all marks and gone files that are there. */
  files: Set<string>;
  /** Names of marks and gone files that can't be read. */
  unreadable: string[];
  /** By the hash of their file. */
  marks: Map<string, Mark>;
  gone: Map<string, Gone>;
  /** Everything that gone files name. */
  removed: { packs: Set<string>; indexes: Set<string>; snapshots: Set<string> };
}

/** Faults: those of the backend. */
export async function readRemovals(place: PackPlace): Promise<Removals> {
  const unreadable: string[] = [];
  const files = new Set<string>();
  const gone = await readAll(place, 'gone', decodeGone, files, unreadable);
  const marks = await readAll(place, 'mark', decodeMark, files, unreadable);
  const all = [...gone.values()];
  return {
    files,
    marks,
    gone,
    unreadable,
    removed: {
      packs: new Set(all.flatMap(({ packs }) => packs)),
      indexes: new Set(all.flatMap(({ indexes }) => indexes)),
      snapshots: new Set(all.flatMap(({ snapshots }) => snapshots.map(({ id }) => id))),
    },
  };
}

async function readAll<T>(
  { files, sealer }: PackPlace,
  kind: 'mark' | 'gone',
  decode: (sealer: Sealer, bytes: Bytes) => Promise<T>,
  listed: Set<string>,
  unreadable: string[],
): Promise<Map<string, T>> {
  const all = new Map<string, T>();
  for (const hash of (await files.list(kind)).keys()) {
    const name = nameOf(kind, hash);
    listed.add(hash);
    try {
      const bytes = await files.read(kind, hash);
      if (bytes === undefined) continue;
      all.set(hash, await decodingLater(name, () => decode(sealer, bytes)));
    } catch (error) {
      if (!isFault(error, 'corrupt', 'unsupported')) throw error;
      // One of a later format says something, to others.
      if (error.code === 'corrupt') unreadable.push(name);
      files.reportBroken(name, 'it is damaged and was left out');
    }
  }
  return all;
}
