import path from 'node:path';
import { FileRecords } from '../shared/backend/disk.ts';
import { MemoryRecords, type Records } from '../shared/backend/records.ts';

/**
 * What is remembered of checks lies in the folder itself, under a name no repository has: the next
 * sample takes the next packs, and the next copy heals what was found.
 */
export function folderRecords(folder: string): Records {
  const kept = new FileRecords(path.join(folder, '.holdfast'));
  const others = new MemoryRecords();
  const placeOf = (name: string) => (name === 'check' ? kept : others);
  return {
    read: (name) => placeOf(name).read(name),
    write: (name, value) => placeOf(name).write(name, value),
    remove: (name) => placeOf(name).remove(name),
  };
}
