import type { DriveItem } from './item.ts';

/**
 * What is wrong with one item:
 * - `ghost`: lists and delta tell of it, reading it says 404.
 * - `unavailable`: it can be read about, its contents answer 503.
 * - `locked`: somebody has it checked out; changing it is 423.
 * - `untold`: delta never tells what changes in it, nor that it came or went; a new list has it.
 */
export type DriveItemTrouble = 'ghost' | 'unavailable' | 'locked' | 'untold';

/** How a drive misbehaves within what is documented or was met. */
export interface DriveQuirks {
  /** Every nth delta page is empty with a nextLink; 0: none. */
  emptyPageEvery: number;
  /** Pages hold no more than so many, whatever is asked for; 0: what is asked for. */
  mostPerPage: number;
  /** Every nth entry is told a second time on a later page; 0: none. */
  replayEvery: number;
  /** Entries come in no order, parents after children. */
  shuffled: boolean;
  /** Changes are told this much later. */
  lagMs: number;
  /** Whether what was in a deleted folder is told as deleted too; it is not guaranteed. */
  tellsDeletedChildren: boolean;
  /** Delta as documented instead of as recorded: without paths, authors and cTag. */
  documentedDelta: boolean;
  /** Numbers of personal drives in another case within items than in `/me/drive`. */
  flippingDriveIds: boolean;
  /** A new item is 404 for so long when it is read. */
  newItemLagMs: number;
  /** Hashes are missing for so long after the contents came. */
  hashLagMs: number;
  /** Versions come without addresses of their contents. */
  versionsWithoutUrls: boolean;
  /** The file host answers a range with the whole file. */
  ignoresRanges: boolean;
  /** Contents of empty files are 404. */
  emptyFilesAreMissing: boolean;
  /** `conflictBehavior=fail` overlooks names that were made within so long, and replaces. */
  failOverlooksMs: number;
}

export const NO_DRIVE_QUIRKS: Readonly<DriveQuirks> = {
  emptyPageEvery: 0,
  mostPerPage: 0,
  replayEvery: 0,
  shuffled: false,
  lagMs: 0,
  tellsDeletedChildren: false,
  documentedDelta: false,
  flippingDriveIds: true,
  newItemLagMs: 0,
  hashLagMs: 0,
  versionsWithoutUrls: false,
  ignoresRanges: false,
  emptyFilesAreMissing: false,
  failOverlooksMs: 0,
};

/** The next downloads of files end like this. */
export interface DownloadCut {
  /** How many bytes still come. A shorter answer is let through and not counted. */
  afterBytes: number;
  /** Default 1. */
  times?: number;
  /** Only downloads of this item, by id. */
  id?: string;
}

/** Everything that can go wrong with a drive beside planned and random failures. */
export class DriveTroubles {
  readonly quirks: DriveQuirks = { ...NO_DRIVE_QUIRKS };
  readonly #items = new Map<DriveItem, DriveItemTrouble>();
  readonly #cuts: { cut: DownloadCut; left: number }[] = [];

  breakItem(item: DriveItem, trouble: DriveItemTrouble | null): void {
    if (trouble) this.#items.set(item, trouble);
    else this.#items.delete(item);
  }

  /** Of a page for which so many were asked. */
  pageSize(asked: number): number {
    const { mostPerPage } = this.quirks;
    return mostPerPage === 0 ? asked : Math.min(asked, mostPerPage);
  }

  has(item: DriveItem, trouble: DriveItemTrouble): boolean {
    return this.#items.get(item) === trouble;
  }

  cutDownloads(cut: DownloadCut): void {
    this.#cuts.push({ cut, left: cut.times ?? 1 });
  }

  /** After how many bytes this download is cut; undefined: it is not. */
  nextCut(item: DriveItem, length: number): number | undefined {
    for (const entry of this.#cuts) {
      const { id, afterBytes } = entry.cut;
      if (entry.left === 0 || (id !== undefined && id !== item.id) || length <= afterBytes)
        continue;
      entry.left -= 1;
      return afterBytes;
    }
    return undefined;
  }

  clear(): void {
    Object.assign(this.quirks, NO_DRIVE_QUIRKS);
    this.#items.clear();
    this.#cuts.length = 0;
  }
}
