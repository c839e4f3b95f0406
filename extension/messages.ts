import * as v from 'valibot';

/**
 * What parts of the extension say to each other over the browser's messages: from its own pages
 * only, and still parsed, as every page of the extension hears every message. What the overlay
 * says is in `outlook/protocol.ts`.
 */
const ToBackground = v.variant('to', [
  /** A page has nobody to talk to: whoever hosts the engine has to be there. */
  v.object({ to: v.literal('wake') }),
  /** The host asks for Microsoft's window, or for its answer without one. Answered by an address. */
  v.object({ to: v.literal('web-auth'), url: v.string(), interactive: v.boolean() }),
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
]);

export const BackgroundMessage = ToBackground;
export type BackgroundMessage = v.InferOutput<typeof ToBackground>;
export const HostMessage = ToHost;
export type HostMessage = v.InferOutput<typeof ToHost>;
export type Signal = Extract<BackgroundMessage, { to: 'signal' }>;
