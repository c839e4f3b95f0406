import type { EngineApi, EngineStatus } from '../shared/rpc/protocol.ts';
import { EXTENSION_SEEN } from './extension-seen.ts';

interface ArrivalParts {
  engine: EngineApi;
  isBusy(status: EngineStatus): boolean;
  findExtension(): string | null;
}

/**
 * For a page that began without the extension: loads itself anew once it is there, so that nothing
 * is copied twice. What goes on is let come to its end first.
 */
export function giveWayToExtension({ engine, isBusy, findExtension }: ArrivalParts): void {
  let isGiving = false;
  const giveWay = async () => {
    if (isGiving) return;
    isGiving = true;
    for await (const status of engine.watchStatus()) {
      if (!isBusy(status)) return location.reload();
    }
  };
  addEventListener('storage', ({ key }) => {
    if (key === EXTENSION_SEEN) void giveWay();
  });
  // Firefox brings the extension's script into pages that are open already.
  new MutationObserver(() => {
    if (findExtension() !== null) void giveWay();
  }).observe(document.documentElement, { attributeFilter: ['data-holdfast-extension'] });
}
