/** A copy as a moment that can be looked at, and what was different in it from the one before. */
export interface Moment {
  /** Of its snapshot; what lists of a past moment are asked for by. */
  sequence: number;
  /** ISO 8601, UTC: when the copy ended. */
  at: string;
  /** Items that were nowhere in the copy before and are somewhere in this one. */
  new: number;
  /** Items of both that are otherwise now, or in another place. */
  changed: number;
  /** Items of the copy before that are nowhere in this one. */
  gone: number;
  /** Everything Microsoft listed was in it. */
  complete: boolean;
}

/**
 * What became of a state of something: it is still so; the item is there and otherwise; it is in
 * another place (`ItemRow.movedTo`), whether changed or not; it is nowhere.
 */
export type Since = 'same' | 'changed' | 'moved' | 'gone';
