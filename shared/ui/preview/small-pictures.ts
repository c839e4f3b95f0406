import { detectKind, HEAD_BYTES } from './file-kind.ts';
import { isTooManyPixels } from './picture-size.ts';

/** Twice the size it is drawn in, for dense screens. */
const EDGE = 96;
/** At once: decoding takes tens of megabytes for a camera's picture. */
const MOST_AT_ONCE = 2;
/** Kept meanwhile; each is some kilobytes. */
const MOST_KEPT = 400;
const MOST_PIXELS = 60_000_000;

/** By what the content is: the same picture under two names is decoded once. */
const kept = new Map<string, Promise<Blob | null>>();
const waiting: (() => void)[] = [];
let working = 0;

/**
 * A picture made small, as PNG; null for what is none, or is damaged. A few are made at a time, in the
 * order they were asked for; what nobody waits for any more is left out.
 */
export function smallPicture(
  contentKey: string,
  load: (signal: AbortSignal) => Promise<File>,
  signal: AbortSignal,
): Promise<Blob | null> {
  const known = kept.get(contentKey);
  if (known) return known;
  const made = inTurn(() => makeSmall(load, signal), signal);
  kept.set(contentKey, made);
  // What was broken off or could not be read is asked for again when it is seen again.
  made.catch(() => kept.delete(contentKey));
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return made;
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

async function makeSmall(
  load: (signal: AbortSignal) => Promise<File>,
  signal: AbortSignal,
): Promise<Blob | null> {
  const file = await load(signal);
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const kind = detectKind(file.name, file.type, head);
  // Drawings are not decoded this way, and are shown whole only.
  if (kind.shownAs !== 'picture' || kind.type === 'image/svg+xml') return null;
  if (await isTooManyPixels(file, MOST_PIXELS)) return null;
  signal.throwIfAborted();
  const decoded = await createImageBitmap(file.slice(0, file.size, kind.type), {
    resizeWidth: EDGE,
    resizeQuality: 'medium',
  }).catch(() => null);
  if (!decoded) return null;
  const cut = Math.min(decoded.width, decoded.height, EDGE);
  const canvas = new OffscreenCanvas(EDGE, EDGE);
  const side = Math.max(1, cut);
  canvas
    .getContext('2d')
    ?.drawImage(
      decoded,
      (decoded.width - side) / 2,
      (decoded.height - side) / 2,
      side,
      side,
      0,
      0,
      EDGE,
      EDGE,
    );
  decoded.close();
  return canvas.convertToBlob();
}
