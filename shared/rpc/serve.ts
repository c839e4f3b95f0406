import { Fault, isAbort } from '../model/fault.ts';
import { type Api, isWatch } from './api.ts';
import type { Port } from './port.ts';
import { type CallMessage, isCall, packFault } from './wire.ts';

type Method = (...args: unknown[]) => unknown;

interface Watching {
  steps: Promise<AsyncIterator<unknown>>;
  stop: AbortController;
}

/** Where errors that are bugs are told. It gets no contents: a place in the code and a name. */
export type Report = (what: string) => void;

const handedOver = new WeakMap<object, readonly Transferable[]>();

/**
 * Marks an answer whose buffers go over to the other side instead of being copied. Only for
 * buffers nobody else holds.
 */
export function handOver<T extends object>(answer: T, buffers: readonly Transferable[]): T {
  handedOver.set(answer, buffers);
  return answer;
}

/**
 * The end that answers. Only the object's own methods can be called, so that no port reaches
 * `constructor`. A watched method gets one more argument: a signal that is aborted when the other
 * side stops watching or the port closes. A fault crosses as one; anything else is reported here
 * and crosses as `unexpected`. What is asked before the object is there waits for it, and fails
 * like it.
 */
export function serve<T extends Api<T>>(
  served: T | Promise<T>,
  port: Port,
  report: Report = console.error,
): void {
  const watched = new Map<number, Watching>();
  // Whoever asks is told.
  Promise.resolve(served).catch(() => {});

  async function methodOf(message: { kind: string; method: string }): Promise<Method> {
    const api = await served;
    const { method } = message;
    const found: unknown = Object.hasOwn(api, method) ? api[method as keyof T] : undefined;
    if (typeof found !== 'function' || isWatch(method) !== (message.kind === 'watch')) {
      throw new Fault('unexpected', 'no such method');
    }
    return (...args) => found.apply(api, args);
  }

  function fail(id: number, place: string, error: unknown): void {
    if (!(error instanceof Fault || isAbort(error))) report(`${place}: ${placeOf(error)}`);
    port.post({ kind: 'fault', id, fault: packFault(error) });
  }

  async function answer(message: CallMessage & { kind: 'call' }): Promise<void> {
    try {
      const method = await methodOf(message);
      const value = await method(...message.args);
      const buffers = typeof value === 'object' && value !== null ? handedOver.get(value) : null;
      port.post({ kind: 'answer', id: message.id, value }, buffers ?? []);
    } catch (error) {
      fail(message.id, message.method, error);
    }
  }

  function watch(message: CallMessage & { kind: 'watch' }): void {
    const stop = new AbortController();
    const steps = methodOf(message).then((method) => {
      const told = method(...message.args, stop.signal) as AsyncIterable<unknown>;
      return told[Symbol.asyncIterator]();
    });
    // It is told by the first step that is asked for.
    steps.catch(() => {});
    watched.set(message.id, { steps, stop });
  }

  async function step(id: number): Promise<void> {
    const watching = watched.get(id);
    if (watching === undefined) return;
    try {
      const { value, done } = await (await watching.steps).next();
      if (!watched.has(id)) return;
      if (done) watched.delete(id);
      port.post(done ? { kind: 'end', id } : { kind: 'next', id, value });
    } catch (error) {
      if (!watched.delete(id)) return;
      fail(id, 'watch', error);
    }
  }

  // `return()` alone would wait for the pending step of a silent generator: the signal comes first.
  function cancel(id: number): void {
    const watching = watched.get(id);
    if (watching === undefined) return;
    watched.delete(id);
    watching.stop.abort();
    watching.steps
      .then((steps) => steps.return?.())
      .catch((error: unknown) => {
        if (!(error instanceof Fault || isAbort(error))) report(`cancel: ${placeOf(error)}`);
      });
  }

  port.listen((message) => {
    if (!isCall(message)) return;
    if (message.kind === 'call') void answer(message);
    else if (message.kind === 'watch') watch(message);
    else if (message.kind === 'more') void step(message.id);
    else cancel(message.id);
  });
  port.closed.addEventListener('abort', () => {
    for (const id of [...watched.keys()]) cancel(id);
  });
}

/** The frames of an error's stack without its message, which may quote what was being handled. */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something thrown that is no error';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s*at |@/.test(line));
  return [error.name, ...frames.slice(0, 6)].join('\n');
}
