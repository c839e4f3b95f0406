import type { Clock } from '../../lib/clock.ts';
import { type Random, seededGuid, seededRandom } from '../seed/random.ts';
import { ADMIN_ONLY, OPENID_SCOPES } from './scopes.ts';

/** A code lives for about ten minutes. Source: learn.microsoft.com/entra v2-oauth2-auth-code-flow. */
const CODE_LIFETIME_MS = 10 * 60 * 1000;
/** Fixed at sign-in for single-page apps. Source: learn.microsoft.com/entra refresh-tokens. */
export const REFRESH_LIFETIME_MS = 24 * 60 * 60 * 1000;

export interface Code {
  /** The account's id in the directory. */
  account: string;
  clientId: string;
  redirectUri: string;
  challenge: string;
  scopes: readonly string[];
  nonce: string | null;
  expiresAt: number;
  isUsed: boolean;
}

export interface RefreshToken {
  account: string;
  clientId: string;
  /** The end set at sign-in; renewals inherit it. */
  expiresAt: number;
  /** Sign-ins before a revocation are of an older generation. */
  generation: number;
}

/** Who is signed in, who may do what, and what was handed out. */
export class Grants {
  /** Scopes nobody but an administrator may consent to. */
  readonly blocked = new Set<string>();
  readonly #random: Random;
  /** By cookie: who is signed in in that browser, and each one's state. */
  readonly #sessions = new Map<string, Map<string, string>>();
  readonly #codes = new Map<string, Code>();
  readonly #refreshTokens = new Map<string, RefreshToken>();
  readonly #consents = new Map<string, Set<string>>();
  readonly #adminConsents = new Map<string, Set<string>>();
  #generation = 1;

  constructor(
    readonly clock: Clock,
    seed: number,
  ) {
    this.#random = seededRandom(seed, 'sign-in');
  }

  /** Whether only an administrator may consent to it, by its nature or by what was set. */
  isBlocked(scope: string): boolean {
    return this.blocked.has(scope) || ADMIN_ONLY.has(scope);
  }

  opaque(prefix: string): string {
    const parts = Array.from({ length: 4 }, () => seededGuid(this.#random).replace(/-/g, ''));
    return `${prefix}${parts.join('')}`;
  }

  guid(): string {
    return seededGuid(this.#random);
  }

  /** A whole number of seconds from 60 to 90 minutes. Source: learn.microsoft.com/entra access-tokens. */
  accessLifetimeSeconds(): number {
    return 3600 + Math.floor(this.#random() * 1800);
  }

  /** Signs somebody in, beside whoever is signed in in this browser already. */
  openSession(cookie: string | undefined, account: string): string {
    const known = cookie === undefined ? undefined : this.#sessions.get(cookie);
    const name = known && cookie ? cookie : this.opaque('0.');
    this.#sessions.set(name, new Map(known).set(account, this.guid()));
    return name;
  }

  /** Who is signed in with this cookie. */
  signedIn(cookie: string | undefined): string[] {
    return cookie === undefined ? [] : [...(this.#sessions.get(cookie)?.keys() ?? [])];
  }

  /** The session's state; undefined when this account is not signed in with this cookie. */
  sessionState(cookie: string | undefined, account: string): string | undefined {
    return cookie === undefined ? undefined : this.#sessions.get(cookie)?.get(account);
  }

  closeSession(cookie: string | undefined): void {
    if (cookie !== undefined) this.#sessions.delete(cookie);
  }

  /** Everybody is signed out everywhere: sessions end, refresh tokens die. */
  revoke(): void {
    this.#sessions.clear();
    this.#codes.clear();
    this.#generation += 1;
  }

  issueCode(code: Omit<Code, 'expiresAt' | 'isUsed'>): string {
    const text = this.opaque('1.');
    const expiresAt = this.clock.now() + CODE_LIFETIME_MS;
    this.#codes.set(text, { ...code, expiresAt, isUsed: false });
    return text;
  }

  code(text: string): Code | undefined {
    return this.#codes.get(text);
  }

  issueRefreshToken(account: string, clientId: string, expiresAt: number): string {
    const text = this.opaque('1.AS');
    this.#refreshTokens.set(text, { account, clientId, expiresAt, generation: this.#generation });
    return text;
  }

  refreshToken(text: string): RefreshToken | undefined {
    return this.#refreshTokens.get(text);
  }

  isRevoked(token: RefreshToken): boolean {
    return token.generation !== this.#generation;
  }

  consent(account: string, clientId: string, scopes: readonly string[]): void {
    add(this.#consents, ownKey(account, clientId), scopes);
  }

  consentForAll(clientId: string, scopes: readonly string[]): void {
    add(this.#adminConsents, clientId, scopes);
  }

  /** Takes back what was consented to, by the person and by the administrator. */
  forgetConsents(): void {
    this.#consents.clear();
    this.#adminConsents.clear();
  }

  /** Graph scopes the app has from this person, or from an administrator for everybody. */
  granted(account: string, clientId: string): string[] {
    const own = this.#consents.get(ownKey(account, clientId)) ?? [];
    const forAll = this.#adminConsents.get(clientId) ?? [];
    return [...new Set([...own, ...forAll])].filter((name) => !OPENID_SCOPES.has(name)).sort();
  }

  /** What of `scopes` neither this person nor an administrator has consented to yet. */
  missing(account: string, clientId: string, scopes: readonly string[]): string[] {
    const granted = new Set(this.granted(account, clientId));
    const graph = scopes.filter((name) => !OPENID_SCOPES.has(name) && !granted.has(name));
    // The first consent of an app always covers signing in as such.
    const isFirst =
      !this.#consents.has(ownKey(account, clientId)) && !this.#adminConsents.has(clientId);
    return graph.length > 0 || isFirst
      ? [...graph, ...scopes.filter((name) => isFirst && OPENID_SCOPES.has(name))]
      : [];
  }
}

function ownKey(account: string, clientId: string): string {
  return `${account} ${clientId}`;
}

function add(map: Map<string, Set<string>>, key: string, scopes: readonly string[]): void {
  map.set(key, new Set([...(map.get(key) ?? []), ...scopes]));
}
