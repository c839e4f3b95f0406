import { orAborted } from '../shared/lib/abort.ts';
import type { Clock } from '../shared/lib/clock.ts';
import { Fault } from '../shared/model/fault.ts';
import { type AccountId, asId } from '../shared/model/ids.ts';
import type { Platform, SignIn, TokenSource } from '../shared/model/platform.ts';
import type { Settings } from '../shared/model/settings.ts';
import { adminConsentUrl, isSameCloud, outlookUrlOf } from './cloud.ts';
import type { Deployment } from './deployment.ts';
import { allowFolder, canPickFolder, pickFolder } from './pick-folder.ts';
import { keepSignedIn } from './renewal.ts';
import { saveFile } from './save-file.ts';
import type { MicrosoftSignIn } from './sign-in.ts';
import { nextChangeMs, SignInRecords, signInAt } from './sign-in-records.ts';
import { readSettings, writeSettings } from './stored-settings.ts';
import { watch } from './watch.ts';

/** A timer this long at most: one that slept with the computer is late by no more than this. */
const LONGEST_TIMER_MS = 5 * 60 * 1000;

/** The browser's side of the product: sign-in, settings, downloads. MSAL is loaded when needed. */
export class WebPlatform implements Platform, TokenSource {
  readonly outlookUrl: string;
  readonly isFirstVisit: boolean;
  readonly canPickFolder = canPickFolder(window);
  readonly #deployment: Deployment;
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #clientId: string;
  readonly #records: SignInRecords;
  #signIn: Promise<MicrosoftSignIn> | undefined;

  constructor(deployment: Deployment, clock: Clock) {
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
    const read = () => {
      const now = this.#clock.now();
      return this.#records.list().map((record) => signInAt(record, now));
    };
    return watch(read, (told) => {
      const unsubscribe = this.#records.subscribe(told);
      const timer = this.#tellAtChange(told);
      return () => {
        unsubscribe();
        timer.abort();
      };
    });
  }

  /** Tells once whenever an account was signed in or got further rights, also in another tab. */
  watchGrants(): AsyncIterable<readonly AccountId[]> {
    const marks = () =>
      new Map(
        this.#records
          .list()
          .filter((record) => !record.isEnded)
          .map((record) => [record.id, `${record.signedInAt} ${record.scopes.join(' ')}`]),
      );
    let known = marks();
    const read = () => {
      const before = known;
      known = marks();
      const changed = [...known].filter(([id, mark]) => before.get(id) !== mark);
      return changed.map(([id]) => asId<AccountId>(id));
    };
    return watch(read, (told) => this.#records.subscribe(told));
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
    return adminConsentUrl(this.#settings.cloud, this.#clientId, redirectUri(), scopes);
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
    const { MicrosoftSignIn } = await import('./sign-in.ts').catch((cause: unknown) => {
      throw new Fault('offline', 'the sign-in part could not be loaded', { cause });
    });
    return MicrosoftSignIn.open({
      cloud: this.#settings.cloud,
      clientId: this.#clientId,
      redirectUri: redirectUri(),
      accountHint: this.#deployment.accountHint,
      records: this.#records,
      now: () => this.#clock.now(),
    });
  }

  #tellAtChange(told: () => void): AbortController {
    const controller = new AbortController();
    const wait = async () => {
      for (;;) {
        const change = nextChangeMs(this.#records.list(), this.#clock.now());
        const waitMs = Math.min(change ?? LONGEST_TIMER_MS, LONGEST_TIMER_MS);
        await this.#clock.sleep(waitMs, controller.signal);
        if (change !== undefined && change <= LONGEST_TIMER_MS) told();
      }
    };
    wait().catch(() => {});
    return controller;
  }
}

/** One address for popup, hidden frame, redirect and an administrator's way back. */
function redirectUri(): string {
  return new URL('/redirect-bridge.html', location.href).href;
}
