import { Fault } from '../model/fault.ts';

/**
 * Words by which Microsoft says that a right is not granted: the person or an administrator has to
 * consent (65001, 90094, 90095), the person declined (65004).
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
const CONSENT = /consent_required|access_denied|AADSTS(65001|65004|90094|90095)\b/;
/** MSAL's words for "no answer". `network_error` also hides a refused cross-origin request. */
const OFFLINE = new Set([
  'no_network_connectivity',
  'network_error',
  'post_request_failed',
  'get_request_failed',
]);
/** A new sign-in helps; `invalid_grant` covers expired, revoked and replaced refresh tokens. */
const SIGNED_OUT = new Set([
  'invalid_grant',
  'interaction_required',
  'login_required',
  'no_tokens_found',
  'no_account_error',
  'no_account_found',
  'refresh_token_expired',
  'bad_token',
  'native_account_unavailable',
  'silent_sso_error',
  'monitor_window_timeout',
  'timed_out',
]);

/** The service failed and says so. */
const SERVER_ERROR = new Set(['server_error', 'temporarily_unavailable', 'service_not_available']);

/** What MSAL's errors have in common; read without importing MSAL. */
interface SignInError {
  errorCode: string;
  errorMessage: string;
  subError: string;
}

/**
 * What MSAL threw, in our words. The message keeps Microsoft's number and MSAL's code but not its
 * text: that may name the person.
 */
export function toSignInFault(error: unknown, scopes: readonly string[]): Fault {
  if (error instanceof Fault) return error;
  if (!isSignInError(error)) {
    const message = error instanceof Error ? `${error.name} while signing in` : 'unknown error';
    return new Fault('unexpected', message, { cause: error });
  }
  const number = /AADSTS\d+/.exec(error.errorMessage)?.[0];
  const upstreamCode = number ?? error.errorCode;
  const details = { cause: error, upstreamCode };
  if (CONSENT.test(`${error.errorCode} ${error.subError} ${error.errorMessage}`)) {
    return new Fault('consent-required', `not allowed yet (${upstreamCode})`, {
      ...details,
      scopes,
    });
  }
  if (OFFLINE.has(error.errorCode)) {
    return new Fault('offline', `the sign-in service did not answer (${upstreamCode})`, details);
  }
  if (SERVER_ERROR.has(error.errorCode)) {
    return new Fault('server-error', `the sign-in service failed (${upstreamCode})`, details);
  }
  if (SIGNED_OUT.has(error.errorCode) || error.errorMessage.includes('interaction_required')) {
    return new Fault('signed-out', `a new sign-in is needed (${upstreamCode})`, details);
  }
  return new Fault('unexpected', `signing in failed (${upstreamCode})`, details);
}

/** The browser refused to open Microsoft's window. */
export function isPopupBlocked(error: unknown): boolean {
  return isSignInError(error) && /^(popup_window_error|empty_window_error)$/.test(error.errorCode);
}

/** The person closed Microsoft's window, or began again in another one. */
export function isPopupClosed(error: unknown): boolean {
  return (
    isSignInError(error) &&
    /^(user_cancelled|interaction_in_progress_cancelled|timed_out)$/.test(error.errorCode)
  );
}

function isSignInError(error: unknown): error is SignInError {
  return (
    error instanceof Error &&
    typeof (error as Partial<SignInError>).errorCode === 'string' &&
    typeof (error as Partial<SignInError>).errorMessage === 'string'
  );
}
