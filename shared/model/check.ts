import type { AccountId, ContainerId, ItemId } from './ids.ts';
import type { SourceName } from './item.ts';

/**
 * How closely is looked. `quick`: every list is read, and everything it names is there, in files of
 * the right length. `sample`: also a share of the packs, byte by byte, those first that were not
 * read for longest. `full`: also every byte of every pack.
 */
export type CheckLevel = 'quick' | 'sample' | 'full';

/** `stopped`: nothing was found so far, and not everything was looked at. */
export type CheckVerdict = 'sound' | 'damaged' | 'stopped';

/** What of an item can't be read: one word, the worst of it. */
export type LostPart = 'properties' | 'text' | 'attachments';

export interface AffectedItem {
  itemId: ItemId;
  /** A subject or a file name; empty when that is lost, too. */
  label: string;
  lost: LostPart;
  /** The newest copy has it like this; else only older ones do. */
  isNewest: boolean;
}

/** What is damaged of one container, over all copies. */
export interface AffectedContainer {
  account: AccountId;
  source: SourceName;
  container: ContainerId;
  /** "Clients / Harbour Street 14" */
  path: string;
  /** How many items are affected that are known by name. */
  count: number;
  /** The first of them. */
  items: AffectedItem[];
  /** How many more there are whose list itself is damaged. */
  unlisted: number;
}

export interface DamagedFile {
  file: string;
  /** In words for the log: no content, no addresses. */
  problem: string;
}

/** What is remembered of the last check. */
export type LastCheck = Pick<
  CheckResult,
  'level' | 'verdict' | 'oldestVerifiedAt' | 'affected' | 'receipts' | 'files'
> & {
  /** ISO 8601, UTC: when it ended. */
  at: string;
};

export interface CheckResult {
  level: CheckLevel;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string;
  verdict: CheckVerdict;
  snapshots: number;
  /** In the newest copy. */
  items: number;
  /** Distinct ones that any copy needs. */
  blobs: number;
  /** Of packs, read and compared. */
  bytes: number;
  packs: { read: number; total: number };
  /** One line for each thing that is wrong; empty when all is well. */
  damage: string[];
  files: DamagedFile[];
  /** Packs in which something is damaged, or which are missing. */
  damagedPacks: string[];
  affected: AffectedContainer[];
  /** Receipts of earlier runs that can't be read. */
  receipts: number;
  /** Files that are not ours: they do no harm and are left alone. */
  foreign: string[];
  /** When the pack that was not read for longest was read; null when one never was. */
  oldestVerifiedAt: string | null;
}
