import type { GraphAnswer } from './answer.ts';

/** A refusal with Graph's own code; thrown by routes, answered by `graph.ts`. */
export class GraphError extends Error {
  override readonly name = 'GraphError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
    /** A more exact code within innerError; `none`: there is no innerError at all. */
    readonly inner?: string,
  ) {
    super(message);
  }
}

/** A request nobody has taught the simulator. It is loud on purpose: the simulator never invents. */
export class NoRouteError extends Error {
  override readonly name = 'NoRouteError';

  constructor(readonly request: string) {
    super(`The simulator has no route for ${request}`);
  }
}

export const badRequest = (message: string, code = 'BadRequest') =>
  new GraphError(400, code, message);

export const itemNotFound = () =>
  new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

export const idMalformed = () => new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');

export const notAllowed = () =>
  new GraphError(405, 'ErrorInvalidRequest', 'The OData request is not supported.');

/**
 * Graph's error body. The date has no zone and means UTC.
 * Source: learn.microsoft.com/graph/errors and recorded answers.
 */
export function errorAnswer(
  error: GraphError,
  ids: { requestId: string; clientRequestId: string; nowMs: number },
): GraphAnswer {
  const { status, headers, code, message, inner } = error;
  if (inner === 'none') return { status, headers, json: { error: { code, message } } };
  return {
    status,
    headers,
    json: {
      error: {
        code,
        message,
        innerError: {
          ...(inner === undefined ? {} : { code: inner }),
          date: new Date(ids.nowMs).toISOString().slice(0, 19),
          'request-id': ids.requestId,
          'client-request-id': ids.clientRequestId,
        },
      },
    },
  };
}
