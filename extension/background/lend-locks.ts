import * as v from 'valibot';
import { ENGINE_SCOPE, engineLock } from '../../shared/rpc/host-election.ts';
import { api } from '../browser-api.ts';
import { LOCK_PORT, LockWish } from '../messages.ts';

/**
 * Takes locks for pages of ours that are shown within Holdfast's page on the web: Firefox gives such
 * a page locks of its own, apart from everybody else's, though all other storage is the same. A lock
 * is held for as long as the port is open. `engineFreed` is called when such a page let go of the
 * engine's lock, which it had in place of a host.
 */
export function lendLocks(engineFreed: () => void): void {
  api.runtime.onConnect.addListener((port) => {
    const { name, sender } = port;
    if (name !== LOCK_PORT || sender?.id !== api.runtime.id) return;
    if (!sender.url?.startsWith(api.runtime.getURL(''))) return;
    const closed = new AbortController();
    port.onDisconnect.addListener(() => closed.abort());
    port.onMessage.addListener((message: unknown) => {
      const wish = v.safeParse(LockWish, message);
      if (wish.success) void lend(port, wish.output, closed.signal, engineFreed);
    });
  });
}

async function lend(
  port: chrome.runtime.Port,
  { lock, mode }: LockWish,
  signal: AbortSignal,
  engineFreed: () => void,
): Promise<void> {
  const over = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
  try {
    await navigator.locks.request(lock, { mode, signal }, () => {
      port.postMessage('granted');
      return over;
    });
  } catch {
    // Given up before it was granted.
    return;
  }
  if (lock === engineLock(ENGINE_SCOPE) && mode === 'exclusive') engineFreed();
}
