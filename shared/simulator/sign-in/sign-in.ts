import type { Clock } from '../../lib/clock.ts';
import { TOKEN_CORS } from '../cors.ts';
import { htmlResponse } from '../html.ts';
import type { Troubles } from '../trouble.ts';
import { errorJson, SignInError } from './aadsts.ts';
import { AuthorizePages } from './authorize.ts';
import { isRedirectAllowed, sendBack } from './authorize-request.ts';
import { discovery, instanceDiscovery } from './discovery.ts';
import { Grants } from './grants.ts';
import { SigningKey } from './keys.ts';
import { adminConsentPage, signedOutPage, troublePage } from './pages.ts';
import type { People } from './people.ts';
import { OPENID_SCOPES, shortScopes } from './scopes.ts';
import { TokenEndpoint } from './token.ts';

export interface SignInOptions {
  clock: Clock;
  seed: number;
  /** All of one tenant. */
  people: People;
  troubles: Troubles;
  /** What the consent page calls an app that has no name in `apps`. */
  appName?: string;
  /** Apps and their redirect addresses; without it every app is registered everywhere. */
  apps?: Readonly<Record<string, { name?: string; redirectUris: readonly string[] }>>;
}

/**
 * Microsoft's sign-in for the people of one tenant: authorize pages, tokens, logout, consent of users and
 * administrators, discovery. Paths begin with the tenant.
 */
export class SignIn {
  readonly grants: Grants;
  readonly #options: SignInOptions;
  readonly #pages: AuthorizePages;
  readonly #token: TokenEndpoint;
  readonly #key: SigningKey;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.grants = new Grants(options.clock, options.seed);
    this.#key = new SigningKey(`simulator-${options.seed}`);
    const { people } = options;
    this.#pages = new AuthorizePages({
      people,
      grants: this.grants,
      redirectsOf: (clientId) => this.#redirectsOf(clientId),
      appName: (clientId) => this.#nameOf(clientId),
    });
    this.#token = new TokenEndpoint({ people, grants: this.grants, key: this.#key });
  }

  /** undefined: not a path of the sign-in service. */
  async answer(request: Request, body: Uint8Array<ArrayBuffer>): Promise<Response | undefined> {
    const url = new URL(request.url);
    const [, tenant = '', rest = ''] = /^\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [];
    const fields = new URLSearchParams(new TextDecoder().decode(body));
    switch (`${request.method} ${rest}`) {
      case 'GET /oauth2/v2.0/authorize':
        return this.#planned(request) ?? this.#pages.authorize(request, tenant);
      case 'POST /login':
        return this.#pages.login(request, tenant, fields);
      case 'POST /consent':
        return this.#pages.consent(request, tenant, fields);
      case 'POST /oauth2/v2.0/token':
        return this.#planned(request) ?? this.#tokenAnswer(request, fields);
      case 'OPTIONS /oauth2/v2.0/token':
        return new Response(null, { status: 200, headers: preflightHeaders(request) });
      case 'GET /oauth2/v2.0/logout':
        return this.#pages.logout(request, signedOutPage());
      case 'GET /v2.0/adminconsent':
      case 'POST /v2.0/adminconsent':
        return this.#adminConsent(request, tenant, fields);
      case 'GET /v2.0/.well-known/openid-configuration':
        return jsonResponse(discovery(url.origin, tenant, this.#tenantId));
      case 'GET /discovery/v2.0/keys':
        return jsonResponse({ keys: [await this.#key.publicJwk()] });
      case 'GET /discovery/instance':
        return jsonResponse(instanceDiscovery(url.origin, url.host));
      default:
        return undefined;
    }
  }

  async #tokenAnswer(request: Request, fields: URLSearchParams): Promise<Response> {
    const { origin } = new URL(request.url);
    const trace = this.grants.guid();
    try {
      const json = await this.#token.answer(origin, request.headers, fields);
      return jsonResponse(json, 200, trace);
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      const ids = { trace, correlation: this.grants.guid(), nowMs: this.grants.clock.now() };
      return jsonResponse(errorJson(error, ids), error.details.status ?? 400, trace);
    }
  }

  /** A planned failure: `code` is the OAuth error, `message` its description. */
  #planned(request: Request): Response | undefined {
    const { pathname, search } = new URL(request.url);
    const plan = this.#options.troubles.planned(request.method, pathname + search);
    if (!plan) return undefined;
    const json = {
      error: plan.code ?? 'temporarily_unavailable',
      error_description:
        plan.message ?? 'AADSTS90033: A transient error has occurred. Please try again.',
    };
    const response = jsonResponse(json, plan.status ?? 503);
    if (plan.retryAfterSeconds !== undefined) {
      response.headers.set('Retry-After', String(plan.retryAfterSeconds));
    }
    return response;
  }

  /**
   * An administrator's consent for everybody. Whoever opens the page is the administrator here.
   * Source: learn.microsoft.com/entra/identity-platform/v2-admin-consent.
   */
  #adminConsent(request: Request, tenant: string, fields: URLSearchParams): Response {
    const isPost = request.method === 'POST';
    const context = isPost ? (fields.get('context') ?? '') : new URL(request.url).search.slice(1);
    const query = new URLSearchParams(context);
    const clientId = query.get('client_id') ?? '';
    const redirectUri = query.get('redirect_uri') ?? '';
    if (clientId === '' || !isRedirectAllowed(redirectUri, this.#redirectsOf(clientId))) {
      const text = 'AADSTS50011: client_id or redirect_uri is missing or not registered.';
      return htmlResponse(troublePage(text), 400);
    }
    const scopes = shortScopes(query.get('scope') ?? '').filter((name) => !OPENID_SCOPES.has(name));
    if (!isPost) {
      const app = this.#nameOf(clientId);
      return htmlResponse(adminConsentPage({ tenant, context }, { app, scopes }));
    }
    const state = query.get('state');
    const back = { redirectUri, responseMode: 'query' as const };
    const rest = { tenant: this.#tenantId, ...(state === null ? {} : { state }) };
    if (fields.get('answer') !== 'accept') {
      return sendBack(back, {
        error: 'permission_denied',
        error_description: 'The admin canceled the request',
        ...rest,
      });
    }
    this.grants.consentForAll(clientId, scopes);
    return sendBack(back, { admin_consent: 'True', scope: scopes.join(' '), ...rest });
  }

  get #tenantId(): string {
    return this.#options.people.first.account.tenantId;
  }

  #nameOf(clientId: string): string {
    const { apps, appName } = this.#options;
    return apps?.[clientId]?.name ?? appName ?? `App ${clientId}`;
  }

  #redirectsOf(clientId: string): readonly string[] | undefined {
    const { apps } = this.#options;
    return apps ? (apps[clientId]?.redirectUris ?? []) : undefined;
  }
}

function jsonResponse(json: unknown, status = 200, requestId?: string): Response {
  return new Response(JSON.stringify(json), {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store, no-cache',
      ...(requestId === undefined ? {} : { 'x-ms-request-id': requestId }),
      ...TOKEN_CORS,
    },
  });
}

function preflightHeaders(request: Request): Record<string, string> {
  const asked = request.headers.get('access-control-request-headers');
  return asked === null ? TOKEN_CORS : { ...TOKEN_CORS, 'Access-Control-Allow-Headers': asked };
}
