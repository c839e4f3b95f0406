import {
  Client,
  type Context,
  type GraphRequest,
  type Middleware,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import { type Bytes, release } from '../lib/bytes.ts';
import type { Clock } from '../lib/clock.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { TokenSource } from '../model/platform.ts';
import type { Cloud } from '../model/settings.ts';
import { readBatch, readRedirect } from './batch.ts';
import { type Answer, Call, type Method } from './call.ts';
import { downloadFrom } from './download.ts';
import type {
  Address,
  BatchAnswer,
  Graph,
  RequestOptions,
  Traffic,
  UploadedFile,
} from './graph.ts';
import {
  OUTLOOK_LIMITS,
  type PaceLimits,
  type Service,
  SHAREPOINT_LIMITS,
  serviceOfPath,
  unitsOf,
} from './limits.ts';
import { Pace, type Pauses, type ServiceStandstill, sumOf } from './pace.ts';
import type { Recorder } from './record.ts';
import { type RetryParts, sendWithRetries } from './retry.ts';
import { type Fetch, sendOnce } from './send.ts';
import { Spacing } from './spacing.ts';
import { Tokens } from './tokens.ts';
import { uploadPieces } from './upload.ts';
import { type FileUploadParts, uploadFile } from './upload-file.ts';

const VERSION = 'v1.0';
/** Without it ids change with every move. Source: learn.microsoft.com/graph/outlook-immutable-id. */
const IMMUTABLE_IDS = 'IdType="ImmutableId"';

export interface GraphParts {
  account: AccountId;
  cloud: Cloud;
  fetch: Fetch;
  clock: Clock;
  /** 0 ≤ x < 1; for jitter and request ids, nothing secret. */
  random(): number;
  tokens: TokenSource;
  /** False when the browser knows that there is no network; then nothing is tried twice. */
  isOnline?(): boolean;
  /** Told whenever nothing may be sent to a service for a while. */
  onStandstill?(standstill: ServiceStandstill): void;
  /** Tests only: the exchanges hold a person's mail. */
  record?: Recorder;
}

/**
 * Graph for one account. The client library builds headers and bodies and runs our middleware:
 * retries, then pace, then the token, then the wire. Three of its habits are worked around:
 *
 * - It takes an address apart and puts it together again, reordering and merging its options and
 *   understanding `https:` only; links must come back unaltered, so our middleware sets the address.
 * - It turns everything thrown into its own error, so answer and fault travel in the `Call`.
 * - It reads bodies after the middleware has ended, where a cut connection can't be retried; our
 *   middleware reads them, and the library gets an empty response.
 */
export function createGraph(parts: GraphParts): Graph {
  return new HttpGraph(parts);
}

type Paces = Readonly<Record<Service, Pace>>;

class HttpGraph implements Graph {
  readonly account: AccountId;
  readonly #parts: GraphParts;
  readonly #origin: string;
  readonly #client: Client;
  readonly #paces: Paces;
  readonly #spacing: Spacing;
  readonly #counts = { requests: 0, downloadedBytes: 0, uploadedBytes: 0 };
  /** What stood still since of the services that were asked. */
  readonly #used = new Map<Service, () => Pauses>();

  constructor(parts: GraphParts, paces?: Paces) {
    this.account = parts.account;
    this.#parts = parts;
    this.#origin = new URL(parts.cloud.graph).origin;
    this.#spacing = new Spacing(parts.clock);
    const pace = (service: Service, limits: PaceLimits) =>
      new Pace(parts.clock, (each) => parts.onStandstill?.({ ...each, service }), limits);
    this.#paces = paces ?? {
      outlook: pace('outlook', OUTLOOK_LIMITS),
      sharepoint: pace('sharepoint', SHAREPOINT_LIMITS),
    };
    this.#client = Client.initWithMiddleware({
      baseUrl: this.#origin,
      defaultVersion: VERSION,
      customHosts: new Set([new URL(this.#origin).hostname]),
      middleware: [
        new Step(async (call, context, next) => {
          context.request = call.url;
          call.answer = await sendWithRetries(call, this.#retryOf(call.service), next);
          return call.answer;
        }),
        new Step((call, _context, next) => this.#inPlace(call, next)),
        new Step((call, context, next) => this.#withToken(call, context, next)),
        new Step((call, context) => this.#overTheWire(call, context)),
      ],
    });
    this.#tokens = new Tokens(parts);
  }
  readonly #tokens: Tokens;

  get traffic(): Traffic {
    return { ...this.#counts, ...sumOf([...this.#used].map(([, pauses]) => pauses())) };
  }

  apart(): Graph {
    return new HttpGraph(this.#parts, this.#paces);
  }

  async read(pathOrLink: string, options: RequestOptions, signal: AbortSignal): Promise<unknown> {
    return jsonOf(await this.#call('GET', pathOrLink, null, options, signal));
  }

  async bytes(
    path: string,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#call('GET', path, null, options, signal)).bytes;
  }

  async send(
    method: 'POST' | 'PATCH' | 'DELETE' | 'PUT',
    path: string,
    body: unknown,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<unknown> {
    return jsonOf(await this.#call(method, path, body, options, signal));
  }

  batch(
    paths: readonly string[],
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<BatchAnswer[]> {
    const headers = { Prefer: preferOf(options) };
    return readBatch(paths, headers, {
      ...this.#batchParts(paths, options, signal),
      readAlone: (path) => this.read(path, options, signal),
    });
  }

  redirect(path: string, options: RequestOptions, signal: AbortSignal): Promise<string> {
    const headers = { Prefer: preferOf(options) };
    return readRedirect(path, headers, this.#batchParts([path], options, signal));
  }

  #batchParts(paths: readonly string[], options: RequestOptions, signal: AbortSignal) {
    return {
      post: async (body: unknown) =>
        jsonOf(await this.#call('POST', '/$batch', body, options, signal, paths)),
      pause: (waitMs: number) => this.#paces[serviceOfPath(paths[0] ?? '/')].pause(waitMs),
      now: () => this.#parts.clock.now(),
      scopes: options.scopes,
      mayRetry: options.retry !== false,
    };
  }

  download(
    address: Address,
    options: RequestOptions,
    signal: AbortSignal,
    from = 0,
  ): AsyncIterable<Bytes> {
    const parts = {
      ...this.#parts,
      ...this.#retryOf('sharepoint'),
      graphOrigin: this.#origin,
      inPlace: (call: Call, send: () => Promise<Answer>) => this.#inPlace(call, send),
      received: (bytes: number) => {
        this.#counts.downloadedBytes += bytes;
        this.#paces.sharepoint.received(bytes);
      },
    };
    return downloadFrom(address, options, parts, signal, from);
  }

  async upload(
    path: string,
    session: unknown,
    bytes: Uint8Array<ArrayBuffer>,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const open = () => this.send('POST', path, session, options, signal);
    await uploadPieces(open, bytes, {
      graphOrigin: this.#origin,
      send: (...request) => this.#sendToHost(request, 'outlook', options, signal),
    });
  }

  async uploadFile(
    path: string,
    session: unknown,
    file: UploadedFile,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<unknown> {
    const open = () => this.send('POST', path, session, options, signal);
    return uploadFile(open, file, {
      graphOrigin: this.#origin,
      send: (...request) => {
        // Giving a session up comes after the signal that ends the upload.
        const isEnd = request[0] === 'DELETE';
        const within = isEnd ? new AbortController().signal : signal;
        const how = isEnd ? { ...options, retry: false } : options;
        return this.#sendToHost(request, 'sharepoint', how, within);
      },
    });
  }

  /**
   * Neither token nor headers of ours: the address is the key, and the upload host's CORS rules refuse
   * any header it does not know.
   */
  #sendToHost(
    [method, url, headers, body]: Parameters<FileUploadParts['send']>,
    service: Service,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    const call = new Call(method, url, body?.length ?? 0, options, signal, service);
    const outgoing = { method, url, headers: new Headers(headers), body };
    const retry = { ...this.#retryOf(service), isOnline: () => true };
    return sendWithRetries(call, retry, () =>
      this.#inPlace(call, () => this.#sendOnce(outgoing, signal)),
    );
  }

  async #call(
    method: Method,
    pathOrLink: string,
    body: unknown,
    options: RequestOptions,
    signal: AbortSignal,
    parts: readonly string[] = [pathOrLink],
  ): Promise<Answer> {
    signal.throwIfAborted();
    if (options.apart !== undefined) await this.#spacing.wait(options.apart, signal);
    const text = body === null ? null : JSON.stringify(body);
    const sentBytes = text === null ? 0 : new TextEncoder().encode(text).length;
    const url = this.#addressOf(pathOrLink);
    const service = serviceOfPath(parts[0] ?? '/');
    const call = new Call(method, url, sentBytes, options, signal, service);
    const inBatch = parts[0] === pathOrLink ? method : 'GET';
    call.cost = parts.length;
    call.units = parts.reduce((sum, part) => sum + unitsOf(inBatch, part), 0);
    call.places = Math.min(parts.length, 4);
    const request = this.#client
      .api('/')
      .responseType(ResponseType.RAW)
      .headers({ Prefer: preferOf(options), 'client-request-id': this.#newRequestId() })
      .middlewareOptions([call]);
    await perform(request, method, text ?? '{}');
    if (call.failure !== null) throw call.failure.error;
    if (call.answer === null) throw new Fault('unexpected', 'the call ended without an answer');
    return call.answer;
  }

  /** Links are followed on Graph's own origin only, which is looked at before any token is asked. */
  #addressOf(pathOrLink: string): string {
    if (pathOrLink.startsWith('/')) return `${this.#origin}/${VERSION}${pathOrLink}`;
    const origin = URL.canParse(pathOrLink) ? new URL(pathOrLink).origin : null;
    if (origin !== this.#origin) {
      throw new Fault('unexpected', 'Graph handed out a link to another host');
    }
    return pathOrLink;
  }

  async #inPlace(call: Call, next: () => Promise<Answer>): Promise<Answer> {
    const { cost, units, places, sentBytes, options, signal } = call;
    const pace = this.#paces[call.service];
    if (!this.#used.has(call.service)) this.#used.set(call.service, pace.pausesFromNow());
    const leave = await pace.enter(
      { priority: options.priority, cost, units, places, sentBytes },
      signal,
    );
    if (options.apart !== undefined) this.#spacing.left(options.apart);
    this.#counts.requests += cost;
    this.#counts.uploadedBytes += sentBytes;
    try {
      const answer = await next();
      this.#counts.downloadedBytes += answer.bytes.length;
      pace.received(answer.bytes.length);
      return answer;
    } finally {
      leave();
    }
  }

  #retryOf(service: Service): RetryParts {
    const { clock, random, isOnline } = this.#parts;
    return { clock, random, pace: this.#paces[service], isOnline: () => isOnline?.() ?? true };
  }

  async #withToken(call: Call, context: Context, next: () => Promise<Answer>): Promise<Answer> {
    call.token = await this.#tokens.token(call);
    const headers = new Headers(context.options?.headers);
    headers.set('Authorization', `Bearer ${call.token}`);
    context.options = { ...context.options, headers };
    return next();
  }

  #overTheWire(call: Call, context: Context): Promise<Answer> {
    const headers = new Headers(context.options?.headers);
    const body = context.options?.body;
    return this.#sendOnce(
      { method: call.method, url: call.url, headers, body: typeof body === 'string' ? body : null },
      call.signal,
    );
  }

  #sendOnce(outgoing: Parameters<typeof sendOnce>[0], signal: AbortSignal): Promise<Answer> {
    const { fetch, clock, record } = this.#parts;
    return sendOnce(outgoing, { fetch, clock, record: record ?? null }, signal);
  }

  /** A GUID (version 4): Microsoft's support finds a request by it. */
  #newRequestId(): string {
    const digit = () => Math.floor(this.#parts.random() * 16).toString(16);
    return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, digit);
  }
}

type Work = (call: Call, context: Context, next: () => Promise<Answer>) => Promise<Answer>;

/** One piece of the library's chain, written as a function around the rest of the chain. */
class Step implements Middleware {
  #next: Middleware | undefined;

  constructor(private readonly work: Work) {}

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const call = context.middlewareControl?.getMiddlewareOptions(Call);
    if (!(call instanceof Call)) throw new Error('a call of Graph lost its way');
    try {
      call.answer = await this.work(call, context, async () => {
        call.failure = null;
        call.answer = null;
        await this.#next?.execute(context);
        // The inner steps have left one of the two; the casts follow from the line below.
        const { failure, answer } = call as { failure: Call['failure']; answer: Answer | null };
        if (failure !== null) throw (failure as { error: unknown }).error;
        if (answer === null) throw new Error('a call of Graph has no answer');
        return answer;
      });
    } catch (error) {
      call.failure = { error };
    }
    context.response = new Response(null);
  }
}

function perform(request: GraphRequest, method: Method, body: string): Promise<unknown> {
  if (method === 'POST') return request.post(body);
  if (method === 'PATCH') return request.patch(body);
  if (method === 'DELETE') return request.delete();
  if (method === 'PUT') return request.put('');
  return request.get();
}

function preferOf(options: RequestOptions): string {
  return [IMMUTABLE_IDS, ...(options.prefer ?? [])].join(', ');
}

function jsonOf(answer: Answer): unknown {
  if (answer.bytes.length === 0) return null;
  try {
    const text = new TextDecoder().decode(answer.bytes);
    release(answer.bytes);
    return JSON.parse(text);
  } catch (error) {
    throw new Fault('server-error', 'Graph answered with something that is not JSON', {
      cause: error,
    });
  }
}
