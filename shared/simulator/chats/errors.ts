import { GraphError } from '../graph-error.ts';

/** Refusals of the Teams part of Graph. Codes as in recorded answers where there are any. */
export const badChatRequest = (message: string) => new GraphError(400, 'BadRequest', message);

export const chatNotFound = () => new GraphError(404, 'NotFound', 'NotFound');

export const chatForbidden = (message = 'Forbidden') => new GraphError(403, 'Forbidden', message);

/** Recorded 2026-05-14: calls for applications, made for a person. */
export const notDelegated = () =>
  new GraphError(412, 'PreconditionFailed', 'Requested API is not supported in delegated context');

/** What is told when a token lacks a permission; the usual shape, not recorded. */
export function lacksScope(needed: string, granted: ReadonlySet<string>): GraphError {
  return chatForbidden(
    `Missing scope permissions on the request. API requires one of '${needed}'. Scopes on the request '${[...granted].join(', ')}'`,
  );
}

/** Graph's usual code for a status on chats, for planned failures that name none. */
export function chatCode(status: number): string {
  const codes: Record<number, string> = {
    400: 'BadRequest',
    401: 'InvalidAuthenticationToken',
    403: 'Forbidden',
    404: 'NotFound',
    409: 'Conflict',
    412: 'PreconditionFailed',
    429: 'TooManyRequests',
    500: 'InternalServerError',
    502: 'BadGateway',
    503: 'ServiceUnavailable',
    504: 'GatewayTimeout',
  };
  return codes[status] ?? 'UnknownError';
}
