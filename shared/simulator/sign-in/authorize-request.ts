import { SignInError } from './aadsts.ts';
import { isKnownScope, OPENID_SCOPES, shortScopes } from './scopes.ts';

/** An authorize request whose client and redirect are known: errors may be sent back to it. */
export interface AuthorizeRequest {
  clientId: string;
  redirectUri: string;
  responseMode: 'query' | 'fragment' | 'form_post';
  state: string | null;
}

/** The rest of it. */
export interface AuthorizeDetails {
  scopes: readonly string[];
  challenge: string;
  nonce: string | null;
  prompt: string | null;
  loginHint: string | null;
  wantsClientInfo: boolean;
}

/**
 * Faults: `SignInError` for the page; it may not be sent back, because the address is in doubt.
 * `registered` are the app's redirect addresses; undefined: every allowed one is.
 */
export function readRequest(
  query: URLSearchParams,
  registered: (clientId: string) => readonly string[] | undefined,
): AuthorizeRequest {
  const clientId = query.get('client_id');
  if (!clientId) throw missing('client_id');
  const redirectUri = query.get('redirect_uri');
  if (!redirectUri) throw missing('redirect_uri');
  if (!isRedirectAllowed(redirectUri, registered(clientId))) {
    throw new SignInError(
      'invalid_request',
      50011,
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'.`,
    );
  }
  const mode = query.get('response_mode') ?? 'query';
  if (mode !== 'query' && mode !== 'fragment' && mode !== 'form_post') {
    throw new SignInError('invalid_request', 900144, `The response_mode '${mode}' is not known.`);
  }
  return { clientId, redirectUri, responseMode: mode, state: query.get('state') };
}

/** Faults: `SignInError`, to be sent back to the app. Unknown parameters are ignored. */
export function readDetails(query: URLSearchParams): AuthorizeDetails {
  if (query.get('response_type') !== 'code') {
    throw new SignInError(
      'unsupported_response_type',
      700051,
      "The response_type is not enabled for the application; single-page apps use 'code'.",
    );
  }
  const scopes = shortScopes(query.get('scope') ?? '');
  if (scopes.length === 0) throw missing('scope');
  const unknown = scopes.find((name) => !isKnownScope(name));
  if (unknown !== undefined) {
    throw new SignInError(
      'invalid_client',
      650053,
      `The application asked for scope '${unknown}' that doesn't exist on the resource '00000003-0000-0000-c000-000000000000'.`,
    );
  }
  const challenge = query.get('code_challenge');
  if (!challenge) {
    throw new SignInError(
      'invalid_request',
      9002325,
      'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
    );
  }
  if (query.get('code_challenge_method') !== 'S256') {
    throw new SignInError('invalid_request', 50146, 'The code_challenge_method is not S256.');
  }
  return {
    scopes: scopes.some((name) => !OPENID_SCOPES.has(name)) ? scopes : [...scopes, 'User.Read'],
    challenge,
    nonce: query.get('nonce'),
    prompt: query.get('prompt'),
    loginHint: query.get('login_hint'),
    wantsClientInfo: query.get('client_info') === '1',
  };
}

/**
 * https anywhere, http on this machine only; and registered, where there is a list.
 * Source: learn.microsoft.com/entra/identity-platform/reply-url.
 */
export function isRedirectAllowed(
  redirectUri: string,
  registered: readonly string[] | undefined,
): boolean {
  const isListed = registered?.some((each) => isSame(each, redirectUri)) ?? true;
  return isWellFormed(redirectUri) && isListed;
}

function isWellFormed(redirectUri: string): boolean {
  if (redirectUri.length > 256 || !URL.canParse(redirectUri)) return false;
  const { protocol, hostname, hash } = new URL(redirectUri);
  if (hash !== '') return false;
  if (protocol === 'https:') return true;
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1');
}

/** Ports of localhost do not count. */
function isSame(registered: string, given: string): boolean {
  if (!URL.canParse(given)) return false;
  const [left, right] = [new URL(registered), new URL(given)];
  if (left.hostname === 'localhost') left.port = right.port;
  return left.href === right.href;
}

function missing(name: string): SignInError {
  return new SignInError(
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
}

/** Sends the browser back to the app with an answer. */
export function sendBack(
  request: Pick<AuthorizeRequest, 'redirectUri' | 'responseMode'>,
  answer: Readonly<Record<string, string>>,
): Response {
  const parameters = new URLSearchParams(answer);
  if (request.responseMode === 'form_post') return formPost(request.redirectUri, parameters);
  const url = new URL(request.redirectUri);
  if (request.responseMode === 'fragment') url.hash = parameters.toString();
  else for (const [name, value] of parameters) url.searchParams.set(name, value);
  return new Response(null, {
    status: 302,
    headers: { Location: url.href, 'Cache-Control': 'no-store' },
  });
}

function formPost(action: string, parameters: URLSearchParams): Response {
  const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  const fields = [...parameters]
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('');
  const body = `<!doctype html><title>Working…</title><form method="post" action="${escaped(action)}">${fields}<button>Continue</button></form>`;
  return new Response(body, { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}
