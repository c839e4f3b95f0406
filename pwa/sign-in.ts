import {
  type AccountInfo,
  type AuthenticationResult,
  CacheLookupPolicy,
  EventType,
  PublicClientApplication,
} from '@azure/msal-browser';
import { Fault, isFault } from '../shared/model/fault.ts';
import { type AccountId, asId } from '../shared/model/ids.ts';
import type { Account } from '../shared/model/item.ts';
import type { Cloud } from '../shared/model/settings.ts';
import { authorityOf, scopeUrls, shortScopes } from './cloud.ts';
import { isPopupBlocked, isPopupClosed, toSignInFault } from './sign-in-faults.ts';
import type { SignInRecords } from './sign-in-records.ts';

/**
 * How long Microsoft's window may stay open. MSAL's own minute is too short for a password manager
 * and a second factor.
 */
const WINDOW_TIMEOUT_MS = 15 * 60 * 1000;
/** A closed window and a focused page for this long mean that the person has come back. */
const CLOSED_AFTER_MS = 1_500;

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
    const returned = await client.handleRedirectPromise().catch(() => null);
    if (returned) signIn.#begin(returned);
    return signIn;
  }

  /**
   * Opens no window. `refused` is a token Graph has turned down: the answer is another one.
   * Faults: `signed-out`, `consent-required`, `offline`, `server-error`.
   */
  async token(id: AccountId, scopes: readonly string[], refused?: string): Promise<string> {
    const { records } = this.#options;
    try {
      const kept = await this.#tokenWithoutWindow(
        id,
        scopes,
        CacheLookupPolicy.AccessTokenAndRefreshToken,
      );
      const result =
        kept.accessToken === refused
          ? await this.#tokenWithoutWindow(id, scopes, CacheLookupPolicy.RefreshToken)
          : kept;
      const granted = shortScopes(result.scopes);
      const missing = scopes.filter((scope) => !granted.includes(scope));
      if (missing.length > 0) {
        throw new Fault('consent-required', 'not all rights were granted', { scopes: missing });
      }
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
      const result = await this.#untilClosed(
        this.#client.acquireTokenPopup({ ...request, overrideInteractionInProgress: true }),
        signal,
      );
      const granted = shortScopes(result.scopes);
      const missing = scopes.filter((scope) => !granted.includes(scope));
      if (missing.length > 0) {
        throw new Fault('consent-required', 'not all rights were granted', { scopes: missing });
      }
      return accountOf(result.account);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (isPopupBlocked(error)) {
        await this.#client.acquireTokenRedirect(request);
        return new Promise(() => {});
      }
      if (isPopupClosed(error)) throw closed();
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

  async forget(id: AccountId): Promise<void> {
    const account = this.#client.getAccount({ homeAccountId: id });
    if (account) await this.#client.clearCache({ account });
  }

  async #tokenWithoutWindow(
    id: AccountId,
    scopes: readonly string[],
    lookIn: CacheLookupPolicy,
  ): Promise<AuthenticationResult> {
    const account = this.#client.getAccount({ homeAccountId: id });
    if (!account) return this.#renewWithoutWindow(id, scopes);
    try {
      return await this.#client.acquireTokenSilent({
        account,
        scopes: scopeUrls(this.#options.cloud, scopes),
        // The hidden frame is ours to open, as it begins another 24 hours.
        cacheLookupPolicy: lookIn,
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
    if (!record) throw new Fault('signed-out', 'this account is not signed in here');
    const asked = scopes.length > 0 ? scopes : record.scopes;
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
      // Without network the frame shows the browser's own error page and is silent until it times out.
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
      await fetch(url, { mode: 'no-cors', cache: 'no-store', credentials: 'omit' });
      return true;
    } catch {
      return false;
    }
  }

  #begin(result: AuthenticationResult): void {
    const { records, now } = this.#options;
    records.begin(accountOf(result.account), shortScopes(result.scopes), now());
  }

  /**
   * MSAL can't see that its window was closed: Microsoft's pages cut the tie between the two, and
   * the window looks closed from then on. Only a person who is back on this page has closed it. An
   * answer that comes all the same still counts: it is recorded, and the interface hears of it.
   */
  #untilClosed(
    answer: Promise<AuthenticationResult>,
    signal: AbortSignal,
  ): Promise<AuthenticationResult> {
    return new Promise((resolve, reject) => {
      let popup: Window | undefined;
      let closedSince: number | undefined;
      const callback = this.#client.addEventCallback(
        ({ payload }) => {
          if (payload && 'popupWindow' in payload) popup = payload.popupWindow;
        },
        [EventType.POPUP_OPENED],
      );
      const timer = setInterval(() => {
        if (!popup?.closed || !document.hasFocus()) closedSince = undefined;
        else closedSince ??= performance.now();
        if (closedSince !== undefined && performance.now() - closedSince > CLOSED_AFTER_MS) {
          end();
          reject(closed());
        }
      }, 250);
      const aborted = () => {
        end();
        reject(signal.reason);
      };
      const end = () => {
        clearInterval(timer);
        signal.removeEventListener('abort', aborted);
        if (callback) this.#client.removeEventCallback(callback);
      };
      signal.addEventListener('abort', aborted, { once: true });
      answer.then(
        (result) => {
          end();
          this.#begin(result);
          resolve(result);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }
}

function accountOf(info: AccountInfo): Account {
  return {
    id: asId<AccountId>(info.homeAccountId),
    name: info.name ?? info.username,
    username: info.username,
  };
}

function closed(): DOMException {
  return new DOMException('The window was closed', 'AbortError');
}
