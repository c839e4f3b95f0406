import type { RequestOptions } from './graph.ts';
import type { Service } from './limits.ts';

/** An answer read to its end. The connection is free again when this exists. */
export interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
  /** Epoch milliseconds of our clock. */
  receivedAt: number;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';

/**
 * One call through the middleware. It carries what the client library has no place for: the exact
 * address, the signal, and the way back for answer and fault.
 *
 * The library finds it by its class (`MiddlewareControl`), hence a class.
 */
export class Call {
  answer: Answer | null = null;
  failure: { error: unknown } | null = null;
  /** The token in use, and one that Graph has turned down. */
  token: string | null = null;
  refusedToken: string | null = null;
  /** How many requests Graph counts this as: the parts of a batch count one each. */
  cost = 1;
  /** How many of the places it takes: a batch runs four parts at once. */
  places = 1;

  /** What SharePoint counts it as. */
  units = 1;

  constructor(
    readonly method: Method,
    readonly url: string,
    readonly sentBytes: number,
    readonly options: RequestOptions,
    readonly signal: AbortSignal,
    readonly service: Service,
  ) {}

  /** True when sending it twice does no harm, even if the first one arrived. */
  get isRepeatable(): boolean {
    return this.method !== 'POST' || this.url.endsWith('/$batch');
  }
}
