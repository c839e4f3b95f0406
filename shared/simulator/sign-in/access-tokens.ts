import type { Clock } from '../../lib/clock.ts';
import { GraphError } from '../graph-error.ts';

export interface AccessToken {
  clientId: string;
  scopes: ReadonlySet<string>;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** The access tokens that were given out. Graph looks them up; a client can't read them. */
export class AccessTokens {
  readonly #tokens = new Map<string, AccessToken>();

  constructor(readonly clock: Clock) {}

  add(text: string, token: AccessToken): void {
    for (const [old, { expiresAt }] of this.#tokens) {
      // Insertion order is nearly the order of expiry: the rest is younger.
      if (expiresAt > this.clock.now()) break;
      this.#tokens.delete(old);
    }
    this.#tokens.set(text, token);
  }

  /** Every token that was given out ends now. */
  clear(): void {
    this.#tokens.clear();
  }

  /** Was the token of this request given out here, whether it is still good or not? */
  has(headers: Headers): boolean {
    return this.#tokens.has(bearerOf(headers) ?? '');
  }

  /** Faults: 401 `InvalidAuthenticationToken`. */
  check(headers: Headers): AccessToken {
    const text = bearerOf(headers);
    if (text === undefined) throw unauthenticated('Access token is empty.');
    const token = this.#tokens.get(text);
    if (!token) throw unauthenticated('Access token validation failure. Invalid audience.');
    if (token.expiresAt <= this.clock.now()) {
      throw unauthenticated('Lifetime validation failed, the token is expired.');
    }
    return token;
  }
}

function bearerOf(headers: Headers): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

function unauthenticated(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'WWW-Authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
  });
}
