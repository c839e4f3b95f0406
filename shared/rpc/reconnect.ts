import { Fault } from '../model/fault.ts';
import { type Api, isWatch } from './api.ts';
import { connect, Disconnected } from './connect.ts';
import type { Port } from './port.ts';

/**
 * One far end after the other behind one api: the engine moves to another tab when the one that
 * hosts it closes. A call that was under way is repeated at the next one where that is safe, and
 * what is watched is watched again; everything else ends with `Disconnected`.
 */
export class Reconnecting<T extends Api<T>> {
  readonly api: T;
  #current: { api: T; port: Port } | null = null;
  #waiting: { resolve(api: T): void; reject(error: unknown): void }[] = [];
  #isClosed = false;

  /** `isRepeatable` says which methods may be called twice without harm. */
  constructor(isRepeatable: (method: string) => boolean) {
    const target: object = Object.create(null);
    // The proxy has exactly the methods of T, as the one made by `connect` has.
    this.api = new Proxy(target, {
      get: (_, name) => {
        if (typeof name !== 'string' || name === 'then') return undefined;
        return (...args: unknown[]) =>
          isWatch(name)
            ? { [Symbol.asyncIterator]: () => this.#watch(name, args) }
            : this.#call(name, args, isRepeatable(name));
      },
    }) as T;
  }

  /** From now on everything goes through `port`; what the last one still owed is asked again. */
  use(port: Port): void {
    const before = this.#current;
    const api = connect<T>(port);
    this.#current = { api, port };
    before?.port.close();
    for (const each of this.#waiting.splice(0)) each.resolve(api);
  }

  /** The far end is gone and the next one not there yet: what it owes waits for that one. */
  lose(): void {
    this.#current?.port.close();
    this.#current = null;
  }

  /** Ends everything that waits, and everything asked later, with `Disconnected`. */
  close(): void {
    this.#isClosed = true;
    this.#current?.port.close();
    this.#current = null;
    for (const each of this.#waiting.splice(0)) each.reject(new Disconnected());
  }

  #next(): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Disconnected());
    const current = this.#current;
    if (current !== null && !current.port.closed.aborted) return Promise.resolve(current.api);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #call(method: string, args: unknown[], isRepeatable: boolean): Promise<unknown> {
    for (;;) {
      const api = await this.#next();
      try {
        return await methodOf(api, method)(...args);
      } catch (error) {
        if (!(isRepeatable && this.#canGoOn(error))) throw error;
      }
    }
  }

  #watch(method: string, args: unknown[]): AsyncIterator<unknown> {
    let steps: AsyncIterator<unknown> | null = null;
    let isStopped = false;
    let sayStopped = () => {};
    const stopped = new Promise<IteratorResult<unknown>>((resolve) => {
      sayStopped = () => resolve({ done: true, value: undefined });
    });

    const next = async (): Promise<IteratorResult<unknown>> => {
      while (!isStopped) {
        try {
          if (steps === null) {
            const api = await this.#next();
            if (isStopped) break;
            const watched = methodOf(api, method)(...args) as AsyncIterable<unknown>;
            steps = watched[Symbol.asyncIterator]();
          }
          return await steps.next();
        } catch (error) {
          steps = null;
          if (!this.#canGoOn(error)) throw error;
        }
      }
      return { done: true, value: undefined };
    };
    return {
      next: () => Promise.race([next(), stopped]),
      return: async () => {
        isStopped = true;
        sayStopped();
        await steps?.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  #canGoOn(error: unknown): boolean {
    return error instanceof Disconnected && !this.#isClosed;
  }
}

function methodOf<T>(api: T, method: string): (...args: unknown[]) => unknown {
  const found = api[method as keyof T];
  if (typeof found !== 'function') throw new Fault('unexpected', 'no such method');
  return found as unknown as (...args: unknown[]) => unknown;
}
