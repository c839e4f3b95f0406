import type { DriveControl } from './control.ts';
import { generatedContent } from './file-content.ts';
import { subtree } from './item.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Folders of `seedDrive`. */
const ENCRYPTED = 'Documents/Clients/Nordbau – Außenanlagen';
const DELETED = 'Projekte/2025';

/**
 * What happened two days ago: a program encrypted one folder, file by file, left its note, and deleted
 * the folder beside it. Microsoft still holds a version of each file that was there before.
 */
export function seedAccident(control: DriveControl): void {
  const { drive } = control.parts;
  const then = Math.floor((drive.now - 2 * DAY_MS) / 60_000) * 60_000;
  const folder = control.folder(ENCRYPTED);
  let at = 0;
  for (const item of [...subtree(folder)].filter(({ kind }) => kind === 'file')) {
    at += 1;
    const modifiedAt = then + at * 1000;
    drive.replace(item, generatedContent(at, item.size), { dates: { modifiedAt } });
    const { versions, current } = item;
    if (current) versions[versions.length - 1] = { ...current, modifiedAt };
    drive.relocate(item, item.parent ?? folder, `${item.name}.locked`);
  }
  const note = 'Your files are encrypted.\r\nWrite to us within 72 hours.\r\n';
  const dates = { createdAt: then, modifiedAt: then };
  control.put(`${ENCRYPTED}/HOW TO GET YOUR FILES BACK.txt`, note, dates);
  if (drive.at(DELETED.split('/')) !== undefined) control.delete(DELETED);
}
