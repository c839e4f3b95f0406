import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../shared/lib/clock.ts';
import { Fault } from '../shared/model/fault.ts';
import { type AccountId, asId } from '../shared/model/ids.ts';
import type { Account } from '../shared/model/item.ts';
import type { TokenSource } from '../shared/model/platform.ts';

/** Nothing listens there: the way ends at the address itself. */
const REDIRECT = 'http://localhost:4711/';
const CLIENT_ID = '00000000-0000-0000-0000-00000000c11e';
/** Pages between the first question and the answer; more is a circle. */
const MOST_STEPS = 12;
/** Renewed this long before its end. */
const MARGIN_MS = 60_000;

export interface SignInOptions {
  /** Origin of the sign-in service. */
  login: string;
  username: string;
  password: string;
  clock: Clock;
}

interface Tokens {
  access: string;
  until: number;
  idToken: string;
}

/**
 * Signs in to the simulated sign-in service the way a browser does (authorize with PKCE, the pages,
 * token), by filling in its forms. For tests and benchmarks only: a real service wants a person.
 */
export class ScriptedSignIn implements TokenSource {
  readonly #options: SignInOptions;
  readonly #cookies = new Map<string, string>();
  readonly #tokens = new Map<string, Promise<Tokens>>();

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  async account(): Promise<Account> {
    const { idToken } = await this.#tokensFor(['User.Read']);
    const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
    return {
      id: asId<AccountId>(`${claims.oid}.${claims.tid}`),
      name: String(claims.name),
      username: String(claims.preferred_username),
    };
  }

  async token(
    _account: AccountId,
    scopes: readonly string[],
    _signal?: AbortSignal,
    refused?: string,
  ): Promise<string> {
    const known = await this.#tokensFor(scopes);
    const isStale = known.access === refused || known.until < this.#options.clock.now();
    if (!isStale) return known.access;
    this.#tokens.delete(scopes.join(' '));
    return (await this.#tokensFor(scopes)).access;
  }

  #tokensFor(scopes: readonly string[]): Promise<Tokens> {
    const key = scopes.join(' ');
    const known = this.#tokens.get(key) ?? this.#signIn(key);
    this.#tokens.set(key, known);
    known.catch(() => this.#tokens.delete(key));
    return known;
  }

  async #signIn(scopes: string): Promise<Tokens> {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const query = new URLSearchParams({
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT,
      response_type: 'code',
      response_mode: 'query',
      scope: `openid profile offline_access ${scopes}`,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      login_hint: this.#options.username,
      state: 'engine',
    });
    const code = await this.#walkPages(`/common/oauth2/v2.0/authorize?${query}`);
    return this.#redeem(code, verifier, scopes);
  }

  async #walkPages(path: string): Promise<string> {
    let url = new URL(path, this.#options.login);
    let form: URLSearchParams | null = null;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const response = await this.#visit(url, form);
      const location = response.headers.get('location');
      if (location?.startsWith(REDIRECT)) return codeIn(new URL(location));
      if (location !== null) {
        url = new URL(location, url);
        form = null;
        continue;
      }
      const page = readForm(await response.text());
      if (page === null) throw new Fault('signed-out', 'the sign-in service shows a dead end');
      if (step > 0 && page.fields.get('step') === form?.get('step') && form !== null) {
        throw new Fault('signed-out', 'the sign-in service refuses the account or its password');
      }
      url = new URL(page.action, url);
      form = this.#fillIn(page);
    }
    throw new Fault('signed-out', 'the sign-in does not end');
  }

  #fillIn({ fields, asks }: Form): URLSearchParams {
    if (asks.has('username')) fields.set('username', this.#options.username);
    if (asks.has('password')) fields.set('password', this.#options.password);
    if (asks.has('answer')) fields.set('answer', 'accept');
    return fields;
  }

  async #visit(url: URL, form: URLSearchParams | null): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: cookie === '' ? {} : { cookie },
      ...(form === null ? {} : { method: 'POST', body: form }),
    }).catch((cause: unknown) => {
      throw new Fault('offline', 'the sign-in service does not answer', { cause });
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
    return response;
  }

  async #redeem(code: string, verifier: string, scopes: string): Promise<Tokens> {
    const response = await fetch(new URL('/common/oauth2/v2.0/token', this.#options.login), {
      method: 'POST',
      headers: { origin: new URL(REDIRECT).origin },
      body: new URLSearchParams({
        client_id: CLIENT_ID,
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: REDIRECT,
        scope: `openid profile offline_access ${scopes}`,
      }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Fault('signed-out', `the token was refused: ${answer.error}`);
    const until = this.#options.clock.now() + answer.expires_in * 1000 - MARGIN_MS;
    return { access: answer.access_token, until, idToken: answer.id_token };
  }
}

interface Form {
  action: string;
  /** Hidden fields with their values. */
  fields: URLSearchParams;
  /** Names of what a person fills in or presses. */
  asks: Set<string>;
}

/** The first form of a page that the simulator made: its markup is known and regular. */
function readForm(page: string): Form | null {
  const form = /<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/.exec(page);
  if (form === null) return null;
  const fields = new URLSearchParams();
  const asks = new Set<string>();
  for (const [tag] of (form[2] ?? '').matchAll(/<(?:input|button)[^>]*>/g)) {
    const name = attribute(tag, 'name');
    if (name === null) continue;
    if (attribute(tag, 'type') === 'hidden') fields.set(name, attribute(tag, 'value') ?? '');
    else asks.add(name);
  }
  return { action: unescapeHtml(form[1] ?? ''), fields, asks };
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : unescapeHtml(value);
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

function codeIn(url: URL): string {
  const code = url.searchParams.get('code');
  if (code !== null) return code;
  const reason = url.searchParams.get('error') ?? 'no code';
  throw new Fault('consent-required', `the sign-in service answered: ${reason}`);
}
