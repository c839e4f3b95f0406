import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { ZipFile } from 'yazl';
import { buildExtension } from './build-extension.ts';
import { EXTENSION_TARGETS, manifestFor } from './extension-manifest.ts';

/**
 * The packages for the stores, as `dist/holdfast-chrome-…zip` and `dist/holdfast-firefox-…zip`:
 * from one state of the sources always the same bytes, so that whoever reviews them can tell.
 */

/** The earliest time a zip can tell. */
const SAME_ALWAYS = {
  mtime: new Date(1980, 0, 1),
  // The other form is in UTC, and would tell which time zone it was made in.
  forceDosTimestamp: true,
  mode: 0o100644,
};

/** Writes what lies in `folder` to `file`: by name, without times and owners. */
export async function zipFolder(folder: string, file: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  const zip = new ZipFile();
  for (const name of names) {
    const bytes = await readFile(path.join(folder, name));
    zip.addBuffer(bytes, name.split(path.sep).join('/'), SAME_ALWAYS);
  }
  zip.end();
  await mkdir(path.dirname(file), { recursive: true });
  await pipeline(zip.outputStream, createWriteStream(file));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const target of EXTENSION_TARGETS) {
    await buildExtension(target, 'warn');
    const { version } = await manifestFor(target);
    const dist = new URL('../dist/', import.meta.url);
    const file = fileURLToPath(new URL(`holdfast-${target}-${version}.zip`, dist));
    await zipFolder(fileURLToPath(new URL(`extension-${target}/`, dist)), file);
    console.log(`Packaged ${path.relative(process.cwd(), file)}`);
  }
}
