import type { ExportedFolder } from './eml-folder.ts';
import { UniqueNames } from './file-name.ts';

/** Windows takes 260 letters of a whole path, of which the place it is unpacked to needs some. */
const MOST_PATH = 200;
/** What leaves room for the name of a file. */
const MOST_FOLDER = 140;
/** For folders that lie too deep. */
const DEEP = 'Deep folders';

/** A name that is not what it was, with its path. */
export interface ChangedName {
  was: string;
  is: string;
}

/**
 * Where folders and files of a tree go on a disk: as they lie in the drive, seen from the folder
 * `top`, with names that every disk takes, each once. What had to be changed is told.
 */
export class TreePaths {
  readonly changed: ChangedName[] = [];
  readonly #folders: ReadonlyMap<string, ExportedFolder>;
  readonly #paths = new Map<string, string>();
  readonly #names = new Map<string, UniqueNames>();

  constructor(
    folders: readonly ExportedFolder[],
    readonly top: string | null,
  ) {
    this.#folders = new Map(folders.map((folder) => [folder.id, folder]));
  }

  /** "Clients/Harbour Street 14"; empty for the top and for a folder nobody knows. */
  folder(id: string): string {
    const known = this.#paths.get(id);
    if (known !== undefined) return known;
    const folder = this.#folders.get(id);
    // Taken as the top while its parents are looked up: a circle of parents ends there.
    this.#paths.set(id, '');
    if (folder === undefined || id === this.top) return '';
    const above = folder.parent === null ? '' : this.folder(folder.parent);
    const path = this.#take(above, folder.name, null);
    const isDeep = path.length > MOST_FOLDER;
    const is = isDeep ? this.#take(DEEP, folder.name, null) : path;
    this.#paths.set(id, is);
    this.#note(this.#wasFolder(folder), is, folder.name);
    return is;
  }

  /** "Clients/Harbour Street 14/Offer.pdf" */
  file(folder: string, name: string): string {
    const above = this.folder(folder);
    const [, words = name, ending = null] = /^(.+)\.([a-z0-9]{1,10})$/is.exec(name) ?? [];
    // Of a name that has to be shorter, its number and its ending stay.
    const room = MOST_PATH - above.length - (ending?.length ?? 0) - ' (100).'.length;
    const is = this.#take(above, [...words].slice(0, room).join(''), ending);
    this.#note(this.was(folder, name), is, name);
    return is;
  }

  /** Of something beside the tree, at its top. */
  beside(name: string, ending: string): string {
    return this.#take('', name, ending);
  }

  /** A file's path as it was; for words about it. */
  was(folder: string, name: string): string {
    const at = this.#folders.get(folder);
    return this.#join(at === undefined ? '' : this.#wasFolder(at), name);
  }

  #take(folder: string, words: string, ending: string | null): string {
    const names = this.#names.get(folder) ?? new UniqueNames();
    this.#names.set(folder, names);
    return this.#join(folder, names.take(words, ending));
  }

  #note(was: string, is: string, name: string): void {
    const isInPlace = is.split('/').length === was.split('/').length;
    if (is.split('/').at(-1) !== name || !isInPlace) this.changed.push({ was, is });
  }

  #wasFolder(folder: ExportedFolder): string {
    const names: string[] = [];
    const seen = new Set<string>();
    let at: ExportedFolder | undefined = folder;
    while (at !== undefined && at.id !== this.top && !seen.has(at.id)) {
      seen.add(at.id);
      names.unshift(at.name);
      at = this.#folders.get(at.parent ?? '');
    }
    return names.join('/');
  }

  #join(folder: string, name: string): string {
    return folder === '' ? name : `${folder}/${name}`;
  }
}
