import { makeZip } from 'client-zip';
import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { Saving } from '../rpc/protocol.ts';
import type { EngineParts } from './engine-parts.ts';

/** How many things may be done before it is told again, and how many bytes. */
const TELL_EVERY = { done: 20, bytes: 8 * 1024 * 1024 };

/** A file, or, without contents, a folder: its name ends with a slash. */
export interface ZippedFile {
  name: string;
  lastModified: Date;
  input?: Bytes | AsyncIterable<Bytes>;
}

/** Kept up to date by whoever makes the files. */
export type ZipProgress = Omit<Saving, 'file'>;

/**
 * Files as one zip file, one after the other in little memory: it grows in the browser's own storage
 * and goes from there to the person. What is not finished is removed. Faults: `quota`, `unsupported`
 * where there is no private file system, those of the files.
 */
export async function* zipHandOut(
  { openHandOut }: Pick<EngineParts, 'openHandOut'>,
  name: string,
  files: AsyncIterable<ZippedFile>,
  progress: ZipProgress,
  signal?: AbortSignal,
): AsyncGenerator<Saving, void> {
  if (openHandOut === undefined) throw new Fault('unsupported', 'no private file system');
  const handOut = await openHandOut('download', name);
  const reader = makeZip(files).getReader();
  let isDone = false;
  try {
    let told = -TELL_EVERY.done;
    let bytes = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      await handOut.write(value as Bytes);
      bytes += value.byteLength;
      if (progress.done - told < TELL_EVERY.done && bytes < TELL_EVERY.bytes) continue;
      told = progress.done;
      bytes = 0;
      yield { ...progress, file: null };
    }
    const file = await handOut.finish();
    isDone = true;
    yield { ...progress, file };
  } finally {
    if (!isDone) {
      await reader.cancel().catch(() => {
        // It has ended by the fault that is on its way.
      });
      await handOut.discard();
    }
  }
}
