import type { Backend } from '../backend/backend.ts';
import { type Bytes, toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import { Fault, isFault } from '../model/fault.ts';
import type { Chunking } from './chunking.ts';
import { FORMAT_NAME } from './file-names.ts';
import { decodeFormat, encodeFormat, type RepositoryFormat } from './format-file.ts';

export interface OpenFormat extends RepositoryFormat {
  /** Hash of the `format` file. */
  hash: string;
}

/**
 * What the `format` file says; undefined when there is no repository. Where files of one lie but
 * no sound `format`, that is damage and never an empty place: a new repository there would hide
 * what is left of the old one. Faults: `corrupt`, `unsupported`.
 */
export async function readFormat(backend: Backend): Promise<OpenFormat | undefined> {
  const bytes = await backend.get(FORMAT_NAME);
  try {
    if (bytes === undefined) throw new Fault('corrupt', 'the file "format" is missing');
    return { ...decodeFormat(bytes), hash: toHex(await hash(bytes)) };
  } catch (error) {
    if (!isFault(error, 'corrupt') || (await hasOtherFiles(backend))) throw error;
    return undefined;
  }
}

/** Faults: `conflict` when there is a repository, or somebody makes one at the same time. */
export async function writeFormat(
  backend: Backend,
  id: Bytes,
  chunking: Chunking,
): Promise<OpenFormat> {
  if ((await readFormat(backend)) !== undefined) throw alreadyThere();
  // The making may have been interrupted; `put` would keep that broken file.
  await backend.remove(FORMAT_NAME);
  await backend.put(FORMAT_NAME, encodeFormat(toHex(id), chunking));
  const format = await readFormat(backend);
  if (format?.id !== toHex(id)) throw alreadyThere();
  return format;
}

/** Slots alone are nothing: they are written first, and no data was ever under their key. */
async function hasOtherFiles(backend: Backend): Promise<boolean> {
  for (const prefix of ['snapshots/', 'index/', 'packs/', 'journal/', 'marks/', 'gone/']) {
    for await (const { sizeBytes } of backend.list(prefix)) {
      if (sizeBytes > 0) return true;
    }
  }
  return false;
}

export function alreadyThere(): Fault {
  return new Fault('conflict', 'there is a repository already');
}
