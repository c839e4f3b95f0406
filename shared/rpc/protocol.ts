import type { CheckLevel, LastCheck } from '../model/check.ts';
import type { AccountId, ContainerId, ItemId, JobId, JournalId, SnapshotId } from '../model/ids.ts';
import type { Account, ContainerKey, ItemRow, SnapshotSummary, SourceName } from '../model/item.ts';
import type { BackupBy, JobProgress, UpkeepProgress } from '../model/job.ts';
import type {
  ContainerSummary,
  GonePage,
  ItemQuery,
  ItemVersion,
  ListPage,
  PageKey,
} from '../model/lists.ts';
import type { MessageView } from '../model/message-view.ts';
import type { Moment } from '../model/moments.ts';
import type { Receipt } from '../model/receipt.ts';
import type { JournalEntry, RestorePlan, RestoreResult } from '../model/restore.ts';
import type { RestoreSelection } from '../model/restore-selection.ts';
import type { RetentionRule } from '../model/retention.ts';
import type { Saving } from '../model/saving.ts';
import type { ScrambleAlarm } from '../model/scrambled.ts';
import type { SearchPage, SearchQuery, Snippet } from '../model/search.ts';
import type { Cloud } from '../model/settings.ts';
import type { SourceChoice } from '../model/sources.ts';
import type { ChatApi } from './chat-api.ts';
import type { ChoiceApi } from './choice-api.ts';
import type { FilesApi } from './files-api.ts';
import type { PutBackApi } from './put-back-api.ts';

export type { RestoreSelection, Saving };

/**
 * What a face may ask of the engine. Arguments and answers are plain data. A job belongs to the
 * engine: closing the face that started it ends the watching, not the job. A method named `watch…`
 * tells many times, every other one answers once.
 */
export interface EngineApi extends ChoiceApi, FilesApi, ChatApi, PutBackApi {
  watchStatus(): AsyncIterable<EngineStatus>;

  /**
   * Copies each of the sources in a job of its own, side by side; one that runs already is its answer.
   * Which ones is the caller's to say: see `EngineStatus.choices`. By the schedule, what Microsoft has
   * refused to hand out of chats is asked for once a week only.
   */
  startBackup<const Sources extends readonly SourceName[]>(
    account: Account,
    sources: Sources,
    by?: BackupBy,
  ): Promise<{ [At in keyof Sources]: JobId }>;
  /**
   * What the account's copies take in from now on. Copies of other sources that run are ended after
   * what is in hand; what is kept stays. Fault `key-needed` while the copy is locked.
   */
  chooseSources(account: AccountId, sources: SourceName[]): Promise<void>;
  /** Ends the job after what is in hand; everything so far is kept and it can go on later. */
  stopJob(id: JobId): Promise<void>;
  /** Tries at once what a waiting job waits for. */
  nudgeJob(id: JobId): Promise<void>;
  watchJob(id: JobId): AsyncIterable<JobProgress>;

  /**
   * Looks whether what is kept is whole; `percent` is the share of a `sample`. One that was stopped
   * goes on where it was. A check that runs already is the answer. Faults: `not-found` when nothing
   * is kept yet.
   */
  startCheck(level: CheckLevel, percent: number): Promise<JobId>;
  /**
   * Thins out older copies by the rule, or only tells what that would do. `removeDamaged`: the person
   * gives up what is damaged; without it, nothing is thinned out while a list can't be read.
   * `despiteLosses`: the person has read `lossAlarm` and `scrambleAlarm`; without it, the thinning ends
   * with `held` while one of them stands. Faults: `not-found`, `conflict` while a copy, a restore or another thinning is under
   * way; a copy that waits for the person is not in the way.
   */
  startPrune(options: {
    isDryRun: boolean;
    removeDamaged: boolean;
    despiteLosses: boolean;
  }): Promise<JobId>;
  /** The person says: what went until then (`lossAlarm.until`) was right. */
  acceptLosses(until: string): Promise<void>;
  /** The same of `scrambleAlarm`. */
  acceptScrambled(until: string): Promise<void>;
  /** Of a check or a thinning; `stopJob` stops it. */
  watchUpkeep(id: JobId): AsyncIterable<UpkeepProgress>;
  readRetention(): Promise<RetentionRule>;
  writeRetention(rule: RetentionRule): Promise<void>;
  /** By sequence, oldest first. */
  listSnapshots(): Promise<KeptCopy[]>;
  /** What is pinned no rule takes away. Faults: `not-found`. */
  pinSnapshot(id: SnapshotId, isPinned: boolean): Promise<void>;

