import type { Backend } from '../backend/backend.ts';
import { Repository } from '../repository/repository.ts';
import type { EngineParts, FirstPlaceParts } from './engine-parts.ts';
import {
  FIRST_PLACE,
  type FirstPlaceRecord,
  keyOf,
  type Place,
  readFirstPlace,
} from './first-place-record.ts';
import { lookInFolder } from './look-in-folder.ts';

/** Under which a folder is remembered only while it is looked at. */
const LOOKED_AT = 'looked-at';

export type PlaceBookParts = Pick<EngineParts, 'elsewhere' | 'newId'> & {
  firstPlace: FirstPlaceParts;
};

/** The places a copy lies, lay or may lie in, and what is remembered of them. */
export class PlaceBook {
  readonly #parts: PlaceBookParts;
  #record: FirstPlaceRecord;

  private constructor(parts: PlaceBookParts, record: FirstPlaceRecord) {
    this.#parts = parts;
    this.#record = record;
  }

  /** Faults: those of the records. */
  static async open(parts: PlaceBookParts): Promise<PlaceBook> {
    return new PlaceBook(parts, await readFirstPlace(parts.elsewhere));
  }

  /** Where the copy lies. */
  get place(): Place {
    return this.#record.place;
  }

  /** Where it lay before. */
  get left(): readonly Place[] {
    return this.#record.left;
  }

  find(key: string): Place | undefined {
    return this.left.find((each) => keyOf(each) === key);
  }

  /** Durable when resolved: from then on the copy lies there. */
  async write(record: FirstPlaceRecord): Promise<void> {
    await this.#parts.elsewhere.write(FIRST_PLACE, record);
    this.#record = record;
  }

  /** Faults: those of a folder. */
  async backendOf(place: Place): Promise<Backend> {
    const { firstPlace } = this.#parts;
    return place.kind === 'browser' ? firstPlace.browser : firstPlace.folder(place.key).open();
  }

  async folderOf(place: Place | undefined): Promise<FileSystemDirectoryHandle | null> {
    return place?.kind === 'folder' ? this.#parts.firstPlace.folder(place.key).read() : null;
  }

  async remember(folder: FileSystemDirectoryHandle, hadCopy: boolean): Promise<Place> {
    const key = `first-${this.#parts.newId()}`;
    await this.#parts.firstPlace.folder(key).keep(folder);
    return { kind: 'folder', key, name: folder.name, hadCopy };
  }

  /** What lies in it stays. */
  async forget(place: Place): Promise<void> {
    if (place.kind === 'folder') await this.#parts.firstPlace.folder(place.key).forget();
  }

  /** What lies in a folder, and the id of a repository. Writes nothing. Faults: those of a folder. */
  async look(folder: FileSystemDirectoryHandle) {
    const kept = this.#parts.firstPlace.folder(LOOKED_AT);
    await kept.keep(folder);
    try {
      return await lookInFolder(folder, await kept.open());
    } finally {
      await kept.forget();
    }
  }

  async isFirst(folder: FileSystemDirectoryHandle): Promise<boolean> {
    return isSame(await this.folderOf(this.place), folder);
  }

  /** A place that is gone back to is no place of before any more. */
  async without(left: readonly Place[], folder: FileSystemDirectoryHandle): Promise<Place[]> {
    const others: Place[] = [];
    for (const each of left) {
      if (!(await isSame(await this.folderOf(each), folder))) others.push(each);
    }
    return others;
  }

  /** Of the repository at the place; null when there is none. Faults: those of the place. */
  async idHere(): Promise<string | null> {
    const found = await Repository.inspect(this.#parts.firstPlace.backend);
    return found.kind === 'none' ? null : found.id;
  }

  /** Of the one that was here the last time; null when none was. */
  async idExpected(): Promise<string | null> {
    const known: unknown = await this.#parts.elsewhere.read('repository');
    const isKnown = typeof known === 'object' && known !== null && 'repositoryId' in known;
    return isKnown && typeof known.repositoryId === 'string' ? known.repositoryId : null;
  }
}

async function isSame(
  one: FileSystemDirectoryHandle | null,
  other: FileSystemDirectoryHandle,
): Promise<boolean> {
  return one !== null && (await one.isSameEntry(other));
}
