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
    watchSignIns: () => each(platform.watchGrants()),
  };
}

/** One by one what `lists` tells in lists. Ending it ends `lists`, also while both wait. */
function each<T>(lists: AsyncIterable<readonly T[]>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const steps = lists[Symbol.asyncIterator]();
      const waiting: T[] = [];
      return {
        async next() {
          while (waiting.length === 0) {
            const step = await steps.next();
            if (step.done) return { done: true, value: undefined };
            waiting.push(...step.value);
          }
          const [value] = waiting.splice(0, 1);
          // The loop above ends with at least one value.
          return { done: false, value: value as T };
        },
        async return() {
          await steps.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