  /** Newest first. */
  listReceipts(limit: number): Promise<Receipt[]>;
  /**
   * Keeps a second copy in this folder from now on and begins to fill it: see `EngineStatus.mirror`.
   * The folder of before is let go; what lies in it stays. Trouble with the folder is told by the
   * status. Fault: `unsupported` where there are no folders.
   */
  keepMirror(folder: FileSystemDirectoryHandle): Promise<void>;
  /** The mirror's folder, for asking again for its permission; null when no mirror is kept. */
  readMirrorFolder(): Promise<FileSystemDirectoryHandle | null>;
  /**
   * Brings the mirror up to date now; the status tells how it goes. `evenIfOpen`: the person has
   * read that the folder is open elsewhere.
   */
  updateMirror(evenIfOpen: boolean): Promise<void>;
  /**
   * Brings back what is in the mirror and not here: for `primary-lost`. What is here stays.
   * Resolves when it is done; `complete` is false when something could not be read there. Faults:
   * `not-found` when no mirror is kept, `conflict` when another repository lies here or there,
   * those of both places.
   */
  restoreFromMirror(): Promise<{ files: number; bytes: number; complete: boolean }>;
  /** Keeps no mirror any more. What lies in its folder stays. */
  dropMirror(): Promise<void>;

  /** Writes nothing. Faults: those of the folder; `unsupported` where there are no folders. */
  lookInFolder(folder: FileSystemDirectoryHandle): Promise<FolderLook>;
  /**
   * The copy lies in this folder from now on: it will begin there, was opened there, or is moving
   * there, which `EngineStatus.first` tells. What is kept here is never left for another one's. With
   * `inside`, a folder "Holdfast" in it is taken. Faults: `conflict` when something else lies there,
   * those of the folder.
   */
  keepInFolder(
    folder: FileSystemDirectoryHandle,
    inside: boolean,
  ): Promise<'begins' | 'opened' | 'moves'>;
  /** The way back. Resolves when it has begun. */
  keepInBrowser(): Promise<void>;
  /**
   * Goes on: opens the folder again, or moves on. `evenIfOpen`: the person has read that the folder
   * is open elsewhere. What is in the way is told by the status.
   */
  openFirstPlace(evenIfOpen: boolean): Promise<void>;
  /** The folder of the copy was moved, and this is it. Faults: `conflict`, `not-found`. */
  findFirstFolder(folder: FileSystemDirectoryHandle): Promise<void>;
  /** Goes on in this browser without the folder, as it is. What lies in the folder stays. */
  giveUpFolder(): Promise<void>;
  /** The copy stays where it is. What was moved already stays there, too. */
  stopMoving(): Promise<void>;
  /**
   * Removes what lies in a place of before, and forgets it. Faults: `away` while the copy itself
   * can't be reached, `conflict` when another one lies there, those of the place.
   */
  removeLeftCopy(key: string): Promise<void>;
  /**
   * A folder to ask permission for again: of a place of before, or, without a key, the one the copy
   * lies in or moves into; null when there is none.
   */
  readPlaceFolder(key: string | null): Promise<FileSystemDirectoryHandle | null>;

