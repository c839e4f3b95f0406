import type { Backend } from '../backend/backend.ts';
import type { Records } from '../backend/records.ts';
import type { SwitchableBackend } from '../backend/switchable.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Graph } from '../graph/graph.ts';
import type { Standstill } from '../graph/pace.ts';
import type { Bytes } from '../lib/bytes.ts';
import type { Clock } from '../lib/clock.ts';
import type { AccountId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import type { StartThread } from '../repository/second-thread.ts';
import type { EngineStatus, HostApi } from '../rpc/protocol.ts';
import type { Source } from '../sources/source.ts';
import type { Patience } from './patience.ts';

/** Everything the engine is put together from; each runtime has a composition of its own. */
export interface EngineParts {
  backend: Backend;
  place: EngineStatus['repository']['place'];
  /** How the copy comes to lie elsewhere, with `backend`; missing where it stays where it is. */
  firstPlace?: FirstPlaceParts;
  /** Where a second copy may be kept; missing where there are no folders. */
  mirrorPlace?: MirrorPlace;
  /** Small things to remember: the job that runs. */
  records: Records;
  /** That a repository exists, remembered elsewhere than where it is. */
  elsewhere: Records;
  /** `key`: 32 bytes under which alone anything of it may rest on a disk; null: it may be plain. */
  openCatalog(repositoryId: string, key: Bytes | null): Promise<Catalog>;
  /** Loaded when it is needed first. */
  loadSource(name: SourceName): Promise<Source>;
  /** `onStandstill` is told whenever nothing may be asked of Microsoft for a while. */
  openGraph(
    account: AccountId,
    onStandstill: (standstill: Standstill) => void,
  ): Graph | Promise<Graph>;
  host: Pick<HostApi, 'token' | 'watchSignIns'>;
  clock: Clock;
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  newId(): string;
  /** Name and version of the program. */
  software: string;
  /** How large packs become here; where it is not told, as the repository likes it. */
  packBytes?: number;
  /** Where there is more than one core: a thread for what is heavy, as long as a check goes on. */
  loadThread?(): Promise<StartThread>;
  patience: Patience;
  /**
   * A copy follows each restore or undo that changed the mailbox: until the next one, lists would go
   * on saying that what has just come back is gone.
   */
  copiesAfterRestore: boolean;
  /** A sample is checked and older copies are thinned out after complete runs, once a day. */
  keepsUpByItself: boolean;
  /**
   * A file of its own for what is handed out as one: to be copied by the browser, or to be looked at
   * where it lies. Those of before are removed. Missing where there is no room for that.
   */
  openHandOut?(use: 'download' | 'look', name: string): Promise<HandOut>;
  /** Removes all of them. */
  removeHandOuts?(): Promise<void>;
  /** What the place says of itself; asked now and then. */
  readRoom(): Promise<Room>;
  /** Where the browser says of what kind it is. */
  connection?: Connection;
  /** Tells whenever the network has come back. */
  watchOnline(signal: AbortSignal): AsyncIterable<void>;
  /** Bugs, in words without contents. */
  report(what: string): void;
}

/** What the browser's own storage says of itself; null where it does not. */
export interface Room {
  persisted: boolean | null;
  freeBytes: number | null;
  /** With what is used. */
  totalBytes?: number | null;
}

export interface Connection {
  /** It costs money, is very slow, or the person asks programs to save data. */
  isMetered(): boolean;
  /** Tells whenever that may have changed. */
  watch(signal: AbortSignal): AsyncIterable<void>;
}

/** A file that grows, in little memory. Faults: `quota`, `unexpected`. */
export interface HandOut {
  write(bytes: Bytes): Promise<void>;
  /** As the browser can hand it to the person. */
  finish(): Promise<File>;
  /** Removes it. */
  discard(): Promise<void>;
}

/** A folder that is remembered, and how it is opened. */
export interface FolderPlace {
  keep(folder: FileSystemDirectoryHandle): Promise<void>;
  read(): Promise<FileSystemDirectoryHandle | null>;
  forget(): Promise<void>;
  /** Faults: `forbidden`, `not-found`, and others of a folder. */
  open(): Promise<Backend>;
}

/** The places a copy can lie in first. */
export interface FirstPlaceParts {
  /** The engine's own `backend`. */
  backend: SwitchableBackend;
  /** This browser's own storage; it is the place as long as no other one is remembered. */
  browser: Backend;
  /** Folders are remembered one by one, each under a key of its own. */
  folder(key: string): FolderPlace;
  readRecoverPage(): Promise<Bytes | null>;
}

/** Where the folder of the mirror is remembered, and how it is opened. */
export interface MirrorPlace extends FolderPlace {
  /** The page that opens a folder without the program; null when there is none. */
  readRecoverPage(): Promise<Bytes | null>;
}
