import { systemClock } from '../../shared/lib/clock.ts';
import { Fault } from '../../shared/model/fault.ts';
import type { AccountId } from '../../shared/model/ids.ts';
import type { MicrosoftSignIn } from '../../shared/sign-in/microsoft-sign-in.ts';
import { redirectUri, type Setup } from '../setup.ts';
import { giveCookies } from './cookie-jar.ts';
import { type WebAuth, webAuthDoors } from './web-auth-doors.ts';

/** Microsoft's sign-in, opened at the first need: MSAL is large, and most starts need no token. */
export class AccountSignIn {
  readonly #setup: Setup;
  readonly #webAuth: WebAuth;
  #opening: Promise<MicrosoftSignIn> | null = null;

  constructor(setup: Setup, webAuth: WebAuth) {
    this.#setup = setup;
    this.#webAuth = webAuth;
  }

  /** Faults: `unsupported` without an app registration. One that failed is tried again. */
  opened(): Promise<MicrosoftSignIn> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async signIn(scopes: string[], account: AccountId | null): Promise<AccountId> {
    const never = new AbortController().signal;
    return (await (await this.opened()).signIn(scopes, account, never)).id;
  }

  async signOut(account: AccountId): Promise<void> {
    await (await this.opened()).forget(account);
    this.#setup.records.forget(account);
  }

  async #open(): Promise<MicrosoftSignIn> {
    const { clientId, settings, deployment, records } = this.#setup;
    if (clientId === '') {
      throw new Fault('unsupported', 'no app registration: Settings needs a client id');
    }
    giveCookies(document, localStorage);
    const { MicrosoftSignIn } = await import('../../shared/sign-in/microsoft-sign-in.ts');
    return MicrosoftSignIn.open({
      cloud: settings.cloud,
      clientId,
      redirectUri: redirectUri(),
      doors: webAuthDoors(this.#webAuth),
      accountHint: deployment.accountHint,
      records,
      now: () => systemClock.now(),
    });
  }
}
