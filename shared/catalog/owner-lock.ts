import { Fault } from '../model/fault.ts';

/**
 * Holds the Web Lock `name` until the answer is called, and resolves from that when it is free.
 * The browser frees it by itself when the worker ends.
 *
 * Faults: `locked` when somebody else kept it for all of `waitMs`.
 */
export function holdLock(name: string, waitMs: number): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const over = navigator.locks.request(name, { signal: AbortSignal.timeout(waitMs) }, () => {
      return new Promise<void>((release) => {
        resolve(async () => {
          release();
          await over;
        });
      });
    });
    over.catch((cause: unknown) => {
      reject(new Fault('locked', 'another worker holds the catalog', { cause }));
    });
  });
}
