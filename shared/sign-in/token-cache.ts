import type { AccountId } from '../model/ids.ts';

/** A token is not handed out any more this long before its end: the request still has to arrive. */
const MARGIN_MS = 5 * 60 * 1000;

export interface AccessToken {
  token: string;
  /** Short form. */
  scopes: readonly string[];
  /** Epoch milliseconds. */
  expiresAt: number;
}

/**
 * Access tokens in this page's memory, by what they allow. MSAL keeps them too, but finds one only
 * by the scopes' exact spelling, and Microsoft may answer "Mail.Read" to a request for
 * "https://graph.microsoft.com/Mail.Read": each Graph request would cost a token request.
 */
export class TokenCache {
  readonly #tokens = new Map<AccountId, AccessToken>();

  find(
    account: AccountId,
    scopes: readonly string[],
    refused: string | undefined,
    now: number,
  ): string | undefined {
    const known = this.#tokens.get(account);
    if (!known || known.token === refused || now >= known.expiresAt - MARGIN_MS) return undefined;
    return scopes.every((scope) => known.scopes.includes(scope)) ? known.token : undefined;
  }

  put(account: AccountId, token: AccessToken): void {
    this.#tokens.set(account, token);
  }

  forget(account: AccountId): void {
    this.#tokens.delete(account);
  }
}