  /**
   * Everything in one zip file: every message of the newest copy as `.eml`, or the files of the
   * repository with the page that opens them. The file is the browser's own and goes ten minutes
   * later, with the next one, or when Holdfast is opened again. Faults: `not-found` when nothing is kept, `quota`,
   * `unsupported` where there is no private file system.
   */
  watchSaving(what: SavingWhat): AsyncIterable<Saving>;
  /**
   * Opens a copy that is locked; what was under way goes on. Faults: `wrong-password`,
   * `key-damaged`, `not-found` when nothing is locked.
   */
  unlock(secret: UnlockSecret): Promise<void>;
  /** Forgets keys and lists until somebody unlocks; what is under way goes on after that. */
  lock(): Promise<void>;
  /**
   * Encryption on: from now on nobody reads the copy without the passphrase or the recovery code,
   * which is the answer and can't be told again. Makes the copy if there is none yet. Fault:
   * `conflict` when it is on already, `unsupported` for a copy of an old kind.
   */
  protect(passphrase: string): Promise<{ code: string }>;
  /** Encryption off. Fault: `wrong-password`. */
  unprotect(secret: UnlockSecret): Promise<void>;
  /** Fault: `wrong-password`. */
  changePassphrase(secret: UnlockSecret, passphrase: string): Promise<void>;
  /** A new recovery code; the one of before opens nothing any more. Fault: `wrong-password`. */
  changeRecoveryCode(secret: UnlockSecret): Promise<{ code: string }>;
  /**
   * The person has read `repository.trouble` and says: go on with what is there (or begin anew).
   * Until then no backup runs.
   */
  acceptRepository(): Promise<void>;

  /** With `asOf`, the sequence of a snapshot: as they were then; see `Catalog.containers`. */
  listContainers(
    account: AccountId | null,
    source: SourceName | null,
    asOf?: number | null,
  ): Promise<ContainerSummary[]>;
  /** What can be looked at, oldest first: every run, and one that is under way so far. */
  listMoments(account: AccountId | null, source: SourceName | null): Promise<Moment[]>;
  listItems(query: ItemQuery, after: PageKey | null, limit: number): Promise<ListPage>;
  listAnchors(query: ItemQuery, every: number): Promise<{ total: number; anchors: PageKey[] }>;
  readRow(row: number): Promise<ItemRow>;
  /** Every state ever kept, newest first. */
  listVersions(account: AccountId, row: number): Promise<ItemVersion[]>;
  /**
   * Every message of a conversation that was ever kept, by date: each once, by the row of the folder
   * it is in, else of the one it was in last. What is only in Deleted Items now is told as it was
   * where it came from, with `movedTo`: restoring that row puts it there. Ids as Graph has them.
   */
  listConversation(account: AccountId, conversation: string): Promise<ItemRow[]>;
  /** One message by its immutable id, or by one it had before it was made again; as above. */
  findItem(account: AccountId, itemId: ItemId): Promise<ItemRow | null>;
  /** What was in this folder and is nowhere any more, newest loss first. */
  listGone(container: ContainerKey, after: PageKey | null, limit: number): Promise<GonePage>;
  /**
   * What was ever kept and has these words, newest first. Text that was kept a moment ago may not be
   * searchable yet: every answer says how far it saw.
   */
  search(query: SearchQuery, after: PageKey | null, limit: number): Promise<SearchPage>;
  /** For results whose words stand further down in their text, by `SearchResult.foundRow`. */
  readSnippets(query: SearchQuery, rows: number[]): Promise<Snippet[]>;
  readMessage(row: number): Promise<MessageView>;
  readAttachment(
    row: number,
    index: number,
  ): Promise<{ name: string; type: string; bytes: Uint8Array<ArrayBuffer> }>;
  /** The whole message as `.eml`. */
  exportItem(row: number): Promise<{ name: string; type: string; bytes: Uint8Array<ArrayBuffer> }>;

  /**
   * The contents of one, to be looked at or saved; the last has the file. `row` and `version` are
   * those of a `KeptVersion`. Faults: `not-found`, `corrupt`, `quota`.
   */
  watchVersion(row: number, version: string): AsyncIterable<Saving>;

