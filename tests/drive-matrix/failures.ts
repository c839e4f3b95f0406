import type { RequestKind } from './requests.ts';

type Fail = (real: () => Promise<Response>) => Promise<Response>;

export interface Failure {
  name: string;
  fail: Fail;
  /** Kinds of requests it can happen to; missing: all. */
  at?: (kind: RequestKind) => boolean;
}

/** Where an answer without a body says all: a page in its place can't be told from it. */
const SAYS_NOTHING: ReadonlySet<RequestKind> = new Set([
  'delete',
  'session end',
  'restore version',
]);

/** Every way to fail that is documented or was met, for Graph and for the hosts of files. */
export const FAILURES: readonly Failure[] = [
  status(400, 'invalidRequest'),
  status(401, 'InvalidAuthenticationToken'),
  status(403, 'accessDenied'),
  status(404, 'itemNotFound'),
  status(408, 'generalException'),
  status(409, 'nameAlreadyExists'),
  status(410, 'resyncRequired'),
  status(412, 'resourceModified'),
  status(413, 'requestEntityTooLarge'),
  status(416, 'invalidRange'),
  status(423, 'resourceLocked'),
  status(429, 'activityLimitReached', { 'Retry-After': '7' }),
  status(429, 'TooManyRequests'),
  status(500, 'generalException'),
  page(502, 'Bad gateway'),
  status(503, 'serviceNotAvailable', { 'Retry-After': '3' }),
  status(503, 'serviceNotAvailable'),
  status(504, ''),
  status(507, 'quotaLimitReached'),
  status(509, 'bandwidthLimitExceeded'),
  { name: 'no network', fail: async () => broken() },
  {
    name: 'answer lost',
    fail: async (real) => {
      await (await real()).arrayBuffer();
      return broken();
    },
  },
  { name: 'cut in the middle', fail: async (real) => cut(await real()) },
  { ...page(200, 'Sign in to the network'), at: (kind) => !SAYS_NOTHING.has(kind) },
  { name: '302 elsewhere', fail: async () => Response.redirect('https://example.com/', 302) },
  part(429, 'activityLimitReached', { 'Retry-After': '2' }),
  part(503, 'serviceNotAvailable'),
  part(404, 'itemNotFound'),
];

function broken(): never {
  throw new TypeError('Failed to fetch');
}

function status(code: number, error: string, headers: Record<string, string> = {}): Failure {
  const after = headers['Retry-After'] === undefined ? '' : ', Retry-After';
  return {
    name: `${code} ${error}${after}`.trim(),
    fail: async () =>
      Response.json({ error: { code: error, message: '' } }, { status: code, headers }),
  };
}

function page(code: number, title: string): Failure {
  const body = `<html><body>${title}</body></html>`;
  const headers = { 'Content-Type': 'text/html' };
  return { name: `${code} page`, fail: async () => new Response(body, { status: code, headers }) };
}

/** One part of a batch fails, the others and the whole do not. */
function part(code: number, error: string, headers: Record<string, string> = {}): Failure {
  return {
    name: `part ${code}`,
    at: (kind) => kind === 'batch',
    fail: async (real) => {
      const response = await real();
      const body = (await response.json()) as { responses: Record<string, unknown>[] };
      const [first, ...others] = body.responses;
      const failed = { id: first?.id, status: code, headers, body: { error: { code: error } } };
      return Response.json({ responses: [...others, failed] });
    },
  };
}

function cut(response: Response): Response {
  const { status: code, headers, body } = response;
  const reader = body?.getReader();
  if (reader === undefined) return broken();
  let isBegun = false;
  const half = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = isBegun ? { value: undefined } : await reader.read();
      if (next.value === undefined) return controller.error(new TypeError('cut'));
      isBegun = true;
      controller.enqueue(next.value.subarray(0, Math.ceil(next.value.length / 2)));
    },
  });
  return new Response(half, { status: code, headers });
}
