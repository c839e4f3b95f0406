import { type FileHandle, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { bytesContent, type FileContent } from '../shared/simulator/drive/file-content.ts';
import type { DiskFile } from '../shared/simulator/drive/load-files.ts';

/** Uploads shorter than this stay in memory. */
const KEPT_IN_MEMORY_BYTES = 256 * 1024;

/** The files below `directory`, by path. Their bytes are read when somebody asks for them. */
export async function* readFiles(directory: string): AsyncGenerator<DiskFile, void> {
  const names = await readdir(directory, { recursive: true });
  for (const name of names.sort()) {
    const path = join(directory, name);
    const facts = await stat(path);
    if (!facts.isFile()) continue;
    yield {
      path: name.split(sep).join('/'),
      content: { size: facts.size, read: (start, end) => readRange(path, start, end) },
      createdAt: Math.min(facts.birthtimeMs, facts.mtimeMs),
      modifiedAt: facts.mtimeMs,
    };
  }
}

/** Uploaded bytes in one file on the disk, so that a restore of many gigabytes fits. */
export class UploadedBytes {
  #opened: Promise<{ directory: string; file: FileHandle }> | undefined;
  #end = 0;

  /** Bound, so that it can be handed in. */
  readonly keep = async (bytes: Uint8Array<ArrayBuffer>): Promise<FileContent> => {
    if (bytes.length < KEPT_IN_MEMORY_BYTES) return bytesContent(bytes);
    const at = this.#end;
    this.#end += bytes.length;
    this.#opened ??= this.#open();
    const { file } = await this.#opened;
    await file.write(bytes, 0, bytes.length, at);
    return {
      size: bytes.length,
      async read(start, end) {
        const part = new Uint8Array(end - start);
        await file.read(part, 0, part.length, at + start);
        return part;
      },
    };
  };

  async remove(): Promise<void> {
    const opened = await this.#opened;
    await opened?.file.close();
    if (opened) await rm(opened.directory, { recursive: true });
  }

  async #open(): Promise<{ directory: string; file: FileHandle }> {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-uploads-'));
    return { directory, file: await open(join(directory, 'bytes'), 'w+') };
  }
}

async function readRange(
  path: string,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(end - start);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) throw new Error(`${path} is shorter than it was`);
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