  planRestore(selection: RestoreSelection): Promise<RestorePlan>;
  startRestore(planId: string, options: RestoreOptions): Promise<JobId>;
  startUndo(journal: JournalId): Promise<JobId>;
  listJournal(limit: number): Promise<JournalEntry[]>;
  readJournal(id: JournalId): Promise<RestoreResult>;
}

export interface KeptCopy extends SnapshotSummary {
  isPinned: boolean;
}

export interface RestoreOptions {
  /** Rows of the plan that are left out. */
  except: number[];
  /** Also move back what still exists in another folder. */
  moveFromElsewhere: boolean;
  /** Restore into this new folder instead; everything is made again then. */
  intoNewFolder: string | null;
  /**
   * What becomes of a file that is there with other contents. Default `skip`; `replace` keeps what is
   * there as an older version of the file.
   */
  conflict?: 'skip' | 'keep-both' | 'replace';
  /**
   * Where a plan offers it (`RestorePlan.bin`): what is nowhere is taken out of the recycle bin where
   * it still lies there. Default false. `startRestore` tells by `consent-required` that the right to it
   * is missing; nothing is done then.
   */
  fromBin?: boolean;
}

/** What somebody knows. */
export type UnlockSecret = { passphrase: string } | { code: string };

export interface EngineStatus {
  accounts: AccountStatus[];
  /** Jobs that run or wait now. */
  jobs: JobProgress[];
  /** What the last ended run of each source of each account said; newest first. */
  lastReceipts: Receipt[];
  /** Of everybody who is kept or chose. Nobody else has chosen anything yet. */
  choices: SourceChoice[];
  lastJournal: JournalEntry[];
  repository: {
    /** Empty until the first backup makes one. */
    id: string;
    /**
     * Not what was here the last time, and no backup begins before the person has said so:
     * `missing` there is none any more, `replaced` it is another one, `older` its newest copies
     * are missing; `elsewhere` the extension has kept the copy since. null: as expected.
     */
    trouble: 'missing' | 'replaced' | 'older' | 'elsewhere' | null;
    place: 'indexeddb' | 'folder' | 'memory';
    /**
     * Who can read it: `open` whoever has the files, `protected` who knows the passphrase, and it
     * is unlocked here; `locked` it is not. `unprotectable`: of a kind that can't be encrypted.
     */
    lock: 'open' | 'protected' | 'locked' | 'unprotectable';
    storedBytes: number;
    snapshots: number;
    firstSnapshotAt: string | null;
    lastSnapshotAt: string | null;
    /** The browser's word that it will not evict it by itself; null when it gives none. */
    persisted: boolean | null;
    freeBytes: number | null;
  };
  /** Where the copy lies first. */
  first: FirstPlaceStatus;
  /** The second copy; null when none is kept. */
  mirror: MirrorStatus | null;
  catalog: {
    state: 'ready' | 'rebuilding';
    done: number;
    total: number;
    /** Texts are being made searchable, after lists are ready. */
    isReadingTexts: boolean;
    place: 'disk' | 'sealed' | 'memory';
  };
  upkeep: {
    /** Checks and thinnings that run now. */
    jobs: UpkeepProgress[];
    /** null: never. What is affected by damage stands here until a check finds it no more. */
    lastCheck: LastCheck | null;
    /** ISO 8601, UTC: when older copies were thinned out last, and what came back. */
    lastPrune: { at: string; freedBytes: number; laterBytes: number } | null;
  };
  /**
   * More went at Microsoft within a week than usual, and nobody has said yet that it was right: by
   * itself nothing is thinned out. `until` (ISO 8601, UTC) is when the last of it was noticed.
   */
  lossAlarm: { count: number; folders: number; until: string } | null;
  /** Much was made unreadable within a week: the same holds. */
  scrambleAlarm: ScrambleAlarm | null;
  goneThisWeek: {
    container: ContainerId;
    account: AccountId;
    source: SourceName;
    path: string;
    count: number;
    from: string;
    to: string;
  }[];
}

