/** How far a file to hand out is; the last one has it. */
export interface Saving {
  done: number;
  total: number;
  /** What could not be put into it. */
  failed: number;
  /** Names that had to be changed for it. */
  renamed?: number;
  file: File | null;
}
