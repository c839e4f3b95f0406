import { promisedKind } from './known-kinds.ts';

/** What a small picture is made from. */
export interface PictureSource {
  name: string;
  type: string;
  sizeBytes: number;
  /** The file, or its first `most` bytes. */
  load(most: number, signal: AbortSignal): Promise<File>;
}

/** `row`: a square beside a name. `tile`: the whole picture, and also pages and films. */
export type SmallSize = 'row' | 'tile';

/** Larger files keep their sign: reading them for a list would read the whole copy. */
export const MOST_BYTES = 15_000_000;

/** Whether it is worth asking: by name, type and size alone. */
export function mayBeSmall(source: Omit<PictureSource, 'load'>, size: SmallSize): boolean {
  const { shownAs } = promisedKind(source.name, source.type);
  if (source.sizeBytes === 0) return false;
  const isRead = source.sizeBytes <= MOST_BYTES;
  // Of a camera's picture and of a film the beginning is enough, if anything is.
  if (shownAs === 'picture') return isRead || /\.jpe?g$/i.test(source.name);
  if (size === 'row') return false;
  return shownAs === 'film' || (shownAs === 'pdf' && isRead);
}
