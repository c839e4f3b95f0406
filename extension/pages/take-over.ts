import { connect } from '../../shared/rpc/connect.ts';
import { ENGINE_SCOPE, engineLock, type Locks } from '../../shared/rpc/host-election.ts';
import type { TakeOverApi, TakeOverProgress } from '../../shared/rpc/own-copy.ts';
import { openPort } from '../../shared/rpc/port.ts';
import { api } from '../browser-api.ts';
import type { BackgroundMessage } from '../messages.ts';

export interface TakeOverParts {
  /** Leads to the page's copy; it is given away once, to a worker that stays. */
  far: MessagePort;
  locks: Locks;
  signal: AbortSignal;
}

/**
 * Has a worker bring the page's copy here. Whoever hosts the engine gives way for that: its lock is
 * held here meanwhile, and the next host begins on what was brought. Ends early by `signal`, and may
 * be called again.
 */
export async function* takeOver(parts: TakeOverParts): AsyncGenerator<TakeOverProgress, void> {
  const { far, locks, signal } = parts;
  const over = new AbortController();
  const held = new Promise<void>((resolve) => {
    over.signal.addEventListener('abort', () => resolve());
  });
  yield { step: 'waiting' };
  let request: Promise<unknown> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      request = locks.request(engineLock(ENGINE_SCOPE), { signal }, () => {
        resolve();
        return held;
      });
      request.catch(reject);
      // It stands in the queue by now, before the next host.
      askToMakeWay().catch(reject);
    });
    yield* watchWorker(far, signal);
  } finally {
    over.abort();
    await request?.catch(() => {});
  }
}

async function* watchWorker(
  far: MessagePort,
  signal: AbortSignal,
): AsyncGenerator<TakeOverProgress, void> {
  const steps = workerFor(far).watchTakeOver()[Symbol.asyncIterator]();
  // Leaving the watching is what stops it.
  const stop = () => void steps.return?.();
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      const step = await steps.next();
      signal.throwIfAborted();
      if (step.done) return;
      yield step.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

let known: { far: MessagePort; api: TakeOverApi } | null = null;

function workerFor(far: MessagePort): TakeOverApi {
  if (known?.far === far) return known.api;
  const worker = new Worker(new URL('../../shared/take-over.worker.ts', import.meta.url), {
    type: 'module',
    name: 'holdfast-take-over',
  });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(null, [far, port2]);
  known = { far, api: connect<TakeOverApi>(openPort(port1)) };
  return known.api;
}

async function askToMakeWay(): Promise<void> {
  const message: BackgroundMessage = { to: 'make-way' };
  await api.runtime.sendMessage(message);
}
