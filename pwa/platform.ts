import { orAborted } from '../shared/lib/abort.ts';
import type { Clock } from '../shared/lib/clock.ts';
import { Fault } from '../shared/model/fault.ts';
import type { AccountId } from '../shared/model/ids.ts';
import type { Platform, SignIn, Together, TokenSource } from '../shared/model/platform.ts';
import type { Settings } from '../shared/model/settings.ts';
import type { Deployment } from '../shared/page/deployment.ts';
import { allowFolder, canPickFolder, pickFolder } from '../shared/page/pick-folder.ts';
import { handOut, saveFile } from '../shared/page/save-file.ts';
import { readSettings, writeSettings } from '../shared/page/stored-settings.ts';
import { adminConsentUrl, isSameCloud, outlookUrlOf } from '../shared/sign-in/cloud.ts';
import type { MicrosoftSignIn } from '../shared/sign-in/microsoft-sign-in.ts';
import { keepSignedIn } from '../shared/sign-in/renewal.ts';
import { SignInRecords, signInAt } from '../shared/sign-in/sign-in-records.ts';
import { watchGrants, watchSignIns } from '../shared/sign-in/watch-sign-ins.ts';

/** The browser's side of the product: sign-in, settings, downloads. MSAL is loaded when needed. */
export class WebPlatform implements Platform, TokenSource {
  readonly outlookUrl: string;
  readonly isFirstVisit: boolean;
  /** One address for popup, hidden frame, redirect and an administrator's way back. */
  readonly redirectUri = new URL('/redirect-bridge.html', location.href).href;
  readonly canPickFolder = canPickFolder(window);
  readonly canKeepInFolder = canPickFolder(window);
  readonly inOutlook = null;
  readonly pageOnWeb = null;
  readonly together: Together | null;
  readonly #deployment: Deployment;
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #clientId: string;
  readonly #records: SignInRecords;
  #signIn: Promise<MicrosoftSignIn> | undefined;

  /** `showExtension`: how to get to the extension, where it is in this browser. */
  constructor(deployment: Deployment, clock: Clock, showExtension: (() => void) | null) {
    this.together = showExtension && { is: 'page', showExtension };
    this.#deployment = deployment;
    this.#clock = clock;
    this.#settings = readSettings(localStorage, deployment);
    this.#clientId = this.#settings.clientId || deployment.clientId;
    this.#records = new SignInRecords(
      localStorage,
      `${this.#settings.cloud.login} ${this.#clientId}`,
    );
    this.isFirstVisit = !this.#records.wereEverKept();
    this.outlookUrl = outlookUrlOf(this.#settings.cloud);
  }

  /**
   * What may wait until the first page is there: takes in a sign-in that went through this window,
   * makes the next click open Microsoft's window at once, and renews in good time. `mayLeave` says
   * whether the page may go to Microsoft by itself for that.
   */
  async settle(mayLeave: () => Promise<boolean>): Promise<void> {
    if (this.#clientId === '') return;
    await this.#opened();
    keepSignedIn({
      clock: this.#clock,
      locks: navigator.locks,
      records: this.#records,
      renew: async (account) => (await this.#opened()).renew(account),
      mayLeave,
      renewByLeaving: async (account) => (await this.#opened()).renewByLeaving(account),
    });
  }

  watchSignIns(): AsyncIterable<readonly SignIn[]> {
    return watchSignIns(this.#records, this.#clock);
  }

  /** Tells once whenever an account was signed in or got further rights, also in another tab. */
  watchGrants(): AsyncIterable<AccountId> {
    return watchGrants(this.#records);
  }

  async token(
    account: AccountId,
    scopes: readonly string[],
    signal: AbortSignal,
    refused?: string,
  ): Promise<string> {
    signal.throwIfAborted();
    const asked = this.#opened().then((signIn) => signIn.token(account, scopes, refused));
    return orAborted(asked, signal);
  }

  async signIn(
    scopes: readonly string[],
    account: AccountId | null,
    signal: AbortSignal,
  ): Promise<SignIn> {
    signal.throwIfAborted();
    const signIn = await this.#opened();
    const signedIn = await signIn.signIn(scopes, account, signal);
    const record = this.#records.find(signedIn.id);
    if (!record) throw new Fault('unexpected', 'the sign-in was not recorded');
    return signInAt(record, this.#clock.now());
  }

  async signOut(account: AccountId, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await (await this.#opened()).forget(account);
    this.#records.forget(account);
  }

  adminConsentLink(scopes: readonly string[]): string {
    return adminConsentUrl(this.#settings.cloud, this.#clientId, this.redirectUri, scopes);
  }

  readSettings(): Settings {
    return readSettings(localStorage, this.#deployment);
  }

  saveSettings(settings: Settings): void {
    writeSettings(localStorage, this.#deployment, settings);
    const isOther =
      !isSameCloud(settings.cloud, this.#settings.cloud) ||
      settings.clientId !== this.#settings.clientId;
    if (isOther) location.reload();
  }

  pickFolder(): Promise<FileSystemDirectoryHandle | null> {
    return pickFolder(window);
  }

  allowFolder(folder: FileSystemDirectoryHandle): Promise<boolean> {
    return allowFolder(folder);
  }

  handOut(file: File): void {
    handOut(file);
  }

  saveFile(name: string, type: string, bytes: Uint8Array): void {
    saveFile(name, type, bytes);
  }

  /** A failed start (the file could not be loaded) is tried again at the next need. */
  #opened(): Promise<MicrosoftSignIn> {
    this.#signIn ??= this.#open().catch((error: unknown) => {
      this.#signIn = undefined;
      throw error;
    });
    return this.#signIn;
  }

  async #open(): Promise<MicrosoftSignIn> {
    if (this.#clientId === '') {
      throw new Fault('unsupported', 'no app registration: Settings needs a client id');
    }
    const { openSignIn } = await import('./sign-in.ts').catch((cause: unknown) => {
      throw new Fault('offline', 'the sign-in part could not be loaded', { cause });
    });
    return openSignIn({
      cloud: this.#settings.cloud,
      clientId: this.#clientId,
      redirectUri: this.redirectUri,
      accountHint: this.#deployment.accountHint,
      records: this.#records,
      now: () => this.#clock.now(),
    });
  }
}
