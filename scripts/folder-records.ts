import path from 'node:path';
import { FileRecords } from '../shared/backend/disk.ts';
import { MemoryRecords, type Records } from '../shared/backend/records.ts';
import { BEGUN_RECORD } from '../shared/engine/begun-contents.ts';

/**
 * What is remembered of checks and of files that came in part lies in the folder itself, under a name
 * no repository has: the next sample takes the next packs, and the next copy heals what was found and
 * goes on with large files.
 */
export function folderRecords(folder: string): Records {
  const kept = new FileRecords(path.join(folder, '.holdfast'));
  const others = new MemoryRecords();
  const isKept = (name: string) => name === 'check' || name === BEGUN_RECORD;
  const placeOf = (name: string) => (isKept(name) ? kept : others);
  return {
    read: (name) => placeOf(name).read(name),
    write: (name, value) => placeOf(name).write(name, value),
    remove: (name) => placeOf(name).remove(name),
  };
}
