import { keepStorage } from '../shared/page/keep-storage.ts';
import type { EngineApi, EngineStatus } from '../shared/rpc/protocol.ts';
import { giveWayToExtension } from './extension-arrives.ts';
import { showUpdateOffer } from './update-offer.ts';

/** What it uses of the page is handed in: shared files would make the first page's load larger. */
export interface AfterFirstPage {
  engine: EngineApi;
  isBusy(status: EngineStatus): boolean;
  findExtension(): string | null;
}

/** What only waits for something to happen: a copy to keep, a new version, the extension. */
export function watchAfterFirstPage({ engine, isBusy, findExtension }: AfterFirstPage): void {
  void showUpdateOffer(engine, isBusy);
  void keepStorage(engine);
  // With it there from the start, this is the page's own copy, which the person has asked for.
  if (findExtension() === null) giveWayToExtension({ engine, isBusy, findExtension });
}
