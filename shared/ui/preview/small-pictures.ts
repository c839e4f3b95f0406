import { makeSmall } from './make-small.ts';
import type { PictureSource, SmallSize } from './picture-source.ts';

/** At once: decoding takes tens of megabytes for a camera's picture. */
const MOST_AT_ONCE = 2;
/** Kept meanwhile; each is some kilobytes, of a tile at most thirty or forty. */
const MOST_KEPT = 400;
/** After the last list that showed them has gone. */
const STAY_MS = 5_000;

/** By what the content is: the same picture under two names is decoded once. */
const kept = new Map<string, Promise<Blob | null>>();
const waiting: (() => void)[] = [];
let shownBy = 0;
let working = 0;

/**
 * A picture made small; null for what is none, or is damaged. A few are made at a time, in the order
 * they were asked for; what nobody waits for any more is left out.
 */
export async function smallPicture(
  contentKey: string,
  source: PictureSource,
  size: SmallSize,
  signal: AbortSignal,
): Promise<Blob | null> {
  const key = `${size} ${contentKey}`;
  const known = kept.get(key);
  if (known) {
    try {
      return await known;
    } catch (error) {
      // Who asked first waits no longer; this one does.
      if (signal.aborted) throw error;
    }
  }
  const made = inTurn(() => makeSmall(source, size, signal), signal);
  kept.set(key, made);
  // What was broken off or could not be read is asked for again when it is seen again.
  made.catch(() => kept.get(key) === made && kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return made;
}

/** Something that shows small pictures is there. Call what it hands back when it is not any more. */
export function keepSmallPictures(): () => void {
  shownBy += 1;
  return () => {
    shownBy -= 1;
    // From one folder to the next the list is another; nothing of a locked copy stays for long.
    setTimeout(() => {
      if (shownBy === 0) kept.clear();
    }, STAY_MS);
  };
}

async function inTurn<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (working >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  working++;
  try {
    signal.throwIfAborted();
    return await work();
  } finally {
    working--;
    waiting.shift()?.();
  }
}
