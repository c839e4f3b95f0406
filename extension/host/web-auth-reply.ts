import * as v from 'valibot';

/** What the background answers when asked for Microsoft's window. */
export const WebAuthReply = v.union([
  v.object({ url: v.string() }),
  v.object({ failed: v.picklist(['closed', 'needs-person', 'offline', 'unexpected']) }),
]);
