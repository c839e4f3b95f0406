import { type Bytes, fromHex } from '../lib/bytes.ts';
import { deriveCatalogKey, deriveRecordsKey } from '../repository/keys.ts';
import type { Repository } from '../repository/repository.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import type { RecordsKey } from './sealed-records.ts';

export type LockState = EngineStatus['repository']['lock'];

/** Who can read the copy, and what that means for what is remembered beside it. */
export interface LockView {
  state: LockState;
  /** Under which what is remembered beside the repository is sealed. */
  recordsKey: RecordsKey;
}

/** Of a repository that can't be read before somebody unlocks it. */
export const LOCKED: LockView = { state: 'locked', recordsKey: undefined };

/** Of a repository that is open here; undefined: there is none, and nothing to hide. */
export async function viewLock(repository: Repository | undefined): Promise<LockView> {
  const state = await stateOf(repository);
  const key = state === 'protected' ? repository?.key : undefined;
  const recordsKey = key ? await deriveRecordsKey(key, fromHex(repository?.id ?? '')) : null;
  return { state, recordsKey };
}

/** Under which alone anything of its lists may rest on a disk; null: they may be plain. */
export async function catalogKeyOf(
  repository: Repository,
  state: LockState,
): Promise<Bytes | null> {
  const { id, key } = repository;
  return state !== 'protected' || key === null ? null : deriveCatalogKey(key, fromHex(id));
}

async function stateOf(repository: Repository | undefined): Promise<LockState> {
  if (repository === undefined) return 'open';
  if (repository.lock === null) return 'unprotectable';
  return (await repository.lock.kinds()).has('open') ? 'open' : 'protected';
}
