import type { Backend } from '../backend/backend.ts';
import { type Bytes, decodeText, encodeText, toHex } from '../lib/bytes.ts';
import { prepareHash } from '../lib/hash.ts';
import { type AccountId, asId, type BlobId, type ContainerId } from '../model/ids.ts';
import { GcmSealer } from './gcm-sealer.ts';
import { importMasterKey } from './keys.ts';
import { encodeLines } from './lines-file.ts';
import { Repository, type RepositoryEnvironment } from './repository.ts';
import type { ContainerState, SnapshotDraft } from './snapshot.ts';
import { TagSealer } from './tag-sealer.ts';

/** A made-up environment and made-up snapshots, for tests of this room and of those above. */
export function environment(
  options: { seed?: number } & Pick<
    Partial<RepositoryEnvironment>,
    'packBytes' | 'passphraseCost' | 'chunking' | 'mostInList'
  > = {},
): RepositoryEnvironment {
  const { seed = 0, ...rest } = options;
  let next = seed;
  return {
    now: () => Date.UTC(2026, 0, 1),
    randomBytes: (length) => new Uint8Array(length).map(() => next++),
    software: 'holdfast test',
    ...rest,
  };
}

/** A repository as nobody makes them any more. */
export async function createVersionOne(
  backend: Backend,
  settings: RepositoryEnvironment,
): Promise<Repository> {
  await prepareHash();
  const body = {
    version: 1,
    id: toHex(settings.randomBytes(16)),
    sealed: false,
    ids: 'sha-256',
    chunking: { family: 'fixed', size: 4_194_304 },
    features: { read: [], write: [], prune: [] },
  };
  await backend.put('format', encodeLines('holdfast repository', body));
  const repository = await Repository.open(backend, settings);
  if (repository === undefined) throw new Error('it has just been made');
  return repository;
}

/** Bytes that can't be compressed, the same ones for the same length and seed. */
export function noise(length: number, seed = length): Bytes {
  const numbers = new Uint32Array(Math.ceil(length / 4));
  let state = seed + 1;
  for (let at = 0; at < numbers.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    numbers[at] = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  }
  return new Uint8Array(numbers.buffer).slice(0, length);
}

export function draft(
  options: { receipt?: BlobId | null; root?: BlobId | null; isRunEnd?: boolean } = {},
): SnapshotDraft {
  return {
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:01:00.000Z',
    isRunEnd: options.isRunEnd ?? true,
    complete: true,
    accounts: [{ id: asId<AccountId>('a'), name: 'Pat', username: 'pat@example.com' }],
    containers: [container(options.root ?? null)],
    receipt: options.receipt ?? null,
    software: 'holdfast test',
  };
}

export function tagSealer(repository: number): TagSealer {
  return new TagSealer(new Uint8Array(16).fill(repository));
}

let salts = 0;

/** No two of its salts are the same. */
export async function gcmSealer(repository: number, key = 1): Promise<GcmSealer> {
  const id = new Uint8Array(16).fill(key);
  const imported = await importMasterKey({ id, bytes: new Uint8Array(32).fill(key) });
  return new GcmSealer(new Uint8Array(16).fill(repository), imported, (length) => {
    salts += 1;
    return new Uint8Array(length).map((_, at) => salts >> (8 * at));
  });
}

export const bytesOf = encodeText;
export const text = decodeText;

function container(root: BlobId | null): ContainerState {
  return {
    account: asId<AccountId>('a'),
    source: 'mail',
    id: asId<ContainerId>('inbox'),
    parent: null,
    name: 'Inbox',
    role: 'inbox',
    hidden: false,
    reportedCount: 1,
    cursor: { link: 'https://graph.example/delta?token=1', kind: 'round' },
    items: root,
    itemCount: root === null ? 0 : 1,
    unwholeCount: 0,
    gaps: [
      {
        itemId: null,
        label: '',
        missing: 'item',
        code: 'unreadable',
        message: 'no',
        upstreamCode: null,
        firstFailedAt: '2026-01-01T00:00:00.000Z',
        lastFailedAt: '2026-01-01T00:00:00.000Z',
        tries: 1,
      },
    ],
  };
}
