import * as v from 'valibot';

/**
 * What the page on the web and the extension's application in its frame say to each other over
 * `postMessage`. Anybody can post to a window: each side looks at who it is and where it is from
 * before it reads any of this.
 */

/** First word of the frame: who has framed me? */
const Framed = v.object({ holdfast: v.literal('framed'), nonce: v.string() });
/** Where the application is now, and what the tab should be called. */
const At = v.object({
  holdfast: v.literal('at'),
  place: v.pipe(v.string(), v.check(isPlace)),
  title: v.string(),
});
/** The person wants to see the page's own copy. */
const ShowOwn = v.object({ holdfast: v.literal('show-own') });

const FromFrame = [Framed, At, ShowOwn] as const;
export type FrameMessage = v.InferOutput<(typeof FromFrame)[number]>;

/**
 * The page's answer to the first word. Two ports to what the page itself keeps come with it, for
 * the frame and for a worker of its own; none when nothing was ever kept.
 */
const Page = v.object({ holdfast: v.literal('page'), nonce: v.string() });
export type PageMessage = v.InferOutput<typeof Page>;

/** null for anything else: other scripts post to windows, too. */
export function readFrameMessage(data: unknown): FrameMessage | null {
  for (const schema of FromFrame) {
    const read = v.safeParse(schema, data);
    if (read.success) return read.output;
  }
  return null;
}

export function readPageMessage(data: unknown): PageMessage | null {
  const read = v.safeParse(Page, data);
  return read.success ? read.output : null;
}

/** A place within the application, never an address elsewhere. */
function isPlace(place: string): boolean {
  return /^\/(?![/\\])/.test(place) && place.length <= 2_000;
}
