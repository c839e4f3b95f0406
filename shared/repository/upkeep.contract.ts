import type { Backend } from '../backend/backend.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { areEqual } from '../lib/bytes.ts';
import type { CheckResult } from '../model/check.ts';
import { asId, type BlobId, type ItemId, type SnapshotId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { PruneResult } from '../model/prune.ts';
import type { RetentionRule } from '../model/retention.ts';
import { type CheckOptions, checkRepository } from './check-repository.ts';
import { GRACE_MS, type PruneOptions, prune } from './prune.ts';
import { type RepairResult, repairRepository } from './repair.ts';
import { Repository } from './repository.ts';
import { bytesOf, draft, environment, text } from './testing.ts';

/** For tests of check, repair and prune: copies of a few items, one a day. */
export const DAY_MS = 24 * 60 * 60 * 1000;
export const START = Date.UTC(2026, 0, 1);
export const SIGNAL = new AbortController().signal;

export const KEEP_LAST: RetentionRule = {
  withinDays: 0,
  last: 1,
  hourly: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  goneDays: 0,
};

/** What snapshots were told to hold: content by item. */
export type Promised = Map<SnapshotId, Map<ItemId, string>>;

/** Opened or made, as the engine does it; each time as another writer. */
export async function openedFor(backend: Backend, packBytes = 8_000): Promise<Repository> {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const settings = { ...environment({ packBytes }), randomBytes };
  return (await Repository.open(backend, settings)) ?? (await Repository.create(backend, settings));
}

/** Brings the kept items to what `items` says, `name` or `name=state`, in one commit. */
export async function copyItems(
  repository: Repository,
  items: readonly string[],
  at: number,
  promised: Promised = new Map(),
): Promise<SnapshotId> {
  const head = repository.head();
  const before = repository.openMap(head?.containers[0]?.items ?? null);
  const now = new Map(items.map((item) => [asId<ItemId>(item.split('=')[0] ?? ''), item]));
  const changes = new Map<ItemId, ItemEntry | null>();
  for await (const [id, entry] of before.entries()) {
    const state = now.get(id);
    if (state === undefined) changes.set(id, null);
    else if (entry.version === state && hasAll(repository, entry)) now.delete(id);
  }
  for (const [id, state] of now) changes.set(id, await makeEntry(repository, state));
  const { root, count } = await before.write(changes);
  const receipt = await repository.saveBlob('receipt', bytesOf(JSON.stringify({ at })));
  const endedAt = new Date(at).toISOString();
  const made = draft({ root, receipt });
  const containers = made.containers.map((each) => ({ ...each, itemCount: count, gaps: [] }));
  const { id } = await repository.commit({ ...made, containers, startedAt: endedAt, endedAt });
  promised.set(id, new Map(items.map((item) => [asId<ItemId>(item.split('=')[0] ?? ''), item])));
  return id;
}

export const ITEMS = Array.from({ length: 20 }, (_, at) => `item${at}`);

/** Each day one more item has changed. */
export function itemsOf(day: number): string[] {
  return [...ITEMS.slice(day), ...ITEMS.slice(0, day).map((item) => `${item}=again`)];
}

/** Copies of eight days; some were thinned out a week before `now`, and are marked since. */
export async function thinnedHistory(
  now: number,
): Promise<{ backend: MemoryBackend; promised: Promised }> {
  const backend = new MemoryBackend();
  const promised: Promised = new Map();
  const repository = await openedFor(backend, 4_000);
  for (let day = 0; day < 4; day++) {
    await copyItems(repository, itemsOf(day), START + day * DAY_MS, promised);
  }
  await pruned(backend, now - GRACE_MS);
  const again = await openedFor(backend, 4_000);
  for (let day = 4; day < 8; day++) {
    await copyItems(again, itemsOf(day), START + day * DAY_MS, promised);
  }
  return { backend, promised };
}

/** Whatever a listed snapshot names can be read, and is what was promised of it. */
export async function expectReadable(backend: Backend, promised: Promised): Promise<void> {
  const repository = await openedFor(backend);
  for (const { id } of repository.snapshots()) {
    const { containers, receipt } = await repository.loadSnapshot(id);
    const seen = new Map<ItemId, string>();
    for (const { items } of containers) {
      for await (const [item, entry] of repository.openMap(items).entries()) {
        const meta = text(await repository.loadBlob(entry.meta, 'meta'));
        for (const { blob } of entry.parts) {
          const bytes = await repository.loadBlob(blob, 'content');
          if (!areEqual(bytes, contentOf(meta))) throw new Error(`${item} has other contents`);
        }
        seen.set(item, meta);
      }
    }
    if (receipt !== null) await repository.loadBlob(receipt, 'receipt');
    const expected = promised.get(id);
    if (expected === undefined) continue;
    const isSame =
      expected.size === seen.size && [...expected].every(([item, it]) => seen.get(item) === it);
    if (!isSame) throw new Error(`snapshot ${id} has lost something`);
  }
}

export async function checked(
  backend: Backend,
  change: Partial<CheckOptions> = {},
): Promise<CheckResult> {
  return checkRepository(await openedFor(backend), {
    level: 'full',
    percent: 100,
    now: () => START,
    startedAt: START,
    isResumed: false,
    verified: new Map(),
    noteVerified: () => {},
    label: async () => '',
    path: ({ name }) => name,
    signal: SIGNAL,
    tell: () => {},
    ...change,
  });
}

export async function pruned(
  backend: Backend,
  now: number,
  change: Partial<PruneOptions> = {},
): Promise<PruneResult> {
  return prune(await openedFor(backend), pruneOptions(now, change));
}

/** As the engine does it: what a full check finds is set apart. */
export async function repaired(backend: Backend, now: number): Promise<RepairResult> {
  const { damagedPacks } = await checked(backend);
  return repairRepository(await openedFor(backend), { damagedPacks, now, signal: SIGNAL });
}

export function pruneOptions(now: number, change: Partial<PruneOptions> = {}): PruneOptions {
  return {
    rule: KEEP_LAST,
    now,
    zoneOffset: () => 0,
    graceMs: GRACE_MS,
    isDryRun: false,
    removeDamaged: false,
    isHeld: () => false,
    signal: SIGNAL,
    tell: () => {},
    ...change,
  };
}

export async function namesIn(backend: Backend, prefix = ''): Promise<string[]> {
  const names: string[] = [];
  // An empty file counts as missing.
  for await (const { name, sizeBytes } of backend.list(prefix)) if (sizeBytes > 0) names.push(name);
  return names.sort();
}

export async function sizeOf(backend: Backend): Promise<number> {
  let bytes = 0;
  for await (const { sizeBytes } of backend.list('')) bytes += sizeBytes;
  return bytes;
}

/** Turns one bit over, somewhere in the middle unless told where. */
export async function flip(backend: MemoryBackend, name: string, at?: number): Promise<void> {
  const bytes = await backend.get(name);
  if (bytes === undefined) throw new Error(`no ${name}`);
  const where = at ?? Math.floor(bytes.byteLength / 2);
  bytes[where] = (bytes[where] ?? 0) ^ 0x10;
  backend.damage(name, bytes);
}

/** As an engine does it: what counts as not stored is stored again. */
function hasAll(repository: Repository, { meta, parts }: ItemEntry): boolean {
  return [meta, ...parts.map(({ blob }) => blob)].every((id) => repository.hasBlob(id));
}

async function makeEntry(repository: Repository, state: string): Promise<ItemEntry> {
  const meta = await repository.saveBlob('meta', bytesOf(state));
  const blob: BlobId = await repository.saveBlob('content', contentOf(state));
  return { version: state, meta, parts: [{ role: 'mime', blob }], whole: true };
}

/** Noise, different for each state, and as long for each. */
function contentOf(state: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(900);
  let number = [...state].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) >>> 0;
  for (let at = 0; at < bytes.byteLength; at++) {
    number = (Math.imul(number, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = number >>> 24;
  }
  return bytes;
}
