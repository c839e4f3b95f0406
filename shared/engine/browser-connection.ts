import type { Connection } from './engine-parts.ts';

/**
 * What Chromium says of the connection; no other engine does.
 * Source: wicg.github.io/netinfo, and `saveData` from wicg.github.io/savedata.
 */
interface NetworkInformation extends EventTarget {
  saveData?: boolean;
  type?: string;
  effectiveType?: string;
}

const VERY_SLOW = new Set(['slow-2g', '2g']);

/** undefined where the browser says nothing of it. */
export function connectionOf(navigator: object): Connection | undefined {
  // No list of types knows it, as it is no standard.
  const { connection } = navigator as { connection?: NetworkInformation };
  if (connection === undefined) return undefined;
  return {
    isMetered: () =>
      connection.saveData === true ||
      connection.type === 'cellular' ||
      VERY_SLOW.has(connection.effectiveType ?? ''),
    async *watch(signal) {
      while (!signal.aborted) {
        await nextChange(connection, signal);
        if (!signal.aborted) yield;
      }
    },
  };
}

function nextChange(connection: EventTarget, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const wake = () => {
      over.abort();
      resolve();
    };
    connection.addEventListener('change', wake, { signal: over.signal });
    signal.addEventListener('abort', wake, { signal: over.signal });
  });
}
