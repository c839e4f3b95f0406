import * as v from 'valibot';
import type { Records } from '../backend/records.ts';

/** A place a copy can lie in: this browser's own storage, or a folder remembered under a key. */
export type Place =
  | { kind: 'browser' }
  | {
      kind: 'folder';
      key: string;
      name: string;
      /** A repository was in it when this was written. */
      hadCopy: boolean;
    };

/** Where the copy lies first. Writing it is what moves a copy: before, it lies where it was. */
export interface FirstPlaceRecord {
  place: Place;
  /** Where it lay before. The copies there are the person's, until the person removes them. */
  left: readonly Place[];
}

/** A copy on its way: what is at the target already stays there, and is gone on from. */
export interface MoveRecord {
  to: Place;
}

/** Kept beside what tells that a repository exists. */
export const FIRST_PLACE = 'first-place';
export const MOVING = 'moving';

export const IN_BROWSER: FirstPlaceRecord = { place: { kind: 'browser' }, left: [] };

const PlaceShape = v.variant('kind', [
  v.object({ kind: v.literal('browser') }),
  v.object({
    kind: v.literal('folder'),
    key: v.string(),
    name: v.string(),
    hadCopy: v.boolean(),
  }),
]);
const FirstShape = v.object({ place: PlaceShape, left: v.array(PlaceShape) });
const MoveShape = v.object({ to: PlaceShape });

/** Faults: those of the records. */
export async function readFirstPlace(records: Records): Promise<FirstPlaceRecord> {
  const parsed = v.safeParse(FirstShape, await records.read(FIRST_PLACE));
  return parsed.success ? parsed.output : IN_BROWSER;
}

/** Faults: those of the records. */
export async function readMove(records: Records): Promise<MoveRecord | null> {
  const parsed = v.safeParse(MoveShape, await records.read(MOVING));
  return parsed.success ? parsed.output : null;
}

export function keyOf(place: Place): string {
  return place.kind === 'browser' ? 'browser' : place.key;
}

export function nameOf(place: Place): string | null {
  return place.kind === 'browser' ? null : place.name;
}
