import type { FaultCode } from './fault.ts';
import type { AccountId, ContainerId, ItemId, JournalId } from './ids.ts';
import type { ItemRow, SourceName } from './item.ts';

/**
 * What restoring one item will do, found out by asking the mailbox and nothing else:
 * - `here`: it is in its folder already; left alone.
 * - `elsewhere`: it still exists, in a folder the person may have chosen; left alone unless ticked.
 * - `move-back`: it is in Deleted Items or Recoverable Items; the original is moved back.
 * - `make-again`: it is nowhere; it is made again from what is stored.
 * - `cannot`: it can't be restored (nothing stored, or a kind Microsoft refuses), with the reason.
 */
export type Outcome = 'here' | 'elsewhere' | 'move-back' | 'make-again' | 'cannot';

export interface PlannedItem {
  row: ItemRow;
  outcome: Outcome;
  /** Where it is now, for `here`, `elsewhere` and `move-back`; of files, what they are called now. */
  foundIn: { id: ContainerId; name: string; role: string | null } | null;
  /** Bytes that will be sent, for `make-again`. */
  sendBytes: number;
  reason: FaultCode | null;
  /** With `here`: what is there has other contents, see `RestoreOptions.conflict`. */
  hasOtherContent?: boolean;
  /** With `make-again`: it takes the place of what an earlier restore made of less of it. */
  replaces?: boolean;
  /** What will not be exactly as it was, in the source's own words ("transport-headers"). */
  willDiffer: readonly Difference[];
}

/** A property that is not as it was. Values are shown, never logged. */
export interface Difference {
  property: string;
  was: string;
  is: string;
}

export interface RestorePlan {
  id: string;
  account: AccountId;
  source: SourceName;
  askedAt: string;
  items: PlannedItem[];
  /** The folder to restore to, by path, and whether it has to be made. */
  targets: { container: ContainerId; path: string; exists: boolean; count: number }[];
  /** Scopes that Microsoft will be asked for before anything is written; empty when granted. */
  scopesMissing: readonly string[];
  /**
   * What is made again may be taken out of Microsoft's recycle bin instead, see `RestoreOptions.fromBin`:
   * what that asks for beyond the rest. Missing: there is no such bin, or nothing that could be in it.
   */
  bin?: { scopes: readonly string[] };
  /** Of a folder or drive as it was: what the newest copy has in it beyond that. It is left alone. */
  later?: { count: number; names: readonly { name: string; count: number }[] };
}

export interface RestoredItem {
  row: ItemRow;
  outcome: Outcome;
  /** `equal` and `differs` were read back from Microsoft and compared. */
  state: 'equal' | 'differs' | 'left-alone' | 'failed';
  /** The item's id at Microsoft now; null when it failed. */
  nowId: ItemId | null;
  differences: readonly Difference[];
  fault: { code: FaultCode; message: string; upstreamCode: string | null } | null;
  /** Where it can be opened, for a file that was shared in a chat. */
  link?: string;
  /** It was not made again but came out of the recycle bin. */
  fromBin?: true;
}

export interface RestoreResult {
  items: RestoredItem[];
  stopped: boolean;
}

/** One restore or undo, kept so that it can be read later and taken back. */
export interface JournalEntry {
  id: JournalId;
  kind: 'restore' | 'undo';
  account: AccountId;
  source: SourceName;
  startedAt: string;
  endedAt: string | null;
  counts: { movedBack: number; madeAgain: number; leftAlone: number; failed: number };
  /** A few words on what it was: a subject, or "12 messages". */
  label: string;
  /** Of a conversation: how it was put back. */
  way?: 'post' | 'files' | 'mail';
  canUndo: boolean;
  undoneBy: JournalId | null;
}
