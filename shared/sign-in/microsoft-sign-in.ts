import {
  type AccountInfo,
  type AuthenticationResult,
  CacheLookupPolicy,
  type IPublicClientApplication,
  PublicClientApplication,
} from '@azure/msal-browser';
import { Fault, isFault } from '../model/fault.ts';
import { type AccountId, asId } from '../model/ids.ts';
import type { Account } from '../model/item.ts';
import type { Cloud } from '../model/settings.ts';
import { authorityOf, scopeUrls, shortScopes } from './cloud.ts';
import { toSignInFault } from './sign-in-faults.ts';
import type { SignInRecords } from './sign-in-records.ts';
import { TokenCache } from './token-cache.ts';

/** Who is silent for so long is not there. */
const REACH_TIMEOUT_MS = 10_000;

/** What Microsoft is asked for; scopes in full. */
export interface SignInRequest {
  scopes: string[];
  loginHint?: string;
  prompt?: string;
}

/** The two ways to Microsoft's sign-in page; a tab and an extension have each their own. */
export interface Doors {
  /** MSAL's own settings that belong to these ways. */
  readonly settings: {
    popupBridgeTimeout?: number;
    onRedirectNavigate?: (url: string) => boolean;
  };
  /**
   * With the person. What answers goes through `takeIn`, also after this was given up. Rejects with
   * an abort when the person closes the window: that is an answer too. Other faults: MSAL's own.
   */
  open(
    client: IPublicClientApplication,
    request: SignInRequest,
    takeIn: (result: AuthenticationResult) => AuthenticationResult,
    signal: AbortSignal,
  ): Promise<AuthenticationResult>;
  /** Without anybody seeing it, by the browser's own session with Microsoft. */
  renew(client: IPublicClientApplication, request: SignInRequest): Promise<AuthenticationResult>;
}

export interface SignInOptions {
  cloud: Cloud;
  clientId: string;
  /** Where Microsoft sends the browser back to; registered with Microsoft as it is. */
  redirectUri: string;
  doors: Doors;
  /** Address to fill in when nobody is signed in yet. */
  accountHint: string | undefined;
  records: SignInRecords;
  now(): number;
}

/** Microsoft's sign-in. This file and the doors know MSAL; they are loaded when needed. */
export class MicrosoftSignIn {
  readonly #client: PublicClientApplication;
  readonly #options: SignInOptions;
  readonly #tokens = new TokenCache();
  readonly #renewals = new Map<string, Promise<AuthenticationResult>>();

  private constructor(client: PublicClientApplication, options: SignInOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Also finishes a sign-in that went through this window, when it has just come back. */
  static async open(options: SignInOptions): Promise<MicrosoftSignIn> {
    const { popupBridgeTimeout, onRedirectNavigate } = options.doors.settings;
    const client = new PublicClientApplication({
      auth: {
        clientId: options.clientId,
        ...authorityOf(options.cloud),
        redirectUri: options.redirectUri,
        ...(onRedirectNavigate && { onRedirectNavigate }),
      },
      cache: { cacheLocation: 'localStorage' },
      system: {
        ...(popupBridgeTimeout !== undefined && { popupBridgeTimeout }),
        // MSAL's log may name people; ours has its errors.
        loggerOptions: { loggerCallback: () => {}, piiLoggingEnabled: false },
      },
    });
    await client.initialize();
    const signIn = new MicrosoftSignIn(client, options);
    try {
      const returned = await client.handleRedirectPromise();
      if (returned) signIn.#begin(returned);
    } catch (error) {
      // Nobody waits for it any more: the page that asked was left. Signing in can begin again.
      console.warn(`holdfast: signing in by redirect: ${toSignInFault(error, []).message}`);
    }
    return signIn;
  }

  /**
   * Opens no window. `refused` is a token Graph has turned down: the answer is another one.
   * Faults: `signed-out`, `consent-required`, `offline`, `server-error`.
   */
  async token(id: AccountId, scopes: readonly string[], refused?: string): Promise<string> {
    const { records, now } = this.#options;
    // Another tab may have signed out.
    if (!records.find(id)) throw unknownAccount();
    const known = this.#tokens.find(id, scopes, refused, now());
    if (known !== undefined) return known;
    try {
      const result = await this.#tokenWithoutWindow(id, scopes, refused !== undefined);
      const granted = this.#keep(result);
      throwIfMissing(scopes, granted);
      records.grant(id, granted);
      return result.accessToken;
    } catch (error) {
      const fault = toSignInFault(error, scopes);
      if (fault.code === 'signed-out') records.end(id);
      if (fault.code === 'consent-required') records.revoke(id, fault.scopes);
      throw fault;
    }
  }

  /** Opens Microsoft's window; see `Doors.open`. */
  async signIn(
    scopes: readonly string[],
    account: AccountId | null,
    signal: AbortSignal,
  ): Promise<Account> {
    const { cloud, records, accountHint } = this.#options;
    const known = account === null ? undefined : records.find(account);
    const loginHint = known?.username ?? accountHint;
    const request = {
      scopes: scopeUrls(cloud, scopes),
      ...(loginHint !== undefined && { loginHint }),
      ...(account === null && { prompt: 'select_account' }),
    };
    try {
      const takeIn = (result: AuthenticationResult) => {
        this.#begin(result);
        return result;
      };
      const result = await this.#options.doors.open(this.#client, request, takeIn, signal);
      throwIfMissing(scopes, shortScopes(result.scopes));
      return accountOf(result.account);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof DOMException) throw error;
      throw toSignInFault(error, scopes);
    }
  }

