import { randomBytes } from 'node:crypto';
import { DiskBackend } from '../shared/backend/disk.ts';

/**
 * One measurement in a process of its own, so that neither memory nor warmth of another counts. It
 * is told a folder for the repository and what it needs beside that, and answers by a message.
 */
const [place = '', given = ''] = process.argv.slice(2);

/** Works in that folder, and tells what was measured. */
export function measureInFolder(
  measure: (parts: FolderParts, given: string) => Promise<object>,
): void {
  const environment = {
    now: () => Date.now(),
    randomBytes: (length: number) => new Uint8Array(randomBytes(length)),
    software: 'Holdfast bench',
  };
  void measure({ place, backend: new DiskBackend(place), environment }, given).then((measured) =>
    process.send?.(measured),
  );
}

interface FolderParts {
  place: string;
  backend: DiskBackend;
  environment: {
    now(): number;
    randomBytes(length: number): Uint8Array<ArrayBuffer>;
    software: string;
  };
}
