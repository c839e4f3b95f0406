/** A refusal of the sign-in service, with the number Microsoft gives it. */
export class SignInError extends Error {
  override readonly name = 'SignInError';

  constructor(
    /** The OAuth code. */
    readonly error: string,
    readonly number: number,
    message: string,
    readonly details: { status?: number; suberror?: string } = {},
  ) {
    super(`AADSTS${number}: ${message}`);
  }
}

/** Trace, correlation and time, as Microsoft appends them to every description. */
export function description(
  error: SignInError,
  ids: { trace: string; correlation: string; nowMs: number },
): string {
  return `${error.message} Trace ID: ${ids.trace} Correlation ID: ${ids.correlation} Timestamp: ${timestamp(ids.nowMs)}`;
}

/**
 * The JSON of a refused token request.
 * Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#error-response.
 */
export function errorJson(
  error: SignInError,
  ids: { trace: string; correlation: string; nowMs: number },
): Record<string, unknown> {
  return {
    error: error.error,
    ...(error.details.suberror === undefined ? {} : { suberror: error.details.suberror }),
    error_description: description(error, ids),
    error_codes: [error.number],
    timestamp: timestamp(ids.nowMs),
    trace_id: ids.trace,
    correlation_id: ids.correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${error.number}`,
  };
}

function timestamp(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
