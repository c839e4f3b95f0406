import { orAborted } from '../../shared/lib/abort.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import { Fault } from '../../shared/model/fault.ts';
import type { AccountId } from '../../shared/model/ids.ts';
import type { OutlookAccess, Platform, SignIn, Together } from '../../shared/model/platform.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { allowFolder, canPickFolder, pickFolder } from '../../shared/page/pick-folder.ts';
import { handOut, saveFile } from '../../shared/page/save-file.ts';
import { readSettings, writeSettings } from '../../shared/page/stored-settings.ts';
import { adminConsentUrl, isSameCloud, outlookUrlOf } from '../../shared/sign-in/cloud.ts';
import { signInAt } from '../../shared/sign-in/sign-in-records.ts';
import { watchSignIns } from '../../shared/sign-in/watch-sign-ins.ts';
import { api } from '../browser-api.ts';
import { redirectUri, type Setup } from '../setup.ts';
import type { SignInApi } from '../sign-in-api.ts';
import { outlookAccess } from './outlook-access.ts';

/** A page of the extension; Microsoft's window is the host's to open. */
export class ExtensionPlatform implements Platform {
  readonly outlookUrl: string;
  readonly isFirstVisit: boolean;
  readonly redirectUri = redirectUri();
  readonly canPickFolder: boolean;
  // It copies without a page, and a browser takes back its folders with its last page.
  readonly canKeepInFolder = false;
  readonly together: Together | null;
  readonly pageOnWeb = __APP_URL__;
  /** In a page within another one Firefox has no `permissions`; a tab of its own asks there. */
  readonly inOutlook: OutlookAccess | null = api.permissions ? outlookAccess : null;
  readonly #setup: Setup;
  readonly #pages: SignInApi;
  readonly #clock: Clock;

  constructor(setup: Setup, pages: SignInApi, clock: Clock, together: Together | null) {
    this.together = together;
    // Browsers let no page in a frame of another one open the picker.
    this.canPickFolder = together === null && canPickFolder(window);
    this.#setup = setup;
    this.#pages = pages;
    this.#clock = clock;
    this.isFirstVisit = !setup.records.wereEverKept();
    this.outlookUrl = outlookUrlOf(setup.settings.cloud);
  }

  watchSignIns(): AsyncIterable<readonly SignIn[]> {
    return watchSignIns(this.#setup.records, this.#clock);
  }

  async signIn(
    scopes: readonly string[],
    account: AccountId | null,
    signal: AbortSignal,
  ): Promise<SignIn> {
    signal.throwIfAborted();
    const id = await orAborted(this.#pages.signIn([...scopes], account), signal);
    const record = this.#setup.records.find(id);
    if (!record) throw new Fault('unexpected', 'the sign-in was not recorded');
    return signInAt(record, this.#clock.now());
  }

  signOut(account: AccountId, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return this.#pages.signOut(account);
  }

  /** The administrator comes back to Holdfast's page on the web, which says what was decided. */
  adminConsentLink(scopes: readonly string[]): string {
    const { settings, clientId } = this.#setup;
    const back = new URL('redirect-bridge.html', __APP_URL__).href;
    return adminConsentUrl(settings.cloud, clientId, back, scopes);
  }

  readSettings(): Settings {
    return readSettings(localStorage, this.#setup.deployment);
  }

  saveSettings(settings: Settings): void {
    writeSettings(localStorage, this.#setup.deployment, settings);
    const { cloud, clientId } = this.#setup.settings;
    if (!isSameCloud(settings.cloud, cloud) || settings.clientId !== clientId) location.reload();
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
}
