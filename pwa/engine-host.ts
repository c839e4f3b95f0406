import { createEngineConnection } from '../shared/rpc/engine-connection.ts';
import type { EngineApi, HostApi } from '../shared/rpc/protocol.ts';
import type { WebPlatform } from './platform.ts';

/** The engine of this origin: in this tab's worker, or in that of the tab that was first. */
export function connectEngine(platform: WebPlatform, mayStart: Promise<void>): EngineApi {
  const connection = createEngineConnection({
    mayStart,
    host: hostFor(platform),
    startWorker() {
      const worker = new Worker(new URL('../shared/engine.worker.ts', import.meta.url), {
        type: 'module',
        name: 'holdfast-engine',
      });
      return { endpoint: worker, terminate: () => worker.terminate() };
    },
  });
  // A page that the browser keeps for "back" would keep the engine with it.
  addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) connection.close();
  });
  return connection.api;
}

/** What the engine may ask of this page. It gives up by closing its port, never in the middle. */
function hostFor(platform: WebPlatform): HostApi {
  const never = new AbortController().signal;
  return {
    token: (account, scopes, refused) =>
      platform.token(account, scopes, never, refused ?? undefined),
    readCloud: async () => platform.readSettings().cloud,
    watchSignIns: () => platform.watchGrants(),
  };
}