/** The place that copies are written to, and restored from. */
export interface FirstPlaceStatus {
  /** Name of the folder, as the person knows it; null: in this browser. */
  folder: string | null;
  /** Why the folder can't be used as it should. Meanwhile nothing in it may be called kept. */
  trouble: PlaceTrouble | null;
  /** Not even what is in it could be read: it is not known what that is. */
  isAway: boolean;
  /** While the copy goes to another place; null when it does not. */
  moving: PlaceMove | null;
  /** Places the copy lay in before, with all of it as it was then, until the person removes it. */
  left: LeftPlace[];
}

export interface PlaceMove {
  /** Name of the folder; null: into this browser. */
  folder: string | null;
  /** null while it stands still. */
  running: { doneBytes: number; totalBytes: number } | null;
  /** Why it stands still; null also when nobody asked yet that it goes on. */
  trouble: PlaceTrouble | null;
}

export interface LeftPlace {
  key: string;
  /** Name of the folder; null: this browser. */
  folder: string | null;
}

/**
 * What lies in a folder that was picked. `copy`: a repository that can be opened, locked or not;
 * `things`: something else, or the rest of a repository. `damaged` and `newer` can't be opened.
 */
export interface FolderLook {
  kind: 'empty' | 'copy' | 'things' | 'damaged' | 'newer';
  /** For a `copy`: whether it is the one that is kept here; null when none is. */
  isThisOne: boolean | null;
  /** It is the place the copy lies in now. */
  isFirst: boolean;
}

/** What a copy is handed out as, in one zip file. */
export type SavingWhat = 'messages' | 'files';

export interface MirrorStatus {
  /** The folder's name, as the person knows it. */
  name: string;
  /** ISO 8601: when everything that was kept here was there too; null: not yet. */
  lastCompleteAt: string | null;
  /** What is kept here and not there; by what is remembered while the folder can't be reached. */
  behindSnapshots: number;
  behindBytes: number;
  /** While it is brought up to date. */
  running: { doneBytes: number; totalBytes: number } | null;
  trouble: MirrorTrouble | null;
  /** For `primary-lost`: how much lies there and not here. */
  lost: { snapshots: number; files: number };
}

/**
 * Why a mirror is not up to date, or what it found. Nothing of it stops backups.
 * `permission`: the browser asks again, one click. `unreachable`: moved, removed, or its drive is
 * not there. `emptied`: the folder is there and what was in it is not; nothing is written until
 * the person picks it again. `read-only`, `full`: said by the place. `in-use`: somebody else has
 * the folder open, or holds a file. `another-repository`: what lies there is not this one's.
 * `damaged`: what was written could not be read back. `primary-damaged`: files here are damaged
 * and could not be copied. `primary-lost`: things lie there that are missing here and were not
 * removed on purpose; nothing is removed there, and they can be brought back from there.
 */
export type MirrorTrouble = PlaceTrouble | 'primary-lost';

/** The same of the folder a copy lies in first, or moves into. */
export type PlaceTrouble =
  | 'permission'
  | 'unreachable'
  | 'emptied'
  | 'read-only'
  | 'full'
  | 'in-use'
  | 'another-repository'
  | 'damaged'
  | 'primary-damaged'
  | 'failed';

export interface AccountStatus {
  account: Account;
  sources: { source: SourceName; items: number; gone: number; lastCopiedAt: string | null }[];
}

/** What the engine asks of the face that hosts it; the same kind of port, the other way round. */
export interface HostApi {
  /** See `TokenSource`; `refused` is null unless Graph has turned a token down. */
  token(account: AccountId, scopes: string[], refused: string | null): Promise<string>;
  /** Where Microsoft is; asked once, at the engine's start. */
  readCloud(): Promise<Cloud>;
  /** Tells once whenever somebody signed in: a job that waits for it may go on. */
  watchSignIns(): AsyncIterable<AccountId>;
}
