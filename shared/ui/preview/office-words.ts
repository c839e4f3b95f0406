import type { PreviewTrouble } from './trouble.ts';

/** What the page asks of the office worker, and what it hears: plain data, one question a worker. */
export type OfficeQuestion =
  | { about: 'document'; file: File }
  | { about: 'sheet'; file: File; password: string | null; locale: string }
  | { about: 'slides'; file: File };

/** A cell as its text; numbers stand at the other side. */
export type Cell = string | { number: string };

export interface ReadSheet {
  name: string;
  isHidden: boolean;
  rows: Cell[][];
  /** Rows and columns that are in the file and not in `rows`. */
  rowsLeftOut: number;
  columnsLeftOut: number;
  /** Only the first rows and columns were read; how many more there are is not known. */
  isBounded: boolean;
}

export interface Outline {
  title: string;
  lines: string[];
}

export type OfficeAnswer =
  /** A Word file unpacked, for the page to lay out. */
  | { kind: 'parts'; parts: Record<string, Uint8Array<ArrayBuffer>>; picturesLeftOut: number }
  | { kind: 'sheets'; sheets: ReadSheet[] }
  /** Words in their order, without a layout: slides, or a text as one section. */
  | { kind: 'outline'; sections: Outline[] }
  /** `isWrong`: a password was given, and is not the file's. */
  | { kind: 'password'; isWrong: boolean };

export type OfficeReply = { answer: OfficeAnswer } | { trouble: PreviewTrouble; message: string };