  /**
   * Begins the 24 hours anew without a click, by the browser's own session with Microsoft. False
   * where the browser or Microsoft wants the person; no fault.
   */
  async renew(id: AccountId): Promise<boolean> {
    try {
      await this.#renewWithoutWindow(id, []);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * The same with this page instead of a hidden frame, for browsers that show a frame no cookies of
   * Microsoft's: goes there and comes back by itself to where it was, renewed or not. Does nothing
   * when Microsoft can't be reached: the browser's error page would stay.
   */
  async renewByLeaving(id: AccountId): Promise<void> {
    const { cloud, records, now } = this.#options;
    const record = records.find(id);
    if (!record || !(await this.#isReachable())) return;
    records.noteLeaving(id, now());
    await this.#client.acquireTokenRedirect({
      loginHint: record.username,
      scopes: scopeUrls(cloud, record.scopes),
      prompt: 'none',
    });
  }

  async forget(id: AccountId): Promise<void> {
    this.#tokens.forget(id);
    const account = this.#client.getAccount({ homeAccountId: id });
    if (account) await this.#client.clearCache({ account });
  }

  async #tokenWithoutWindow(
    id: AccountId,
    scopes: readonly string[],
    isFresh: boolean,
  ): Promise<AuthenticationResult> {
    const account = this.#client.getAccount({ homeAccountId: id });
    if (!account) return this.#renewWithoutWindow(id, scopes);
    try {
      return await this.#client.acquireTokenSilent({
        account,
        scopes: scopeUrls(this.#options.cloud, scopes),
        // Asking without a window is ours to do, as it begins another 24 hours.
        cacheLookupPolicy: isFresh
          ? CacheLookupPolicy.RefreshToken
          : CacheLookupPolicy.AccessTokenAndRefreshToken,
      });
    } catch (error) {
      if (!isFault(toSignInFault(error, scopes), 'signed-out')) throw error;
      return this.#renewWithoutWindow(id, scopes);
    }
  }

  /** One at a time for an account and set of scopes. */
  #renewWithoutWindow(id: AccountId, scopes: readonly string[]): Promise<AuthenticationResult> {
    const key = `${id} ${[...scopes].sort().join(' ')}`;
    const pending = this.#renewals.get(key);
    if (pending) return pending;
    const renewal = this.#askQuietly(id, scopes).finally(() => this.#renewals.delete(key));
    this.#renewals.set(key, renewal);
    return renewal;
  }

  async #askQuietly(id: AccountId, scopes: readonly string[]): Promise<AuthenticationResult> {
    const { cloud, records, doors } = this.#options;
    const record = records.find(id);
    if (!record) throw unknownAccount();
    const asked = scopes.length > 0 ? scopes : record.scopes;
    // Without network a hidden frame shows the browser's own error page and is silent until it
    // times out.
    if (!(await this.#isReachable())) {
      throw new Fault('offline', 'the sign-in service did not answer');
    }
    try {
      const result = await doors.renew(this.#client, {
        loginHint: record.username,
        scopes: scopeUrls(cloud, asked),
      });
      if (result.account.homeAccountId !== id) {
        await this.#forgetUnknown(result.account);
        throw new Fault('signed-out', 'another account answered');
      }
      this.#begin(result);
      return result;
    } catch (error) {
      // The network may have gone meanwhile.
      const fault = toSignInFault(error, asked);
      if (fault.upstreamCode === 'timed_out' && !(await this.#isReachable())) {
        throw new Fault('offline', 'the sign-in service did not answer', { cause: error });
      }
      throw fault;
    }
  }

  async #forgetUnknown(account: AccountInfo): Promise<void> {
    const isKnown = this.#options.records.find(asId<AccountId>(account.homeAccountId));
    if (!isKnown) await this.#client.clearCache({ account });
  }

  async #isReachable(): Promise<boolean> {
    const url = `${this.#options.cloud.login}/common/v2.0/.well-known/openid-configuration`;
    try {
      const signal = AbortSignal.timeout(REACH_TIMEOUT_MS);
      await fetch(url, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
      return true;
    } catch {
      return false;
    }
  }

  #begin(result: AuthenticationResult): void {
    const { records, now } = this.#options;
    records.begin(accountOf(result.account), this.#keep(result), now());
  }

  /** The rights that came with it. */
  #keep({ account, accessToken, scopes, expiresOn }: AuthenticationResult): readonly string[] {
    const granted = shortScopes(scopes);
    const expiresAt = expiresOn?.getTime() ?? 0;
    const id = asId<AccountId>(account.homeAccountId);
    this.#tokens.put(id, { token: accessToken, scopes: granted, expiresAt });
    return granted;
  }
}

function accountOf(info: AccountInfo): Account {
  return {
    id: asId<AccountId>(info.homeAccountId),
    name: info.name ?? info.username,
    username: info.username,
  };
}

/** Microsoft may grant less than was asked for, without an error. */
function throwIfMissing(asked: readonly string[], granted: readonly string[]): void {
  const missing = asked.filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return;
  throw new Fault('consent-required', 'not all rights were granted', { scopes: missing });
}

function unknownAccount(): Fault {
  return new Fault('signed-out', 'this account is not signed in here');
}
