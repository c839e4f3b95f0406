import type { Backend } from '../shared/backend/backend.ts';
import type { Bytes } from '../shared/lib/bytes.ts';
import { Repository, type RepositoryEnvironment } from '../shared/repository/repository.ts';
import { draft } from '../shared/repository/testing.ts';
import { secondsOf } from './repository-work.ts';

export interface StreamMeasured {
  /** Of the process before the repository was made, in MB; Node and the program are in it. */
  startMb: number;
  /** The most it ever had, as the kernel counted. */
  peakMb: number;
  /** Seconds. */
  stored: number;
  read: number;
}

const SLICE_BYTES = 1024 * 1024;
/** Every fourth slice is like text; the others are like film. */
const TEXT_EVERY = 4;

/** A large file goes in and out as a stream; what comes out is compared by its id on the way. */
export async function measureStream(
  parts: { backend: Backend; environment: RepositoryEnvironment },
  sizeBytes: number,
): Promise<StreamMeasured> {
  const startMb = process.memoryUsage.rss() / 1e6;
  const repository = await Repository.create(parts.backend, parts.environment);
  let id: Awaited<ReturnType<Repository['saveStream']>>['id'] | undefined;
  const stored = await secondsOf(async () => {
    ({ id } = await repository.saveStream('content', inventSlices(sizeBytes), { sizeBytes }));
    await repository.commit(draft({ root: null }));
  });
  const reader = await Repository.open(parts.backend, parts.environment);
  let seen = 0;
  const read = await secondsOf(async () => {
    if (reader === undefined || id === undefined) throw new Error('the repository has gone');
    for await (const bytes of reader.loadStream(id)) seen += bytes.byteLength;
  });
  if (seen !== sizeBytes) throw new Error(`${seen} bytes came out`);
  return { startMb, peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6, stored, read };
}

/** All in the same memory: what the other end of a stream takes is not to be measured. */
async function* inventSlices(sizeBytes: number): AsyncGenerator<Bytes, void> {
  const words = new Uint32Array(SLICE_BYTES / 4);
  let state = 1;
  for (let done = 0; done < sizeBytes; done += SLICE_BYTES) {
    const mask = (done / SLICE_BYTES) % TEXT_EVERY === 0 ? 0x07070707 : 0xffffffff;
    for (let at = 0; at < words.length; at++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[at] = state & mask;
    }
    yield new Uint8Array(words.buffer, 0, Math.min(SLICE_BYTES, sizeBytes - done));
  }
}
