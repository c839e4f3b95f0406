/** The two 32-bit offsets and primes of FNV-1a, and a second prime to have two that differ. */
const OFFSETS = [0x811c9dc5, 0x9dc5811c] as const;
const PRIMES = [0x01000193, 0x0100018d] as const;
/** What a number holds exactly beyond 32 bits. */
const HIGH_BITS = 2 ** 21;

/**
 * A number for a text that is too long for an index: over the ids of conversations, which have 150
 * characters, one would be a fifth of the catalog. Two texts may have the same number, so whoever
 * finds by it compares the texts.
 */
export function textNumber(text: string): number {
  let [low, high]: [number, number] = [OFFSETS[0], OFFSETS[1]];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, PRIMES[0]);
    high = Math.imul(high ^ unit, PRIMES[1]);
  }
  return ((high >>> 0) % HIGH_BITS) * 2 ** 32 + (low >>> 0);
}
