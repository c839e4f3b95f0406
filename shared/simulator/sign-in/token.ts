import { toBase64Url } from '../base64.ts';
import { SignInError } from './aadsts.ts';
import { clientInfo } from './authorize.ts';
import { type Grants, REFRESH_LIFETIME_MS } from './grants.ts';
import type { SigningKey } from './keys.ts';
import type { People, Person } from './people.ts';
import { OPENID_SCOPES, shortScopes } from './scopes.ts';

/** Graph, as the audience of access tokens. */
const GRAPH_APP = '00000003-0000-0000-c000-000000000000';
/** Tokens are dated back by this, for clocks that are behind. */
const BACKDATED_SECONDS = 300;

export interface TokenParts {
  people: People;
  grants: Grants;
  key: SigningKey;
}

interface Grant {
  person: Person;
  clientId: string;
  /** As asked for at this time; empty: everything that was granted. */
  scopes: readonly string[];
  nonce: string | null;
  refreshUntil: number | null;
}

/** `POST /{tenant}/oauth2/v2.0/token`: codes and refresh tokens into tokens. */
export class TokenEndpoint {
  constructor(readonly parts: TokenParts) {}

  /** Faults: `SignInError`. */
  async answer(
    loginOrigin: string,
    headers: Headers,
    fields: URLSearchParams,
  ): Promise<Record<string, unknown>> {
    if (!headers.has('origin')) {
      throw new SignInError(
        'invalid_request',
        9002327,
        "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
      );
    }
    if (fields.has('client_secret')) {
      throw new SignInError(
        'invalid_client',
        700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        { status: 401 },
      );
    }
    const type = field(fields, 'grant_type');
    if (type !== 'authorization_code' && type !== 'refresh_token') {
      throw new SignInError(
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${type}'.`,
      );
    }
    const grant =
      type === 'refresh_token' ? this.#fromRefreshToken(fields) : await this.#fromCode(fields);
    return this.#tokens(loginOrigin, grant, fields.get('client_info') === '1');
  }

  async #fromCode(fields: URLSearchParams): Promise<Grant> {
    const { grants } = this.parts;
    const clientId = field(fields, 'client_id');
    const code = grants.code(field(fields, 'code'));
    if (!code || code.clientId !== clientId) {
      throw new SignInError(
        'invalid_grant',
        9002313,
        'Invalid request. Request is malformed or invalid.',
      );
    }
    if (code.isUsed) {
      throw new SignInError(
        'invalid_grant',
        54005,
        'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
      );
    }
    if (code.expiresAt <= grants.clock.now()) {
      throw new SignInError(
        'invalid_grant',
        70008,
        'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
      );
    }
    if (field(fields, 'redirect_uri') !== code.redirectUri) {
      throw new SignInError(
        'invalid_client',
        500112,
        'The reply address does not match the reply address provided when requesting Authorization code.',
      );
    }
    const verifier = field(fields, 'code_verifier');
    if ((await challengeOf(verifier)) !== code.challenge) {
      throw new SignInError(
        'invalid_grant',
        501481,
        'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
      );
    }
    code.isUsed = true;
    return {
      person: this.parts.people.withId(code.account),
      clientId,
      scopes: shortScopes(fields.get('scope') ?? code.scopes.join(' ')),
      nonce: code.nonce,
      refreshUntil: code.scopes.includes('offline_access')
        ? grants.clock.now() + REFRESH_LIFETIME_MS
        : null,
    };
  }

  #fromRefreshToken(fields: URLSearchParams): Grant {
    const { grants } = this.parts;
    const clientId = field(fields, 'client_id');
    const token = grants.refreshToken(field(fields, 'refresh_token'));
    if (!token || token.clientId !== clientId) {
      throw new SignInError(
        'invalid_grant',
        9002313,
        'Invalid request. Request is malformed or invalid.',
      );
    }
    if (grants.isRevoked(token)) {
      throw new SignInError(
        'invalid_grant',
        50173,
        'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
      );
    }
    if (token.expiresAt <= grants.clock.now()) {
      throw new SignInError(
        'invalid_grant',
        700084,
        'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can not be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.',
      );
    }
    const scopes = shortScopes(fields.get('scope') ?? '');
    const person = this.parts.people.withId(token.account);
    return { person, clientId, scopes, nonce: null, refreshUntil: token.expiresAt };
  }

  async #tokens(
    loginOrigin: string,
    grant: Grant,
    wantsClientInfo: boolean,
  ): Promise<Record<string, unknown>> {
    const { grants } = this.parts;
    const { account, tokens } = grant.person;
    const missing = grants
      .missing(account.id, grant.clientId, grant.scopes)
      .filter((name) => !OPENID_SCOPES.has(name));
    if (missing.length > 0) {
      throw new SignInError(
        'invalid_grant',
        65001,
        `The user or administrator has not consented to use the application with ID '${grant.clientId}'. Send an interactive authorization request for this user and resource.`,
        { suberror: 'consent_required' },
      );
    }
    const scopes = grants.granted(account.id, grant.clientId);
    const lifetime = grants.accessLifetimeSeconds();
    const now = Math.floor(grants.clock.now() / 1000);
    const accessToken = await this.#accessToken(grant, scopes, now, lifetime);
    tokens.add(accessToken, {
      clientId: grant.clientId,
      scopes: new Set(scopes),
      expiresAt: (now + lifetime) * 1000,
    });
    return {
      token_type: 'Bearer',
      scope: [...scopes, 'openid', 'profile', 'email'].join(' '),
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: accessToken,
      ...(grant.refreshUntil === null
        ? {}
        : {
            refresh_token: grants.issueRefreshToken(account.id, grant.clientId, grant.refreshUntil),
          }),
      id_token: await this.#idToken(loginOrigin, grant, now),
      ...(wantsClientInfo ? { client_info: clientInfo(account) } : {}),
    };
  }

  #accessToken(
    { person, clientId }: Grant,
    scopes: readonly string[],
    now: number,
    lifetime: number,
  ): Promise<string> {
    const { grants, key } = this.parts;
    const { account } = person;
    return key.sign({
      aud: GRAPH_APP,
      iss: `https://sts.windows.net/${account.tenantId}/`,
      iat: now - BACKDATED_SECONDS,
      nbf: now - BACKDATED_SECONDS,
      exp: now + lifetime + 1,
      appid: clientId,
      idtyp: 'user',
      name: account.name,
      oid: account.id,
      scp: scopes.join(' '),
      tid: account.tenantId,
      upn: account.username,
      uti: grants.guid(),
      ver: '1.0',
    });
  }

  #idToken(loginOrigin: string, grant: Grant, now: number): Promise<string> {
    const { grants, key } = this.parts;
    const { account } = grant.person;
    return key.sign({
      aud: grant.clientId,
      iss: `${loginOrigin}/${account.tenantId}/v2.0`,
      iat: now - BACKDATED_SECONDS,
      nbf: now - BACKDATED_SECONDS,
      exp: now + 3600,
      name: account.name,
      ...(grant.nonce === null ? {} : { nonce: grant.nonce }),
      oid: account.id,
      preferred_username: account.username,
      rh: '0.simulated',
      sub: `${account.id.slice(0, 8)}-${grant.clientId.slice(0, 8)}`,
      tid: account.tenantId,
      uti: grants.guid(),
      ver: '2.0',
    });
  }
}

/** Faults: 900144 for a field that is missing. */
function field(fields: URLSearchParams, name: string): string {
  const value = fields.get(name);
  if (value) return value;
  throw new SignInError(
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
}

async function challengeOf(verifier: string): Promise<string> {
  const bytes = new TextEncoder().encode(verifier);
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
