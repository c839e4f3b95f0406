import type { EngineApi } from '../rpc/protocol.ts';

/**
 * Asks the browser not to clear the copy by itself when the disk is full, as soon as there is one.
 * Only a page can ask; some browsers ask the person, which is why it is not done before.
 */
export async function keepStorage(engine: EngineApi): Promise<void> {
  if (!navigator.storage?.persist || (await navigator.storage.persisted())) return;
  for await (const { jobs, repository } of engine.watchStatus()) {
    if (jobs.length === 0 && repository.snapshots === 0) continue;
    await navigator.storage.persist();
    return;
  }
}
