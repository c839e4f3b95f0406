import type { Backend, ByteRange, FileInfo } from '../backend/backend.ts';
import type { Records } from '../backend/records.ts';
import { joinBytes } from '../lib/bytes.ts';
import { Fault, isFault } from '../model/fault.ts';
import {
  type CopyOptions,
  type CopyResult,
  copyRepository,
} from '../repository/copy-repository.ts';
import { Repository, type RepositoryEnvironment } from '../repository/repository.ts';
import type { OwnCopyApi, TakeOverProgress } from '../rpc/own-copy.ts';
import { Existence } from './existence.ts';
import { Observed } from './observed.ts';
import { RECORDS_BROUGHT } from './own-copy.ts';

/** What goes over at once; a pack is a few of these. */
const PIECE_BYTES = 4 * 1024 * 1024;

export interface TakeOverParts {
  /** Where the copy lies now; lost when its page goes. */
  from: OwnCopyApi;
  /** A place of its own: nobody looks there before `use` has been called. */
  to: Backend;
  /** Where a copy of one's own would be. */
  own: Backend;
  records: Records;
  elsewhere: Records;
  environment: RepositoryEnvironment;
  /** Durable when resolved: from now on the engine works on `to`. */
  use(): Promise<void>;
}

/**
 * Brings the page's copy here. No engine may run meanwhile, on neither side. The order is what makes
 * a cut at any point harmless: every file, compared as it lies here; then the page's word that it
 * copies no more; then the one record by which the engine works on what was brought. Before that,
 * nothing here knows of it, and the next try goes on; after it, nothing is left to do. Faults: see
 * `TakeOverApi`.
 */
export async function takeOver(
  parts: TakeOverParts,
  tell: (progress: TakeOverProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const { from, to, own, use } = parts;
  if ((await Repository.inspect(own)).kind !== 'none') {
    throw new Fault('conflict', 'a copy was begun here');
  }
  tell({ step: 'waiting' });
  await from.hold();
  signal.throwIfAborted();
  tell({ step: 'looking' });
  const { damaged, vanished, failed } = await copyInto(to, new FarFiles(from), {
    // What an earlier try has left is read again: only what was seen counts.
    recheck: 'all',
    onProgress: ({ doneBytes, totalBytes }) => tell({ step: 'copying', doneBytes, totalBytes }),
    signal,
  });
  const lost = vanished.length + failed.length;
  if (lost > 0) throw new Fault('offline', `${lost} files were lost on the way`);
  signal.throwIfAborted();
  await takeRecords(parts);
  await from.noteElsewhere(true);
  await use();
  tell({ step: 'done', damaged: damaged.length });
}

/** What a try with another copy has left makes room: nobody knows of it. */
async function copyInto(to: Backend, from: Backend, options: CopyOptions): Promise<CopyResult> {
  try {
    return await copyRepository(from, to, options);
  } catch (error) {
    if (!isFault(error, 'conflict')) throw error;
  }
  for await (const { name } of to.list('')) await to.remove(name);
  return copyRepository(from, to, options);
}

async function takeRecords({ from, to, records, elsewhere, environment }: TakeOverParts) {
  for (const name of RECORDS_BROUGHT) {
    const value = await from.readRecord(name);
    if (value !== null) await records.write(name, value);
  }
  if ((await Repository.inspect(to)).kind !== 'open') return;
  const repository = await Repository.open(to, environment);
  if (repository !== undefined) await new Existence(elsewhere).note(repository);
}

/** The files of the other side, in pieces. They are read and never written. */
export class FarFiles implements Backend {
  readonly #far: Pick<OwnCopyApi, 'list' | 'get'>;

  constructor(far: Pick<OwnCopyApi, 'list' | 'get'>) {
    this.#far = far;
  }

  async get(name: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const start = range?.offset ?? 0;
    const end = start + (range?.length ?? Number.POSITIVE_INFINITY);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let at = start; at < end; at += PIECE_BYTES) {
      const wanted = Math.min(PIECE_BYTES, end - at);
      const piece = await this.#far.get(name, at, wanted);
      if (piece === null) return undefined;
      pieces.push(piece);
      if (piece.byteLength < wanted) break;
    }
    return pieces.length === 1 ? pieces[0] : joinBytes(pieces);
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    yield* await this.#far.list(prefix);
  }

  put(): Promise<void> {
    return Promise.reject(new Fault('forbidden', 'the other copy is not written to'));
  }

  remove(): Promise<void> {
    return Promise.reject(new Fault('forbidden', 'the other copy is not written to'));
  }
}

/** The same as a stream. It ends with the work, and the work with `signal`. */
export async function* watchTakeOver(
  parts: TakeOverParts,
  signal: AbortSignal,
): AsyncGenerator<TakeOverProgress, void> {
  const progress = new Observed<TakeOverProgress>({ step: 'waiting' });
  const running = takeOver(parts, (next) => progress.set(next), signal).finally(() =>
    progress.close(),
  );
  // It is told at the end; until then it must not count as unhandled.
  running.catch(() => {});
  yield* progress.watch(signal);
  await running;
}
