import { Fault } from '../model/fault.ts';
import { type Api, isWatch } from './api.ts';
import type { Port } from './port.ts';
import { type AnswerMessage, isAnswer, unpackFault } from './wire.ts';

/** The other end has gone: what waited on it will never be answered by it. */
export class Disconnected extends Fault {
  constructor() {
    super('unexpected', 'the other end of the port has gone');
  }
}

interface Waiting {
  take(message: AnswerMessage): void;
  lose(): void;
}

/**
 * The end that asks, with the very same type as what is served. When the port closes, everything
 * that waits ends with the fault `Disconnected`. To stop watching, leave the loop, or call
 * `return()` on the iterator: it does not wait for the next value.
 */
export function connect<T extends Api<T>>(port: Port): T {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  port.listen((message) => {
    if (isAnswer(message)) waiting.get(message.id)?.take(message);
  });
  port.closed.addEventListener('abort', () => {
    for (const each of [...waiting.values()]) each.lose();
  });

  function call(method: string, args: unknown[]): Promise<unknown> {
    if (port.closed.aborted) return Promise.reject(new Disconnected());
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, {
        take(message) {
          waiting.delete(id);
          if (message.kind === 'answer') resolve(message.value);
          else if (message.kind === 'fault') reject(unpackFault(message.fault));
          else reject(new Fault('unexpected', `an answer of kind ${message.kind} to a call`));
        },
        lose() {
          waiting.delete(id);
          reject(new Disconnected());
        },
      });
      port.post({ kind: 'call', id, method, args });
    });
  }

  function watch(method: string, args: unknown[]): AsyncIterable<unknown> {
    return { [Symbol.asyncIterator]: () => watchSteps(method, args) };
  }

  function watchSteps(method: string, args: unknown[]): AsyncIterator<unknown> {
    lastId += 1;
    const id = lastId;
    const asked: Step[] = [];
    let ended: { error: unknown } | 'done' | null = null;

    function end(how: { error: unknown } | 'done'): void {
      if (ended !== null) return;
      ended = how;
      waiting.delete(id);
      // Only the first step that was asked for hears of the error; after it, there is nothing.
      const [first, ...rest] = asked.splice(0);
      if (how === 'done') first?.resolve({ done: true, value: undefined });
      else first?.reject(how.error);
      if (first !== undefined) ended = 'done';
      for (const each of rest) each.resolve({ done: true, value: undefined });
    }

    waiting.set(id, {
      take(message) {
        if (message.kind === 'next') asked.shift()?.resolve({ done: false, value: message.value });
        else if (message.kind === 'fault') end({ error: unpackFault(message.fault) });
        else end('done');
      },
      lose: () => end({ error: new Disconnected() }),
    });
    if (port.closed.aborted) end({ error: new Disconnected() });
    else port.post({ kind: 'watch', id, method, args });

    return {
      next() {
        if (ended !== null) {
          const how = ended;
          ended = 'done';
          if (how !== 'done') return Promise.reject(how.error);
          return Promise.resolve({ done: true, value: undefined });
        }
        return new Promise((resolve, reject) => {
          asked.push({ resolve, reject });
          port.post({ kind: 'more', id });
        });
      },
      return() {
        if (ended === null) port.post({ kind: 'cancel', id });
        end('done');
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  const target: object = Object.create(null);
  // The proxy has exactly the methods of T: what is asked for by name is sent by name.
  return new Proxy(target, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: unknown[]) => (isWatch(name) ? watch(name, args) : call(name, args));
    },
  }) as T;
}

/** A step somebody waits for. */
interface Step {
  resolve(step: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}
