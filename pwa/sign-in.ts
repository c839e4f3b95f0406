import {
  type AccountInfo,
  type AuthenticationResult,
  CacheLookupPolicy,
  EventType,
  type PopupRequest,
  PublicClientApplication,
} from '@azure/msal-browser';
import { Fault, isFault } from '../shared/model/fault.ts';
import { type AccountId, asId } from '../shared/model/ids.ts';
import type { Account } from '../shared/model/item.ts';
import type { Cloud } from '../shared/model/settings.ts';
import { authorityOf, scopeUrls, shortScopes } from './cloud.ts';
import { isPopupBlocked, isPopupClosed, toSignInFault } from './sign-in-faults.ts';
import type { SignInRecords } from './sign-in-records.ts';
import { TokenCache } from './token-cache.ts';
import { closedByPerson, orClosed } from './window-closed.ts';

/**
 * How long Microsoft's window may stay open. MSAL's own minute is too short for a password manager
 * and a second factor.
 */
const WINDOW_TIMEOUT_MS = 15 * 60 * 1000;

/** Who is silent for so long is not there. */
const REACH_TIMEOUT_MS = 10_000;

export interface SignInOptions {
  cloud: Cloud;
  clientId: string;
  /** The page that runs MSAL's redirect bridge; registered with Microsoft as it is. */
  redirectUri: string;
  /** Address to fill in when nobody is signed in yet. */
  accountHint: string | undefined;
  records: SignInRecords;
  now(): number;
}

/** Microsoft's sign-in for this page. Only this file knows MSAL; it is loaded after the first paint. */
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
    const client = new PublicClientApplication({
      auth: {
        clientId: options.clientId,
        ...authorityOf(options.cloud),
        redirectUri: options.redirectUri,
      },
      cache: { cacheLocation: 'localStorage' },
      system: {
        popupBridgeTimeout: WINDOW_TIMEOUT_MS,
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
      throw fault;
    }
  }

  /**
   * Opens Microsoft's window, or goes there with this one when the browser opens none; then it
   * never resolves. Rejects with an abort when the person closes the window: that is an answer too.
   */
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
      const result = await this.#openWindow(request, signal);
      throwIfMissing(scopes, shortScopes(result.scopes));
      return accountOf(result.account);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (isPopupBlocked(error)) {
        await this.#client.acquireTokenRedirect(request);
        return new Promise(() => {});
      }
      if (isPopupClosed(error)) throw closedByPerson();
      if (error instanceof DOMException) throw error;
      throw toSignInFault(error, scopes);
    }
  }

  /**
   * Begins the 24 hours anew without a click, by Microsoft's own session in a hidden frame. False
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
        // The hidden frame is ours to open, as it begins another 24 hours.
        cacheLookupPolicy: isFresh
          ? CacheLookupPolicy.RefreshToken
          : CacheLookupPolicy.AccessTokenAndRefreshToken,
      });
    } catch (error) {
      if (!isFault(toSignInFault(error, scopes), 'signed-out')) throw error;
      return this.#renewWithoutWindow(id, scopes);
    }
  }

  /** One hidden frame an account and set of scopes at a time. */
  #renewWithoutWindow(id: AccountId, scopes: readonly string[]): Promise<AuthenticationResult> {
    const key = `${id} ${[...scopes].sort().join(' ')}`;
    const pending = this.#renewals.get(key);
    if (pending) return pending;
    const renewal = this.#openHiddenFrame(id, scopes).finally(() => this.#renewals.delete(key));
    this.#renewals.set(key, renewal);
    return renewal;
  }

  async #openHiddenFrame(id: AccountId, scopes: readonly string[]): Promise<AuthenticationResult> {
    const { cloud, records } = this.#options;
    const record = records.find(id);
    if (!record) throw unknownAccount();
    const asked = scopes.length > 0 ? scopes : record.scopes;
    // Without network the frame shows the browser's own error page and is silent until it times out.
    if (!(await this.#isReachable())) {
      throw new Fault('offline', 'the sign-in service did not answer');
    }
    try {
      const result = await this.#client.ssoSilent({
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

  /** An answer that comes after all, to a window given up on, is taken in like any other. */
  async #openWindow(request: PopupRequest, signal: AbortSignal): Promise<AuthenticationResult> {
    let popup: Window | undefined;
    const listener = this.#client.addEventCallback(
      ({ payload }) => {
        if (payload && 'popupWindow' in payload) popup = payload.popupWindow;
      },
      [EventType.POPUP_OPENED],
    );
    const answer = this.#client.acquireTokenPopup({
      ...request,
      overrideInteractionInProgress: true,
    });
    const takenIn = answer.then((result) => {
      this.#begin(result);
      return result;
    });
    try {
      return await orClosed(takenIn, () => popup, signal);
    } finally {
      if (listener) this.#client.removeEventCallback(listener);
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
