import { safeNameOf } from '../export/file-name.ts';
import type { Bytes } from '../lib/bytes.ts';
import { isFault } from '../model/fault.ts';
import type { Saving } from '../rpc/protocol.ts';
import { refOf } from './catalog-rows.ts';
import type { EngineParts, HandOut } from './engine-parts.ts';
import { openItem, type ReadingParts } from './reading.ts';

/** What is smaller is in memory: writing and reading it again would take longer. */
const SMALL_BYTES = 4 * 1024 * 1024;
const TELL_EVERY_BYTES = 4 * 1024 * 1024;
/** What a browser would run as a page of ours, were it opened instead of saved. */
const ACTIVE_TYPE = /html|xml|svg|script/i;

type Parts = ReadingParts & Pick<EngineParts, 'openHandOut'>;

/** See `FilesApi.watchFile`. */
export async function* fileHandOut(
  parts: Parts,
  row: number,
  signal?: AbortSignal,
): AsyncGenerator<Saving, void> {
  const file = await openFile(parts, row);
  const target = await openTarget(parts, file.name, file.sizeBytes);
  yield* handOut(file, target, Number.POSITIVE_INFINITY, signal);
}

/** See `FilesApi.watchStart`. */
export async function* fileStart(
  parts: Parts,
  row: number,
  most: number,
  signal?: AbortSignal,
): AsyncGenerator<Saving, void> {
  const file = await openFile(parts, row);
  yield* handOut(file, inMemory(file.name), most, signal);
}

async function openFile(parts: Parts, row: number) {
  const { source, meta, stored } = await openItem(parts, refOf(parts.catalog, row));
  const facts = source.facts?.(meta, stored);
  const { name, chunks } = await source.exportFile(meta, stored);
  return {
    name: safeNameOf(name ?? facts?.name ?? ''),
    sizeBytes: facts?.sizeBytes ?? 0,
    type: facts?.type ?? '',
    modified: facts?.modified ?? '',
    chunks,
  };
}

async function* handOut(
  { name, sizeBytes: total, type, modified, chunks }: Awaited<ReturnType<typeof openFile>>,
  target: HandOut,
  most: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Saving, void> {
  let isDone = false;
  try {
    let done = 0;
    let told = 0;
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      await target.write(chunk.subarray(0, most - done));
      done += chunk.byteLength;
      if (done >= most) break;
      if (done - told < TELL_EVERY_BYTES) continue;
      told = done;
      yield { done, total, failed: 0, file: null };
    }
    const bytes = await target.finish();
    isDone = true;
    // Only a view of it: a file of the private file system stays there.
    const file = new File([bytes], name, {
      type: ACTIVE_TYPE.test(type) ? 'application/octet-stream' : type,
      lastModified: Date.parse(modified) || 0,
    });
    yield { done, total, failed: 0, file };
  } finally {
    if (!isDone) await target.discard();
  }
}

export async function openTarget(
  { openHandOut }: Pick<Parts, 'openHandOut'>,
  name: string,
  sizeBytes: number,
): Promise<HandOut> {
  if (openHandOut === undefined || sizeBytes <= SMALL_BYTES) return inMemory(name);
  try {
    return await openHandOut('look', name);
  } catch (error) {
    if (!isFault(error, 'unsupported')) throw error;
    return inMemory(name);
  }
}

/** Bit by bit as blobs: a browser puts those on its disk by itself when there are many. */
function inMemory(name: string): HandOut {
  const parts: Blob[] = [];
  return {
    write: async (bytes: Bytes) => {
      parts.push(new Blob([bytes]));
    },
    finish: async () => new File(parts, name),
    discard: async () => {
      parts.length = 0;
    },
  };
}
