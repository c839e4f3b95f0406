/**
 * A channel of structured-clone messages between two ends. Several listeners may share it: each
 * kind of message is for one of them (`serve` takes calls, `connect` takes answers), so that both
 * directions can go over the same pair.
 */
export interface Port {
  post(message: unknown, transfer?: readonly Transferable[]): void;
  /** Adds a listener. The returned function removes it. */
  listen(receive: (message: unknown) => void): () => void;
  /** Aborted once the channel is closed, from this end or, as far as it can say so, the other. */
  readonly closed: AbortSignal;
  /** Tells the other end and closes this one. */
  close(): void;
}

/** What `MessagePort`, `Worker`, a worker's own scope and `BroadcastChannel` have in common. */
export interface Endpoint {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  start?(): void;
  close?(): void;
}

const BYE = { kind: 'bye' } as const;

export interface PortOptions {
  /**
   * A worker's scope has a `close` that would end the worker, and a `Worker` has none: for them
   * the channel is closed without closing the endpoint. Default true.
   */
  closeEndpoint?: boolean;
  /** False for a `BroadcastChannel`, which can't transfer. Default true. */
  transfers?: boolean;
}

/**
 * A port over any of the browser's own channels. A `BroadcastChannel` must have a name that only
 * two ends know.
 */
export function openPort(endpoint: Endpoint, options: PortOptions = {}): Port {
  const listeners = new Set<(message: unknown) => void>();
  const closing = new AbortController();

  function receive(event: MessageEvent): void {
    if (isBye(event.data)) end();
    for (const listener of [...listeners]) listener(event.data);
  }

  function end(): void {
    if (closing.signal.aborted) return;
    endpoint.removeEventListener('message', receive);
    if (options.closeEndpoint !== false) endpoint.close?.();
    closing.abort();
    listeners.clear();
  }

  endpoint.addEventListener('message', receive);
  endpoint.start?.();
  return {
    post(message, transfer) {
      if (closing.signal.aborted) return;
      if (transfer === undefined || options.transfers === false) endpoint.postMessage(message);
      else endpoint.postMessage(message, [...transfer]);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closed: closing.signal,
    close() {
      if (closing.signal.aborted) return;
      endpoint.postMessage(BYE);
      end();
    },
  };
}

function isBye(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message
    ? message.kind === BYE.kind
    : false;
}
