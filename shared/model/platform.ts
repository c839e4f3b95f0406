import type { AccountId } from './ids.ts';
import type { Account } from './item.ts';
import type { Settings } from './settings.ts';

/**
 * A sign-in as the interface shows it.
 * `ending`: works now, but Microsoft will end it within two hours and it could not be renewed
 * without the person. `ended`: Microsoft wants a new sign-in.
 */
export interface SignIn {
  account: Account;
  state: 'active' | 'ending' | 'ended';
  /** ISO 8601: when Microsoft ends it (24 hours after sign-in, fixed). */
  endsAt: string | null;
  /** Scopes Microsoft has granted, in short form ("Mail.Read"). */
  scopes: readonly string[];
}

/** What the engine may ask of the face that hosts it. Sign-in needs a window; the engine has none. */
export interface TokenSource {
  /**
   * An access token for Graph that covers `scopes`. Never opens a window. `refused` is a token
   * that Graph has turned down: another one is wanted, not this one from a cache.
   * Faults: `signed-out`, `consent-required`, `offline`.
   */
  token(
    account: AccountId,
    scopes: readonly string[],
    signal: AbortSignal,
    refused?: string,
  ): Promise<string>;
}

/** What a face provides to the interface beyond the engine. */
export interface Platform {
  watchSignIns(): AsyncIterable<readonly SignIn[]>;
  /** Nobody ever signed in here: there is nothing to wait for, the welcome may be shown at once. */
  readonly isFirstVisit: boolean;
  /**
   * Opens Microsoft's window; call it from a click. Resolves when the person has come back.
   * Faults: `consent-required` (organisation decides, or declined), `offline`, `unexpected`.
   */
  signIn(
    scopes: readonly string[],
    account: AccountId | null,
    signal: AbortSignal,
  ): Promise<SignIn>;
  /** Forgets the tokens. What is kept stays kept. */
  signOut(account: AccountId, signal: AbortSignal): Promise<void>;
  /** A link an administrator can open to allow `scopes` for the organisation. */
  adminConsentLink(scopes: readonly string[]): string;
  /** Where Microsoft sends a sign-in back to; a registration has to name it. */
  readonly redirectUri: string;
  readSettings(): Settings;
  /** Saves and applies; another cloud or client id takes a reload, which this does itself. */
  saveSettings(settings: Settings): void;
  /** Whether this browser lets a person pick a folder to write into; Firefox and Safari don't. */
  readonly canPickFolder: boolean;
  /** Whether such a folder can be the first place of the copy: it has to be there for every run. */
  readonly canKeepInFolder: boolean;
  /**
   * Opens the browser's window for picking a folder; call it from a click. null when the person
   * closed it. The handle goes to the engine (`keepMirror`, `keepInFolder`). Faults: `unsupported`, `forbidden`
   * (a folder the browser gives to nobody, or a site setting).
   */
  pickFolder(): Promise<FileSystemDirectoryHandle | null>;
  /**
   * Asks again for a folder of before (`readMirrorFolder`, `readPlaceFolder`), as browsers forget the permission when
   * they close; call it from a click. False when the person says no.
   */
  allowFolder(folder: FileSystemDirectoryHandle): Promise<boolean>;
  /** Hands a file of the browser's own to the person as a download, without reading it here. */
  handOut(file: File): void;
  /** Hands bytes to the person as a download. */
  saveFile(name: string, type: string, bytes: Uint8Array): void;
  /** Opens Outlook on the web beside Holdfast. */
  readonly outlookUrl: string;
  /** Outlook's own pages, where the extension can show itself; null where there is no extension. */
  readonly inOutlook: OutlookAccess | null;
  /** How page and extension stand to each other where both are; null where this is alone. */
  readonly together: Together | null;
  /** Holdfast's page on the web, which may have a copy of its own; null for that page itself. */
  readonly pageOnWeb: string | null;
}

/**
 * `extension`: this is the extension's application, shown in the page on the web. `page`: this is
 * that page with its own copy, though the extension is there.
 */
export type Together =
  | {
      is: 'extension';
      /** In a tab of its own it can do what browsers let no framed page do. */
      openTab(): void;
      /** Such as picking a folder, where this browser has that. */
      canPickFolderInTab: boolean;
      older: OlderCopy | null;
    }
  | { is: 'page'; showExtension(): void };

/** The copy the page on the web kept before the extension was there. */
export interface OlderCopy {
  bytes: number;
  snapshots: number;
  /** ISO 8601; null when they are not known without its passphrase. */
  firstSnapshotAt: string | null;
  lastSnapshotAt: string | null;
  /** The name of the folder it lies in; null for the browser's own storage. */
  folder: string | null;
  /** All of it is in the extension, too: it may be removed, but for a folder. */
  isHandedOver: boolean;
  /** In place of this. */
  show(): Promise<void>;
  remove(): Promise<void>;
}

/** The person's word on whether Holdfast may show itself in Outlook on the web. */
export interface OutlookAccess {
  watch(): AsyncIterable<boolean>;
  /** Opens the browser's question; call it from a click. False when the person says no. */
  allow(): Promise<boolean>;
  withdraw(): Promise<void>;
}
