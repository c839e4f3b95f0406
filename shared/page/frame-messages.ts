/**
 * What the page on the web and the extension's application in its frame say to each other over
 * `postMessage`. Anybody can post to a window: each side looks at who it is and where it is from
 * before it reads any of this. It is read by hand, as it is part of the page's very start.
 */
export type FrameMessage =
  /** First word of the frame: who has framed me? */
  | { holdfast: 'framed'; nonce: string }
  /** Where the application is now, and what the tab should be called. */
  | { holdfast: 'at'; place: string; title: string }
  /** The person wants to see the page's own copy. */
  | { holdfast: 'show-own' };

/**
 * The page's answer to the first word. Two ports to what the page itself keeps come with it, for
 * the frame and for a worker of its own; none when nothing was ever kept.
 */
export interface PageMessage {
  holdfast: 'page';
  nonce: string;
}

/** null for anything else: other scripts post to windows, too. */
export function readFrameMessage(data: unknown): FrameMessage | null {
  const { holdfast, nonce, place, title } = fieldsOf(data);
  if (holdfast === 'framed' && typeof nonce === 'string') return { holdfast, nonce };
  if (holdfast === 'show-own') return { holdfast };
  if (holdfast !== 'at' || !isPlace(place) || typeof title !== 'string') return null;
  return { holdfast, place, title };
}

export function readPageMessage(data: unknown): PageMessage | null {
  const { holdfast, nonce } = fieldsOf(data);
  return holdfast === 'page' && typeof nonce === 'string' ? { holdfast, nonce } : null;
}

function fieldsOf(data: unknown): Record<string, unknown> {
  return typeof data === 'object' && data !== null ? { ...data } : {};
}

/** A place within the application, never an address elsewhere. */
function isPlace(place: unknown): place is string {
  return typeof place === 'string' && /^\/(?![/\\])/.test(place) && place.length <= 2_000;
}
