import { isOutlookUrl } from '../outlook/hosts.ts';

/** What the browser itself says of who sent a message; pages can't write it. */
export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  frameId?: number | undefined;
  tab?: { id?: number | undefined } | undefined;
}

/**
 * The tab in which our overlay runs and asks; null when anybody else does: another extension, a
 * page of our own, a frame in Outlook's page, or a tab that is somewhere else by now.
 */
export function overlayTab(sender: Sender, ownId: string): number | null {
  const tab = sender.tab?.id;
  if (sender.id !== ownId || sender.frameId !== 0 || tab === undefined) return null;
  return sender.url !== undefined && isOutlookUrl(sender.url) ? tab : null;
}
