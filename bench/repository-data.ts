import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { encodeText } from '../shared/lib/bytes.ts';
import { between, seededGuid, seededRandom } from '../shared/simulator/seed/random.ts';
import { inventProse } from './prose.ts';
import type { GivenFile } from './repository-work.ts';

/** Real mail, files and chats, where they lie beside the project. */
const CORPORA = join(import.meta.dirname, '../../shared/corpora');
const PROSE_CHARACTERS = 24_000_000;
const LETTERS = 2_800;
const RECORDS = 1_000;
const PICTURES = 160;
const DOCUMENTS = 30;
const ARCHIVES = 15;

/** What both sides back up: folders, and the files in them by path. */
export interface Data {
  folders: readonly string[];
  files: readonly GivenFile[];
  sizeBytes: number;
}

/** `named` instead of the corpora; generated files beside either, unless `share` is 0. */
export async function makeData(folder: string, named: string | null, share: number): Promise<Data> {
  const real = named ?? CORPORA;
  const folders = existsSync(real) ? [real] : [];
  if (named !== null && folders.length === 0) throw new Error(`there is no folder ${named}`);
  if (share > 0) {
    await generate(folder, share);
    folders.push(folder);
  }
  const files = (await Promise.all(folders.map(listFiles))).flat();
  return { folders, files, sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) };
}

/** At once: what Node's promises cost is more than the reading of a small file. */
export function readGiven({ path }: GivenFile): Uint8Array<ArrayBuffer> {
  // Node reads small files into memory that several share.
  return new Uint8Array(readFileSync(path));
}

export async function listFiles(folder: string): Promise<GivenFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile());
  return Promise.all(
    paths.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const { size, mtimeMs } = await stat(path);
      return {
        path,
        name: relative(join(folder, '..'), path),
        sizeBytes: size,
        changedAt: mtimeMs,
      };
    }),
  );
}

/** Letters, lists as Graph gives them, pictures, documents with an earlier version, archives. */
async function generate(folder: string, share: number): Promise<void> {
  const random = seededRandom(1, 'repository');
  const prose = inventProse(Math.ceil(PROSE_CHARACTERS * Math.min(1, share)));
  const passage = (length: number) => {
    const start = Math.floor(random() * (prose.length - length));
    return prose.slice(start, start + length);
  };
  const write = async (kind: string, at: number, bytes: Uint8Array) => {
    const place = join(folder, kind, `${Math.floor(at / 200)}`);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, `${at}`), bytes);
  };
  const timesOf = (count: number) => Array.from({ length: Math.ceil(count * share) }).keys();
  for (const at of timesOf(LETTERS)) {
    const head = `Message-ID: <${seededGuid(random)}@mail.example.org>\r\nSubject: Letter ${at}\r\n\r\n`;
    await write('letters', at, encodeText(head + passage(between(random, 1_000, 15_000))));
  }
  for (const at of timesOf(RECORDS)) {
    const list = Array.from({ length: between(random, 1, 4) }, () => ({
      id: seededGuid(random),
      changeKey: seededGuid(random),
      receivedDateTime: new Date(Math.floor(random() * 1.7e12)).toISOString(),
      bodyPreview: passage(250),
      isRead: random() < 0.7,
    }));
    await write('records', at, encodeText(JSON.stringify({ value: list })));
  }
  for (const at of timesOf(PICTURES)) {
    await write('pictures', at, noiseOf(random, between(random, 30_000, 250_000)));
  }
  for (const at of timesOf(DOCUMENTS)) {
    const text = passage(between(random, 100_000, 400_000));
    const middle = Math.floor(text.length / 2);
    await write('documents', 2 * at, encodeText(text));
    const changed = `${text.slice(0, middle)}, as I said before, ${text.slice(middle)}`;
    await write('documents', 2 * at + 1, encodeText(changed));
  }
  for (const at of timesOf(ARCHIVES)) await write('archives', at, noiseOf(random, 1_000_000));
}

function noiseOf(random: () => number, length: number): Uint8Array {
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => random() * 2 ** 32);
  return new Uint8Array(words.buffer, 0, length);
}
