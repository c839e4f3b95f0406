import * as v from 'valibot';

/**
 * What parts of the extension say to each other over the browser's messages: from its own pages
 * only, and still parsed, as every page of the extension hears every message. What the overlay
 * says is in `outlook/protocol.ts`.
 */
const ToBackground = v.variant('to', [
  /** A page has nobody to talk to: whoever hosts the engine has to be there. */
  v.object({ to: v.literal('wake') }),
  /**
   * Whoever hosts the engine lets go of it: something else stands in the queue for its lock. The
   * next one to be woken hosts again after that.
   */
  v.object({ to: v.literal('make-way') }),
  /** The host asks for Microsoft's window, or for its answer without one. Answered by an address. */
  v.object({ to: v.literal('web-auth'), url: v.string(), interactive: v.boolean() }),
  /** Opens a place of the app: "/mail/…". */
  v.object({ to: v.literal('show'), place: v.string() }),
  /** The host has something to show on the toolbar, and perhaps to say. */
  v.object({
    to: v.literal('signal'),
    badge: v.picklist(['none', 'running', 'gap', 'key', 'locked']),
    title: v.string(),
    note: v.nullable(v.object({ id: v.string(), title: v.string(), text: v.string() })),
  }),
]);

const ToHost = v.variant('to', [
  /** Time to look whether a copy is due; `sooner`: Outlook was just opened. */
  v.object({ to: v.literal('host-look'), sooner: v.boolean() }),
  /** What the overlay asks, and what the browser says of who asks; see `outlook-desk.ts`. */
  v.object({
    to: v.literal('host-ask'),
    ask: v.unknown(),
    sender: v.object({
      id: v.optional(v.string()),
      url: v.optional(v.string()),
      frameId: v.optional(v.number()),
      tab: v.optional(v.object({ id: v.optional(v.number()) })),
    }),
  }),
]);

export const BackgroundMessage = ToBackground;
export type BackgroundMessage = v.InferOutput<typeof ToBackground>;
export const HostMessage = ToHost;
export type HostMessage = v.InferOutput<typeof ToHost>;
export type Signal = Extract<BackgroundMessage, { to: 'signal' }>;

/** A port by which a page of ours within another page has the background hold a lock for it. */
export const LOCK_PORT = 'lock';
export const LockWish = v.object({
  lock: v.pipe(v.string(), v.regex(/^holdfast-/), v.maxLength(200)),
  mode: v.picklist(['exclusive', 'shared']),
});
export type LockWish = v.InferOutput<typeof LockWish>;
