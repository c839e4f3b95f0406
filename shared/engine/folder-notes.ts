import type { NotePlace } from '../backend/notes.ts';
import { type Bytes, encodeText } from '../lib/bytes.ts';

/** For whoever finds the folder, perhaps years later and without the program. */
const README = `This folder is a copy of somebody's Microsoft 365 mail, made by Holdfast.

WHAT TO KNOW
- It is one whole: please don't rename, move, open or delete single files in it.
- The folder itself may be moved, or copied to another disk, with everything in it.
- The names are made of letters and digits because each file is named by a checksum
  of its contents. That is how damage is found.
- The contents are packed and encrypted, so no other program can show them.
  If a passphrase was set, nobody can read them without it or the recovery code.

HOW TO OPEN IT
`;
const WITH_HOLDFAST = `Open Holdfast in Edge or Chrome on a computer and choose this folder there.
`;
const WITH_PAGE = `Open the file recover.html in this folder with any current browser. It needs no
account, no network and no Holdfast. Choose this folder when it asks.
`;
const REST = `
The format is public: it is described in docs/repository-format.md of the program's source,
in enough detail to write a reader of one's own.

Other files may lie here too: Holdfast leaves them alone and never reads them. Files in the
folder "locks" only say who has it open.
`;

/** What is in the README.txt of a repository, with or without the page that opens it. */
export function folderReadme(hasPage: boolean): string {
  const ways = hasPage ? [WITH_PAGE, 'Or: ', WITH_HOLDFAST] : [WITH_HOLDFAST];
  // Line ends that every editor shows as such.
  return [README, ...ways, REST].join('').replaceAll('\n', '\r\n');
}

/**
 * Puts a README.txt beside a repository in a folder, and the page that opens it without the
 * program where there is one. Faults: those of the place.
 */
export async function writeFolderNotes(place: NotePlace, recoverPage: Bytes | null): Promise<void> {
  await place.writeNote('README.txt', encodeText(folderReadme(recoverPage !== null)));
  if (recoverPage !== null) await place.writeNote('recover.html', recoverPage);
}
