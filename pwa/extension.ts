import type { EngineApi } from '../shared/rpc/protocol.ts';
import { isBusy } from './idle.ts';

/** How the extension says that it is there; see `extension/app-page/announce.ts`. */
const EXTENSION_PAGE = /^(chrome|moz)-extension:\/\/[\w-]+\/app\.html$/;
const SEEN_KEY = 'holdfast.extension-seen';

/** Where the extension's application is, when it is in this browser. */
export function findExtension(page: Document): string | null {
  const said = page.documentElement.dataset.holdfastExtension ?? '';
  return EXTENSION_PAGE.test(said) ? said : null;
}

/** Other tabs of this page may have been open since before the extension came. */
export function sayExtensionIsHere(storage: Storage): void {
  storage.setItem(SEEN_KEY, new Date().toISOString());
}

/**
 * For a page that began without the extension: loads itself anew once it is there, so that nothing
 * is copied twice. What goes on is let come to its end first.
 */
export function giveWayToExtension(engine: EngineApi): void {
  let isGiving = false;
  const giveWay = async () => {
    if (isGiving) return;
    isGiving = true;
    for await (const status of engine.watchStatus()) {
      if (!isBusy(status)) return location.reload();
    }
  };
  addEventListener('storage', ({ key }) => {
    if (key === SEEN_KEY) void giveWay();
  });
  // Firefox brings the extension's script into pages that are open already.
  new MutationObserver(() => {
    if (findExtension(document) !== null) void giveWay();
  }).observe(document.documentElement, { attributeFilter: ['data-holdfast-extension'] });
}
