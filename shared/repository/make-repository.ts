import type { Backend } from '../backend/backend.ts';
import { toHex } from '../lib/bytes.ts';
import { CHUNKING } from './chunking.ts';
import { REPOSITORY_ID_BYTES } from './format.ts';
import { KeyRing } from './key-ring.ts';
import { makeMasterKey } from './keys.ts';
import { alreadyThere, readFormat, writeFormat } from './open-format.ts';
import { type Opened, openWith, prepare, useMaster } from './open-repository.ts';
import { RepositoryFiles } from './repository-files.ts';
import type { RepositoryMaking } from './repository-making.ts';
import { type Lock, SlotChanges } from './slot-changes.ts';

/** Makes a repository in an empty place. Faults: `conflict` when there is one. */
export async function makeRepository(
  backend: Backend,
  making: RepositoryMaking,
  lock: Lock,
): Promise<Opened> {
  await prepare();
  await checkEmpty(backend);
  const id = making.randomBytes(REPOSITORY_ID_BYTES);
  const master = makeMasterKey((length) => making.randomBytes(length));
  // Without its slots a repository could never be read, so they come first. Should somebody else
  // make one at this moment, ours are of no repository and in nobody's way.
  const files = new RepositoryFiles(backend);
  const ring = new KeyRing(files, toHex(id));
  await new SlotChanges(ring, files, toHex(id), making).begin(master, lock);
  const format = await writeFormat(backend, id, making.chunking ?? CHUNKING);
  const key = await useMaster(master);
  return openWith(format, new RepositoryFiles(backend), making, key);
}

async function checkEmpty(backend: Backend): Promise<void> {
  if ((await readFormat(backend)) !== undefined) throw alreadyThere();
}
