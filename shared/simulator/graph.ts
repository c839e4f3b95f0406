import type { Clock } from '../lib/clock.ts';
import type { GraphAnswer, GraphCall } from './answer.ts';
import { answerBatch } from './batch.ts';
import { chatCode, lacksScope } from './chats/errors.ts';
import { isChatPath } from './chats/simulated-chats.ts';
import { graphCors } from './cors.ts';
import { driveCode } from './drive/errors.ts';
import { type DrivePath, drivePath } from './drive/path.ts';
import { prefersImmutableIds } from './folders.ts';
import { errorAnswer, GraphError, NoRouteError } from './graph-error.ts';
import { checkOptions } from './message-read.ts';
import type { Account } from './profile.ts';
import { type Recorder, withoutIds } from './recorder.ts';
import { covers, pathSegments, type RouteTable } from './route.ts';
import { type Random, seededGuid, seededRandom } from './seed/random.ts';
import type { AccessTokens } from './sign-in/access-tokens.ts';
import type { TroublePlan, Troubles } from './trouble.ts';

export interface GraphParts {
  clock: Clock;
  seed: number;
  account: Account;
  table: RouteTable;
  tokens: AccessTokens;
  troubles: Troubles;
  recorder: Recorder;
  /** Runs a request within the limits that hold for it. */
  withinLimits(
    clientId: string,
    call: GraphCall,
    service: Service,
    work: () => Promise<Answered>,
  ): Promise<Answered>;
}

interface Answered {
  answer: GraphAnswer;
  plan?: TroublePlan;
}

/** Which of Microsoft's services is behind a path: they have limits and codes of their own. */
export type Service = 'outlook' | 'drive' | 'chats';

/** Graph's front door: token, troubles, limits, route, and everything around the answer. */
export class GraphFrontDoor {
  /** How long each request takes. */
  latencyMs = 0;
  hideRetryAfter = false;
  readonly #parts: GraphParts;
  readonly #random: Random;

  constructor(parts: GraphParts) {
    this.#parts = parts;
    this.#random = seededRandom(parts.seed, 'requests');
  }

  /** Throws `NoRouteError` for what nobody has taught it. */
  async answer(request: Request, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    const requestId = seededGuid(this.#random);
    const ids = {
      requestId,
      clientRequestId: request.headers.get('client-request-id') ?? requestId,
    };
    const { answer, plan } = await this.#open(request, body, ids);
    const complete = { ...answer, headers: this.#headers(answer, ids) };
    this.#parts.recorder.record(request, body, complete);
    return toResponse(complete, plan?.body === 'cut');
  }

  async #open(
    request: Request,
    body: Uint8Array<ArrayBuffer>,
    ids: { requestId: string; clientRequestId: string },
  ): Promise<Answered> {
    const url = new URL(request.url);
    const { tokens, recorder } = this.#parts;
    try {
      const token = tokens.check(request.headers);
      const call: GraphCall = {
        method: request.method,
        url,
        query: [...url.searchParams],
        headers: request.headers,
        body,
        immutableIds: prefersImmutableIds(request.headers),
        scopes: token.scopes,
      };
      if (request.method === 'POST' && /^\/v1\.0\/\$batch$/i.test(url.pathname)) {
        recorder.count('POST', '/$batch');
        const part = (each: GraphCall) => this.#answerPart(each, token.clientId, ids);
        return { answer: await answerBatch(call, part) };
      }
      return await this.#planned(call, token.clientId, ids);
    } catch (error) {
      return { answer: this.#failed(error, ids) };
    }
  }

  async #answerPart(
    call: GraphCall,
    clientId: string,
    ids: { requestId: string; clientRequestId: string },
  ): Promise<GraphAnswer> {
    try {
      return (await this.#planned(call, clientId, ids)).answer;
    } catch (error) {
      return this.#failed(error, ids);
    }
  }

  async #planned(
    call: GraphCall,
    clientId: string,
    ids: { requestId: string; clientRequestId: string },
  ): Promise<Answered> {
    const plan = this.#parts.troubles.next(call.method, call.url.pathname + call.url.search);
    const delayMs = this.latencyMs + (plan?.delayMs ?? 0);
    const { account } = this.#parts;
    const path = call.url.pathname.replace(/^\/v1\.0/i, '');
    const drive = drivePath(path, account);
    const service = drive !== undefined ? 'drive' : isChatPath(path) ? 'chats' : 'outlook';
    return this.#parts.withinLimits(clientId, call, service, async () => {
      if (delayMs > 0) await this.#parts.clock.sleep(delayMs);
      if (plan && plan.body !== 'cut' && plan.body !== 'late') {
        return { answer: this.#troubled(plan, service, ids), plan };
      }
      const answer = await this.#route(call, drive);
      return plan ? { answer, plan } : { answer };
    });
  }

