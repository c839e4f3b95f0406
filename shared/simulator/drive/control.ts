import type { DriveDelta } from './delta.ts';
import type { Resync } from './delta-tokens.ts';
import { itemNotFound } from './errors.ts';
import {
  bytesContent,
  editedContent,
  type FileContent,
  generatedContent,
  textContent,
} from './file-content.ts';
import { type ClientDates, type DriveItem, type RemoteTarget, subtree } from './item.ts';
import type { DriveParts } from './item-json.ts';
import { rewrittenAs } from './office-rewriting.ts';
import { linkPermission, personPermission } from './permissions.ts';
import type { Intake } from './store-file.ts';
import type { DownloadCut, DriveItemTrouble } from './troubles.ts';
import type { DriveUploads } from './uploads.ts';

interface Controlled {
  delta: DriveDelta;
  uploads: DriveUploads;
  intake: Intake;
  sharedWithMe: RemoteTarget[];
}

export type ContentInput = string | Uint8Array<ArrayBuffer> | FileContent;

/** What happens to a drive beside Graph: a person works on it, things break. Paths are of names. */
export class DriveControl {
  #made = 0;

  constructor(
    readonly parts: DriveParts,
    readonly controlled: Controlled,
  ) {}

  /** Faults: 404. */
  item(path: string): DriveItem {
    const item = this.parts.drive.at(namesOf(path));
    if (!item) throw itemNotFound();
    return item;
  }

  /** Files by their path, with what is in them now. */
  *files(): Generator<{ path: string; item: DriveItem }, void> {
    for (const item of subtree(this.parts.drive.root)) {
      if (item.kind === 'file') yield { path: item.names.join('/'), item };
    }
  }

  /** A folder, made with those above it where it is missing. */
  folder(path: string, dates: Partial<ClientDates> = {}): DriveItem {
    const { drive } = this.parts;
    let folder = drive.root;
    for (const name of namesOf(path)) {
      folder = drive.child(folder, name) ?? drive.add(folder, name);
    }
    Object.assign(folder.dates, dates);
    return folder;
  }

  /** A file with these contents; one that is there gets another version. */
  put(path: string, input: ContentInput, dates: Partial<ClientDates> = {}): DriveItem {
    const { drive } = this.parts;
    const { parent, name } = this.#place(path);
    const existing = drive.child(parent, name);
    const content = contentOf(input);
    if (!existing) return drive.add(parent, name, { content, dates });
    drive.replace(existing, content, { dates });
    return existing;
  }

  /** The same, as SharePoint takes an upload: it may write into it. */
  async upload(path: string, input: ContentInput): Promise<DriveItem> {
    const { drive } = this.parts;
    const { parent, name } = this.#place(path);
    const kept = await rewrittenAs(this.controlled.intake.rewriting, name, contentOf(input));
    return drive.add(parent, name, kept);
  }

  /** Other bytes in a place within a file. */
  edit(path: string, at: number, input: ContentInput, removed?: number): DriveItem {
    const item = this.item(path);
    const base = item.current?.content ?? bytesContent(new Uint8Array(0));
    this.parts.drive.replace(item, editedContent(base, at, contentOf(input), removed));
    return item;
  }

  rename(path: string, name: string): DriveItem {
    const item = this.item(path);
    this.parts.drive.relocate(item, item.parent ?? this.parts.drive.root, name);
    return item;
  }

  move(path: string, folder: string): DriveItem {
    const item = this.item(path);
    this.parts.drive.relocate(item, this.folder(folder), item.name);
    return item;
  }

  /** Into the recycle bin. */
  delete(path: string): DriveItem {
    const item = this.item(path);
    this.parts.drive.delete(item);
    return item;
  }

  emptyBin(): number {
    return this.parts.drive.emptyBin();
  }

  /** Back to where it was, as a person does it on the web page. */
  restoreFromBin(name: string): DriveItem {
    const { drive } = this.parts;
    const item = [...drive.bin].find((each) => each.name === name);
    if (!item?.parent?.isPresent) throw itemNotFound();
    drive.restore(item, item.parent, item.name);
    return item;
  }

