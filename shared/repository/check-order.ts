import type { CheckLevel } from '../model/check.ts';

export interface CheckedPack {
  hash: string;
  sizeBytes: number;
}

/** When packs were last read whole and found sound, in milliseconds since 1970. */
export type VerifiedPacks = ReadonlyMap<string, number>;

/**
 * Which packs a check reads, in which order: those first that were never read, then those whose
 * last reading is longest ago, so that samples cover all packs in turn, and what is new early.
 *
 * A check that goes on after an interruption began at `since`, and what it has read counts as read;
 * null for one that begins. A sample takes `percent` of all bytes, at least one pack.
 */
export function choosePacks<T extends CheckedPack>(
  packs: readonly T[],
  verified: VerifiedPacks,
  level: CheckLevel,
  percent: number,
  since: number | null,
): T[] {
  if (level === 'quick') return [];
  const lastRead = ({ hash }: CheckedPack) => verified.get(hash) ?? Number.NEGATIVE_INFINITY;
  const isDone = (pack: CheckedPack) => since !== null && lastRead(pack) >= since;
  const todo = packs
    .filter((pack) => !isDone(pack))
    .sort((a, b) => lastRead(a) - lastRead(b) || (a.hash < b.hash ? -1 : 1));
  if (level === 'full') return todo;
  let left = (bytesOf(packs) * percent) / 100 - bytesOf(packs.filter(isDone));
  if (left <= 0 && packs.some(isDone)) return [];
  const chosen: T[] = [];
  for (const pack of todo) {
    if (chosen.length > 0 && left <= 0) break;
    chosen.push(pack);
    left -= pack.sizeBytes;
  }
  return chosen;
}

/** When the pack was read that was not read for longest; null when one never was. */
export function oldestVerified(
  packs: readonly CheckedPack[],
  verified: VerifiedPacks,
): number | null {
  let oldest: number | null = null;
  for (const { hash } of packs) {
    const at = verified.get(hash);
    if (at === undefined) return null;
    oldest = Math.min(oldest ?? at, at);
  }
  return oldest;
}

function bytesOf(packs: readonly CheckedPack[]): number {
  return packs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
