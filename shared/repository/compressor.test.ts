import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { areEqual, type Bytes, joinBytes } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import { answerCompressor } from './answer-compressor.ts';
import { HelpedCompressor, type Helper } from './compressor.ts';
import { Repository } from './repository.ts';
import { bytesOf, draft, environment, noise } from './testing.ts';

/** A helper in this thread, which copies and takes away as a worker's port would. */
function helperHere(): Helper {
  let answered: (answer: Parameters<Parameters<Helper['listen']>[0]>[0]) => void = () => {};
  return {
    post: (question, transfer) => {
      void answerCompressor(structuredClone(question, { transfer }), (answer, back) =>
        answered(structuredClone(answer, { transfer: back })),
      );
    },
    listen: (answer) => {
      answered = answer;
    },
  };
}

/** Ends as soon as it is asked. */
function brokenHelper(): Helper {
  let end = () => {};
  return {
    post: (question, transfer) => {
      structuredClone(question, { transfer });
      queueMicrotask(() => end());
    },
    listen: (_, failed) => {
      end = failed;
    },
  };
}

const BLOBS: Bytes[] = [
  ...Array.from({ length: 300 }, (_, at) => bytesOf(`letter ${at} `.repeat(1 + (at % 50)))),
  noise(40_000),
  bytesOf('some words '.repeat(8_000)),
  noise(300_000),
  bytesOf('many more words '.repeat(60_000)),
];

describe.each([
  ['a helper', helperHere],
  ['a helper that ends', brokenHelper],
])('with %s', (_, start) => {
  test('blobs are read while they are on their way, and in a repository opened anew', async () => {
    const backend = new MemoryBackend();
    const compressor = new HelpedCompressor(start);
    const settings = { ...environment({ packBytes: 100_000 }), compressor };
    const repository = await Repository.create(backend, settings);
    for (const bytes of BLOBS) {
      const id = await repository.saveBlob('content', bytes);
      expect(repository.hasBlob(id)).toBe(true);
      expect(areEqual(await repository.loadBlob(id), bytes)).toBe(true);
    }
    const large = noise(2_000_000);
    const streamed = await repository.saveStream('content', only(large));
    const slices = await collect(repository.loadStream(streamed.id));
    expect(areEqual(joinBytes(slices), large)).toBe(true);
    await repository.commit(draft());

    const opened = (await Repository.open(backend, environment({ seed: 1 })))!;

    expect(opened.stats().blobs).toBe(repository.stats().blobs);
    for (const bytes of BLOBS) {
      const id = await repository.saveBlob('content', bytes);
      expect(areEqual(await opened.loadBlob(id), bytes)).toBe(true);
    }
  });

  test('the same packs come of it as without one', async () => {
    const [helped, alone] = [new MemoryBackend(), new MemoryBackend()];
    const compressor = new HelpedCompressor(start);
    for (const [backend, more] of [[helped, { compressor }] as const, [alone, {}] as const]) {
      const repository = await Repository.create(backend, { ...environment(), ...more });
      for (const bytes of BLOBS) await repository.saveBlob('content', bytes);
      await repository.commit(draft());
    }
    const sizes = async (backend: MemoryBackend) =>
      (await collect(backend.list('packs/'))).map(({ sizeBytes }) => sizeBytes).sort();

    expect(await sizes(helped)).toEqual(await sizes(alone));
  });
});

async function* only(bytes: Bytes): AsyncGenerator<Bytes, void> {
  yield bytes;
}
