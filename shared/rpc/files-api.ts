import type { FileFacts, ItemStory } from '../model/file-facts.ts';
import type { RestorePlan } from '../model/restore.ts';
import type { RestoreSelection } from '../model/restore-selection.ts';
import type { Saving } from '../model/saving.ts';

/** What a face may ask about files; a part of `EngineApi`. */
export interface FilesApi {
  /** Faults: `not-found`, also for what is no file, folder or shortcut. */
  readFacts(row: number): Promise<FileFacts>;
  /** In the order of `rows`; rows nobody knows are left out. */
  readStories(rows: number[]): Promise<ItemStory[]>;
  /**
   * The bytes of one kept file; `done` and `total` are bytes. A small file lies in memory, a larger
   * one in the origin's private file system, where it can be sought in; it goes when three others
   * were asked for, after some hours, when the copy is locked, or when Holdfast is opened again.
   * Faults: `not-found` when no bytes are kept of it, `corrupt`, `quota`.
   */
  watchFile(row: number): AsyncIterable<Saving>;
  /**
   * The same in memory, and no more than the first `most` bytes of it: for a small picture of it, which
   * takes nobody the place that is looking at a file. Faults: `not-found`, `corrupt`.
   */
  watchStart(row: number, most: number): AsyncIterable<Saving>;
  /**
   * The files of a selection in one zip file, with their folders; `done` and `total` are files. For
   * how long the file is there, see `watchSaving`. Names that a disk would refuse are changed, and a
   * list in the zip says how. Faults: `not-found` when nothing was chosen, `quota`, `unsupported`.
   */
  watchZip(selection: RestoreSelection): AsyncIterable<Saving>;
  /**
   * As `planRestore`, telling how far that is: of many files Microsoft is asked for a while. The last
   * one has the plan.
   */
  watchPlan(selection: RestoreSelection): AsyncIterable<Planning>;
}

export interface Planning {
  done: number;
  total: number;
  plan: RestorePlan | null;
}
