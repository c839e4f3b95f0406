import type { AccountId } from './ids.ts';
import type { ContainerKey } from './item.ts';

/**
 * `rows`: with `withContents`, a folder among them stands for everything in it, as in the snapshot
 * `asOf` or as it was last. `folder` and `source`:
 * the whole tree, as it was in the snapshot of that sequence; without one each thing as it was last,
 * whether it is there or gone; with `onlyGone`, what is gone of that.
 */
export type RestoreSelection =
  | { kind: 'rows'; rows: number[]; withContents?: true; asOf?: number | null }
  | { kind: 'gone-in'; container: ContainerKey }
  /** A file as an older version of it was: see `KeptVersion`. */
  | { kind: 'version'; row: number; version: string }
  | { kind: 'folder'; container: ContainerKey; asOf: number | null; onlyGone?: true }
  | {
      kind: 'source';
      account: AccountId;
      source: 'drive';
      asOf: number | null;
      onlyGone?: true;
    };
