import type { Clock } from '../lib/clock.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { TokenSource } from '../model/platform.ts';
import type { Call } from './call.ts';

/**
 * How long a token is used without asking for it again. The sign-in library renews a token five
 * minutes before its end, so a minute is safe; asking each time would cross a port per request.
 */
const KEEP_MS = 60_000;

/** Tokens by the scopes they cover. */
export class Tokens {
  readonly #kept = new Map<string, { token: string; until: number }>();

  constructor(private readonly parts: { account: AccountId; tokens: TokenSource; clock: Clock }) {}

  /**
   * A token for the call. When Graph has refused one, a fresh one is asked for; getting the same
   * again means that nobody but the person can help: Fault `signed-out`.
   */
  async token(call: Call): Promise<string> {
    const { account, tokens, clock } = this.parts;
    const { scopes } = call.options;
    const key = scopes.join(' ');
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > clock.now() && kept.token !== call.refusedToken) {
      return kept.token;
    }
    const token = await (call.refusedToken === null
      ? tokens.token(account, scopes, call.signal)
      : tokens.token(account, scopes, call.signal, call.refusedToken));
    if (token === call.refusedToken) {
      throw new Fault('signed-out', 'Graph refuses the token and there is no other one');
    }
    this.#kept.set(key, { token, until: clock.now() + KEEP_MS });
    return token;
  }
}
