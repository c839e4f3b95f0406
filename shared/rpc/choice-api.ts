import type { Choice } from '../model/choice.ts';
import type { AccountId, ContainerId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import type { DriveSurvey } from '../model/survey.ts';
import type { KeptVersion } from '../model/versions.ts';

/** What is copied of a source, and what is kept of older versions. A part of `EngineApi`. */
export interface ChoiceApi {
  readChoice(account: AccountId, source: SourceName): Promise<Choice>;
  /** Followed from the next copy on; what is kept already stays kept. */
  writeChoice(account: AccountId, source: SourceName, choice: Choice): Promise<void>;
  /**
   * Asks Microsoft what is in a folder of the drive (null: at its top) and how large each folder
   * below is. One request for each 200 things in it; nothing has to be copied before. Faults: those
   * of Graph.
   */
  surveyDrive(account: AccountId, folder: ContainerId | null): Promise<DriveSurvey>;

  /** Older versions of a file that are kept beside it, newest first. Faults: `not-found`. */
  listKeptVersions(account: AccountId, row: number): Promise<KeptVersion[]>;
}
