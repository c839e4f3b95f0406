import type { Locks } from '../../shared/rpc/host-election.ts';
import { api } from '../browser-api.ts';
import { LOCK_PORT, type LockWish } from '../messages.ts';

/** A background that has just ended is there again after so long. */
const AGAIN_MS = 50;

/** The locks all pages of the extension share, wherever this one is shown. */
export function pageLocks(): Locks {
  const isApart = window.parent !== window && location.protocol === 'moz-extension:';
  return isApart ? { request: borrow as LockManager['request'] } : navigator.locks;
}

/**
 * Within another page Firefox's own locks are not those of the extension's other pages: the
 * background takes them for this one. When it ends, all it held is free, and is asked for again.
 */
function borrow<T>(
  lock: string,
  { mode = 'exclusive', signal }: LockOptions,
  work: (lock: null) => T | Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let working: Promise<void> | null = null;
    let port: chrome.runtime.Port | null = null;
    const end = () => {
      isOver = true;
      port?.disconnect();
    };
    const ask = () => {
      if (isOver) return;
      port = api.runtime.connect({ name: LOCK_PORT });
      port.onMessage.addListener(() => {
        working ??= Promise.resolve(work(null)).finally(end).then(resolve, reject);
      });
      port.onDisconnect.addListener(() => setTimeout(ask, AGAIN_MS));
      const wish: LockWish = { lock, mode };
      port.postMessage(wish);
    };
    signal?.addEventListener('abort', () => {
      if (working !== null) return;
      end();
      reject(signal.reason);
    });
    ask();
  });
}