  async #route(call: GraphCall, drive: DrivePath | undefined): Promise<GraphAnswer> {
    const { table, account, recorder } = this.#parts;
    const path = call.url.pathname.replace(/^\/v1\.0/i, '');
    const segments = drive?.segments ?? pathSegments(path, account);
    recorder.count(call.method, drive?.label ?? withoutIds(segments));
    const found = table.find(call.method, segments);
    if (!found) throw new NoRouteError(`${call.method} ${path}${call.url.search}`);
    if (!covers(call.scopes, found.route.scope)) {
      if (isChatPath(path)) throw lacksScope(found.route.scope, call.scopes);
      throw new GraphError(
        403,
        drive ? 'accessDenied' : 'ErrorAccessDenied',
        'Access is denied. Check credentials and try again.',
      );
    }
    if (found.route.query) checkOptions(call, found.route.query);
    return found.route.answer(call, found.parameters);
  }

  #troubled(
    plan: TroublePlan,
    service: Service,
    ids: { requestId: string; clientRequestId: string },
  ): GraphAnswer {
    const status = plan.status ?? 503;
    const headers: Record<string, string> = {};
    if (plan.retryAfterSeconds !== undefined)
      headers['Retry-After'] = String(plan.retryAfterSeconds);
    if (plan.body === 'empty') return { status, headers };
    if (plan.body === 'html') {
      const page =
        '<html><head><title>Service unavailable</title></head><body>Our services aren’t available right now</body></html>';
      const bytes = new TextEncoder().encode(page);
      return { status, headers: { ...headers, 'Content-Type': 'text/html' }, bytes };
    }
    const error = new GraphError(
      status,
      plan.code ?? CODES[service](status),
      plan.message ?? 'The simulator was asked to fail here.',
      headers,
    );
    return errorAnswer(error, { ...ids, nowMs: this.#parts.clock.now() });
  }

  #failed(error: unknown, ids: { requestId: string; clientRequestId: string }): GraphAnswer {
    if (error instanceof NoRouteError) this.#parts.recorder.unknownRoutes.push(error.request);
    if (!(error instanceof GraphError)) throw error;
    return errorAnswer(error, { ...ids, nowMs: this.#parts.clock.now() });
  }

  #headers(
    answer: GraphAnswer,
    ids: { requestId: string; clientRequestId: string },
  ): Record<string, string> {
    const json =
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
    return {
      'Cache-Control': 'no-store, no-cache',
      'OData-Version': '4.0',
      'request-id': ids.requestId,
      'client-request-id': ids.clientRequestId,
      'x-ms-ags-diagnostic':
        '{"ServerInfo":{"DataCenter":"Simulator","Slice":"E","Ring":"5","ScaleUnit":"000","RoleInstance":"SIM00000000"}}',
      Date: new Date(this.#parts.clock.now()).toUTCString(),
      // A page can't follow the way to contents: the redirect says nothing of CORS.
      // Source: github.com/microsoftgraph/msgraph-sdk-javascript/issues/16 and 388.
      ...(answer.status === 302 ? {} : graphCors(this.hideRetryAfter)),
      ...(answer.json ? { 'Content-Type': json } : {}),
      ...answer.headers,
    };
  }
}

const CODES: Readonly<Record<Service, (status: number) => string>> = {
  outlook: defaultCode,
  drive: driveCode,
  chats: chatCode,
};

/** Graph's usual code for a status, for planned failures that name none. */
function defaultCode(status: number): string {
  const codes: Record<number, string> = {
    400: 'BadRequest',
    401: 'InvalidAuthenticationToken',
    403: 'ErrorAccessDenied',
    404: 'ErrorItemNotFound',
    410: 'SyncStateNotFound',
    412: 'ErrorIrresolvableConflict',
    429: 'ApplicationThrottled',
    500: 'InternalServerError',
    503: 'ServiceUnavailable',
    504: 'UnknownError',
  };
  return codes[status] ?? 'UnknownError';
}

/** `cut`: the body ends in the middle with an error, as when the connection breaks. */
export function toResponse(answer: GraphAnswer, cut: boolean): Response {
  const bytes =
    answer.bytes ?? (answer.json ? new TextEncoder().encode(JSON.stringify(answer.json)) : null);
  const { status, headers = {} } = answer;
  if (!bytes || status === 204) return new Response(null, { status, headers });
  if (!cut) return new Response(bytes, { status, headers });
  const half = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, Math.ceil(bytes.length / 2)));
    },
    pull(controller) {
      controller.error(new TypeError('The connection was cut.'));
    },
  });
  return new Response(half, { status, headers });
}
