import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { MailFile } from '../shared/simulator/load-eml.ts';

/** The `.eml` files below `directory`, by path, in the order of their names. */
export async function* readMailFiles(directory: string): AsyncGenerator<MailFile, void> {
  const names = await readdir(directory, { recursive: true });
  for (const name of names.filter((each) => /\.eml$/i.test(each)).sort()) {
    const bytes = new Uint8Array(await readFile(join(directory, name)));
    yield { path: name.split(sep).join('/'), bytes };
  }
}
