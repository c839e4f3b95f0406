import { safeFileName, UniqueNames } from './file-name.ts';

/** A folder as a snapshot has it. */
export interface ExportedFolder {
  id: string;
  parent: string | null;
  name: string;
}

/**
 * Where each message of an export goes: folders as in the mailbox, names from date and subject,
 * all of them safe and each of them once.
 */
export class EmlFolders {
  readonly #folders: ReadonlyMap<string, ExportedFolder>;
  readonly #paths = new Map<string, string>();
  /** Names taken, by the path of the folder they are in; folders and files share a folder. */
  readonly #names = new Map<string, UniqueNames>();

  constructor(folders: readonly ExportedFolder[]) {
    this.#folders = new Map(folders.map((folder) => [folder.id, folder]));
  }

  /** "Clients/Harbour Street 14"; its parents first, so that the same folder has one path. */
  folderPath(id: string): string {
    const known = this.#paths.get(id);
    if (known !== undefined) return known;
    const folder = this.#folders.get(id);
    // Taken as the top while its parents are looked up: a circle of parents ends there.
    this.#paths.set(id, '');
    const parent = folder?.parent ?? null;
    const above = parent !== null && this.#folders.has(parent) ? this.folderPath(parent) : '';
    const name = this.#take(above, folder?.name ?? id, null);
    const path = above === '' ? name : `${above}/${name}`;
    this.#paths.set(id, path);
    return path;
  }

  /** `date` is ISO 8601. "Inbox/2026-01-05 Offer.eml" */
  filePath(folder: string, date: string, subject: string, extension: string): string {
    const path = this.folderPath(folder);
    const day = /^\d{4}-\d{2}-\d{2}/.exec(date)?.[0] ?? '';
    return `${path}/${this.#take(path, `${day} ${safeFileName(subject)}`.trim(), extension)}`;
  }

  /** Of a file that has a name of its own. "OneDrive/Taxes/return.pdf" */
  namedPath(folder: string, name: string): string {
    const path = this.folderPath(folder);
    const [, words = name, ending = null] = /^(.+)\.([a-z0-9]{1,10})$/is.exec(name) ?? [];
    return `${path}/${this.#take(path, words, ending)}`;
  }

  #take(folder: string, words: string, extension: string | null): string {
    const names = this.#names.get(folder) ?? new UniqueNames();
    this.#names.set(folder, names);
    return names.take(words, extension);
  }
}
