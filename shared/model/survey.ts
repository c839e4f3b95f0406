import type { ContainerId } from './ids.ts';

/** What a folder of a drive holds, as Microsoft tells it before anything is copied. */
export interface DriveSurvey {
  /** Of the folder that was asked for. */
  id: ContainerId;
  /** With everything below. */
  sizeBytes: number;
  folders: SurveyedFolder[];
  /** Files that lie in it directly. */
  files: { count: number; sizeBytes: number };
}

export interface SurveyedFolder {
  id: ContainerId;
  name: string;
  /** With everything below. */
  sizeBytes: number;
  /** Things directly in it; null where Microsoft does not say. */
  childCount: number | null;
  /** Whether there are folders in it is not known before it is asked for. */
  isPackage: boolean;
}
