import { type GraphAnswer, type GraphCall, isJson, type Json } from './answer.ts';
import { toBase64Url } from './base64.ts';
import { jsonBody } from './body-json.ts';
import { badRequest } from './graph-error.ts';

/** Source: learn.microsoft.com/graph/json-batching. */
const MOST_REQUESTS = 20;
/** Graph sends this many parts of a batch to one mailbox at a time. */
const WIDTH = 4;

interface Part {
  id: string;
  call: GraphCall;
  dependsOn: readonly string[];
}

/**
 * `POST /$batch`. Each part is answered as a request of its own; the answers come in another
 * order than the requests, because Graph promises none. Faults: 400 for a malformed envelope.
 */
export async function answerBatch(
  call: GraphCall,
  answerPart: (call: GraphCall) => Promise<GraphAnswer>,
): Promise<GraphAnswer> {
  const parts = readParts(call);
  const running = new Map<string, Promise<GraphAnswer>>();
  const slots = new Slots(WIDTH);
  for (const part of parts) {
    const parents = part.dependsOn.flatMap((id) => running.get(id) ?? []);
    const answer = Promise.all(parents).then((answers) =>
      answers.some(({ status }) => status >= 400)
        ? failedDependency()
        : slots.use(() => answerPart(part.call)),
    );
    running.set(part.id, answer);
  }
  const settled = await Promise.all(
    parts.map(async ({ id }) => responseJson(id, await (running.get(id) ?? failedDependency()))),
  );
  return { status: 200, json: { responses: settled.reverse() } };
}

function readParts(call: GraphCall): Part[] {
  const { requests } = jsonBody(call);
  if (!Array.isArray(requests) || requests.length === 0) {
    throw badRequest('Invalid batch payload format: no requests.');
  }
  if (requests.length > MOST_REQUESTS) {
    throw badRequest(
      `Number of batch request steps exceeds the maximum value of ${MOST_REQUESTS}.`,
    );
  }
  const seen = new Set<string>();
  return requests.map((request: unknown) => {
    if (!isJson(request) || typeof request.id !== 'string' || request.id === '') {
      throw badRequest('Invalid batch payload format: a request has no id.');
    }
    if (seen.has(request.id)) throw badRequest('Request Id values must be unique.');
    const dependsOn = Array.isArray(request.dependsOn) ? request.dependsOn.map(String) : [];
    const missing = dependsOn.find((id) => !seen.has(id));
    if (missing !== undefined) throw badRequest(`Request ${missing} does not come before.`);
    seen.add(request.id);
    return { id: request.id, call: partCall(call, request), dependsOn };
  });
}

function partCall(outer: GraphCall, request: Json): GraphCall {
  const { method, url, headers, body } = request;
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest('Invalid batch payload format: method or url is missing.');
  }
  if (/^https?:/i.test(url) || /^\/?(v1\.0|beta|\$batch)(\/|$)/i.test(url)) {
    throw badRequest('The url of a batch request is relative to the version.');
  }
  const own = new Headers(isJson(headers) ? toStrings(headers) : {});
  if (body !== undefined && body !== null && !own.has('content-type')) {
    throw badRequest('A batch request with a body needs a Content-Type header.');
  }
  const absolute = new URL(`${outer.url.origin}/v1.0/${url.replace(/^\//, '')}`);
  const text = body === undefined || body === null ? '' : partBody(body, own);
  return {
    ...outer,
    method: method.toUpperCase(),
    url: absolute,
    query: [...absolute.searchParams],
    headers: own,
    body: new TextEncoder().encode(text),
    immutableIds: /IdType\s*=\s*"?ImmutableId/i.test(own.get('prefer') ?? ''),
  };
}

function partBody(body: unknown, headers: Headers): string {
  const isText = typeof body === 'string' && !/json/i.test(headers.get('content-type') ?? '');
  return isText ? String(body) : JSON.stringify(body);
}

function responseJson(id: string, answer: GraphAnswer): Json {
  const headers = { ...answer.headers };
  if (answer.json) headers['Content-Type'] = 'application/json';
  const json: Json = { id, status: answer.status, headers };
  if (answer.json) json.body = answer.json;
  else if (answer.bytes) json.body = toBase64Url(answer.bytes);
  return json;
}

function failedDependency(): GraphAnswer {
  return {
    status: 424,
    json: { error: { code: 'FailedDependency', message: 'A request this one depends on failed.' } },
  };
}

function toStrings(json: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, String(value)]));
}

/** Lets so many run at a time, in the order they came. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(width: number) {
    this.#free = width;
  }

  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