  /** Ransomware: every file becomes noise of the same length under another name. */
  encryptAll(options: { seed?: number; extension?: string } = {}): number {
    const { seed = 1, extension = '.locked' } = options;
    const { drive } = this.parts;
    let count = 0;
    for (const { item } of [...this.files()]) {
      count += 1;
      drive.replace(item, generatedContent(seed + count, item.size));
      drive.relocate(item, item.parent ?? drive.root, item.name + extension);
    }
    this.put('HOW TO GET YOUR FILES BACK.txt', 'All your files are encrypted.\r\n');
    return count;
  }

  describe(path: string, description: string): void {
    this.parts.drive.change(this.item(path), (item) => {
      item.description = description;
    });
  }

  /** Makes a folder one of the special ones: `documents`, `photos`, `cameraroll` … */
  markSpecial(path: string, name: string): void {
    const folder = this.folder(path);
    this.parts.drive.change(folder, (item) => {
      item.special = name.toLowerCase();
    });
  }

  flagMalware(path: string, description: string | undefined = 'Simulated threat'): void {
    this.parts.drive.change(this.item(path), (item) => {
      item.malware = description;
    });
  }

  shareByLink(path: string, type: 'view' | 'edit' = 'view'): void {
    const number = ++this.#made;
    const webUrl = `https://example-my.sharepoint.com/:x:/g/personal/link${number}`;
    const permission = linkPermission(`link-${number}`, { type, scope: 'anonymous', webUrl });
    this.#permit(path, permission);
  }

  shareWith(path: string, person: RemoteTarget['owner'], role: 'read' | 'write' = 'read'): void {
    this.#permit(path, personPermission(`person-${++this.#made}`, person, role));
  }

  /** A shortcut to somebody else's folder or file. */
  shortcut(path: string, remote: RemoteTarget): DriveItem {
    const { parent, name } = this.#place(path);
    return this.parts.drive.add(parent, name, { kind: 'shortcut', remote });
  }

  /** Something that others shared, wherever it is. */
  receive(remote: RemoteTarget): void {
    this.controlled.sharedWithMe.push(remote);
  }

  /** A OneNote notebook: a package whose sections are files. */
  notebook(path: string, sections: readonly string[]): DriveItem {
    const { drive } = this.parts;
    const { parent, name } = this.#place(path);
    const notebook = drive.add(parent, name, { kind: 'package' });
    for (const section of sections) {
      drive.add(notebook, `${section}.one`, { content: textContent(`section ${section}`) });
    }
    drive.add(notebook, 'Open Notebook.onetoc2', { content: textContent('table of contents') });
    return notebook;
  }

  breakItem(path: string, trouble: DriveItemTrouble | null): void {
    this.parts.troubles.breakItem(this.item(path), trouble);
  }

  expireCursors(resync: Resync = 'resyncChangesApplyDifferences'): void {
    this.controlled.delta.expire(resync);
  }

  /** Addresses of contents, thumbnails and upload sessions end. */
  expireUrls(): void {
    this.parts.urls.expire();
  }

  expireUploads(): void {
    this.controlled.uploads.expire();
  }

  cutDownloads(cut: Omit<DownloadCut, 'id'> & { path?: string }): void {
    const { path, ...rest } = cut;
    this.parts.troubles.cutDownloads(
      path === undefined ? rest : { ...rest, id: this.item(path).id },
    );
  }

  /** So that only so many bytes are left. */
  fillQuota(leftBytes = 0): void {
    const { drive } = this.parts;
    drive.bytes.claimed = 0;
    drive.bytes.claimed = Math.max(0, drive.remainingBytes - leftBytes);
  }

  #place(path: string): { parent: DriveItem; name: string } {
    const names = namesOf(path);
    const name = names.pop() ?? '';
    return { parent: this.folder(names.join('/')), name };
  }

  #permit(path: string, permission: DriveItem['permissions'][number]): void {
    this.parts.drive.change(this.item(path), (item) => {
      item.permissions = [...item.permissions, permission];
    });
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

function contentOf(input: ContentInput): FileContent {
  if (typeof input === 'string') return textContent(input);
  return input instanceof Uint8Array ? bytesContent(input) : input;
}
