import { inventFile, type SeededFile } from '../seed/files.ts';
import { inventPhoto } from '../seed/pictures.ts';
import { between, pick, type Random, seededRandom } from '../seed/random.ts';
import type { DriveControl } from './control.ts';
import { bytesContent, type FileContent, generatedContent } from './file-content.ts';
import type { DriveItem } from './item.ts';

export interface DriveSeedOptions {
  seed: number;
  /** How many files, about; notebooks and large ones are beside them. */
  files: number;
  /** Every file has about this many bytes. Default: as people's documents are. */
  fileBytes?: number;
  /** Bytes of the one long video. Default 24 MiB; 0 for none. */
  videoBytes?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Folders as people name them, and their share of all files. */
const FOLDERS: readonly [path: string, share: number][] = [
  ['Documents', 0.1],
  ['Documents/Clients/Harbour Street 14', 0.12],
  ['Documents/Clients/Nordbau – Außenanlagen', 0.1],
  ['Documents/Tax/2024', 0.05],
  ['Documents/Tax/2025', 0.06],
  ['Documents/Thesis (final) #2', 0.04],
  ['Projekte/2025', 0.08],
  ['Projekte/2026/Entwürfe', 0.08],
  ['Famille & amis', 0.05],
  ['家族/写真', 0.07],
  ['Рецепты', 0.03],
  ["Pictures/Summer '25", 0.1],
  ['Pictures/Camera Roll', 0.08],
  ['100% done', 0.02],
  ['', 0.02],
];

/**
 * Fills a drive with an invented life: folders in several scripts, documents and pictures with
 * dates over years, some with older versions, a notebook, a shortcut, things shared. Bytes are made
 * from the seed whenever somebody reads them.
 */
export function seedDrive(control: DriveControl, options: DriveSeedOptions): void {
  const { seed, files, fileBytes, videoBytes = 24 * 1024 * 1024 } = options;
  const random = seededRandom(seed, 'drive-world');
  const { drive } = control.parts;
  const now = Math.floor(drive.now / 1000) * 1000;
  for (let at = 0; at < files; at += 1) {
    const folder = pickFolder(random);
    const isPicture = /写真|Pictures/.test(folder);
    const file =
      isPicture && fileBytes === undefined
        ? picture(random, at)
        : document(random, seed + at, fileBytes);
    const modifiedAt =
      now - Math.floor(random() * 1400) * DAY_MS - between(random, 0, 86_399) * 1000;
    const dates = { createdAt: modifiedAt - between(random, 0, 90) * DAY_MS, modifiedAt };
    const path = freePath(control, folder, file.name);
    if (random() < 0.15) {
      for (let older = between(random, 1, 3); older > 0; older -= 1) {
        control.put(path, lazily(document(random, seed + at + older * 7919, fileBytes)), dates);
      }
    }
    control.put(path, lazily(file), dates);
    if (random() < 0.02) control.shareByLink(path, 'view');
  }
  control.put('empty.txt', '');
  control.put('.hidden settings', 'a=1\n');
  if (videoBytes > 0) control.put('Pictures/Holiday film.mp4', generatedContent(seed, videoBytes));
  control.notebook("Documents/Pat's Notebook", ['Ideas', 'Meetings']);
  const sam = {
    id: 'a0b1c2d3-0000-4000-8000-00000000000a',
    displayName: 'Sam Sender',
    email: 'sam@example.org',
  };
  const shared = { driveId: 'b!shared', id: '01SHAREDFOLDER', size: 0, isFolder: true, owner: sam };
  control.shortcut('Team plans', { ...shared, name: 'Team plans' });
  control.receive({ ...shared, name: 'Team plans' });
  control.folder('Documents/Empty folder');
  control.shareWith('Documents/Clients', sam, 'write');
  control.describe('Documents/Tax', 'For the tax adviser');
  control.markSpecial('Documents', 'documents');
  control.markSpecial('Pictures', 'photos');
  if (drive.flavour === 'personal') control.markSpecial('Pictures/Camera Roll', 'cameraroll');
  for (const item of drive.items.values()) {
    spreadVersions(item);
    if (item.kind !== 'folder') continue;
    const age = between(random, 200, 1500) * DAY_MS;
    Object.assign(item.dates, { createdAt: now - age, modifiedAt: now - Math.floor(age / 2) });
  }
}

/** Versions were made one after another, and not all when the drive was filled. */
function spreadVersions({ versions, dates }: DriveItem): void {
  const { createdAt, modifiedAt } = dates;
  const step = (modifiedAt - createdAt) / Math.max(1, versions.length - 1);
  for (const [at, version] of versions.entries()) {
    const age = Math.round(((versions.length - 1 - at) * step) / 1000) * 1000;
    versions[at] = { ...version, modifiedAt: modifiedAt - age };
  }
}

function pickFolder(random: Random): string {
  let luck = random() * FOLDERS.reduce((sum, [, share]) => sum + share, 0);
  for (const [path, share] of FOLDERS) {
    luck -= share;
    if (luck < 0) return path;
  }
  return '';
}

function document(random: Random, seed: number, about?: number): SeededFile {
  return inventFile(random, seed, about);
}

function picture(random: Random, at: number): SeededFile {
  const bytes = inventPhoto(random);
  const name = `${pick(random, ['IMG', 'DSC', '写真', 'Foto'])}_${String(at).padStart(4, '0')}.png`;
  return { name, contentType: 'image/png', length: bytes.length, bytes: () => bytes };
}

function freePath(control: DriveControl, folder: string, name: string): string {
  const parent = control.folder(folder);
  let free = name;
  for (let number = 2; control.parts.drive.child(parent, free); number += 1) {
    free = name.replace(/(\.\w+)$/, ` (${number})$1`);
  }
  return folder === '' ? free : `${folder}/${free}`;
}

/** Small files are made when they are read; making one is cheap. */
function lazily(file: SeededFile): FileContent {
  if (file.length < 4096) return bytesContent(file.bytes());
  return { size: file.length, read: (start, end) => file.bytes().slice(start, end) };
}
