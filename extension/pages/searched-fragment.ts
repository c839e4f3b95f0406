const KEY = '#search=';

/**
 * The words the context menu put into the panel's address (`background/panel.ts`); null when there
 * are none. They are taken out of it, so that they are searched once and stay in no history.
 */
export function takeSearch(
  { hash, pathname }: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  if (!hash.startsWith(KEY)) return null;
  history.replaceState(null, '', pathname);
  try {
    return decodeURIComponent(hash.slice(KEY.length)).trim();
  } catch {
    // Not written by us.
    return null;
  }
}
