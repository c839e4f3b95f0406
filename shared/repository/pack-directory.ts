import { decoding, decodingLater } from './decoding.ts';
import type { Directory } from './directory.ts';
import { nameOf } from './file-names.ts';
import { HEAD_BYTES, TAIL_BYTES } from './format.ts';
import { decodePackDirectory, decodeTail } from './pack.ts';
import type { RepositoryFiles } from './repository-files.ts';
import type { Sealer } from './sealer.ts';

export interface PackPlace {
  files: RepositoryFiles;
  sealer: Sealer;
}

/** The directory as it stands in the pack itself. Faults: `corrupt`, `unsupported`. */
export async function readDirectory(
  { files, sealer }: PackPlace,
  hash: string,
  sizeBytes: number,
): Promise<Directory> {
  const name = nameOf('pack', hash);
  const read = async (offset: number, length: number) =>
    (await files.backend.get(name, { offset, length })) ?? new Uint8Array();
  const tailBytes = await read(Math.max(0, sizeBytes - TAIL_BYTES), TAIL_BYTES);
  const tail = decoding(name, () => decodeTail(tailBytes, sizeBytes));
  const head = await read(0, HEAD_BYTES);
  const end = await read(tail.directoryOffset, sizeBytes - tail.directoryOffset);
  return decodingLater(name, async () =>
    decodePackDirectory(await sealer.open('pack', head), end, tail),
  );
}
