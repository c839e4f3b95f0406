import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { SecondThread, type ThreadPort } from './second-thread.ts';
import { createVersionOne, draft, environment, noise } from './testing.ts';
import type { ThreadAnswer, ThreadQuestion } from './thread-words.ts';
import { ThreadWork } from './thread-work.ts';
import { checked, copyItems, flip, ITEMS, namesIn, openedFor, START } from './upkeep.contract.ts';

/** A question without segments; its memory goes to the thread. */
const nothing = () => {
  return { head: new Uint8Array(96), offset: 0, bytes: new Uint8Array(8), segments: [] };
};

class CountedThread {
  started = 0;
  ended = 0;
  batches = 0;

  /** Copies and takes away what goes over, as a worker's port does. */
  start = (): ThreadPort => {
    this.started++;
    let answered = (_: ThreadAnswer) => {};
    const work = new ThreadWork((answer) => {
      if (answer.kind === 'checked') this.batches++;
      answered(structuredClone(answer));
    });
    return {
      post: (question, transfer) => void work.take(structuredClone(question, { transfer })),
      listen: (answer) => {
        answered = answer;
      },
      end: () => {
        this.ended++;
      },
    };
  };
}

/** Takes every question and fails at it, as a worker does whose script could not be loaded. */
function failingThread(): ThreadPort {
  let fail = () => {};
  return {
    post: (question, transfer) => {
      structuredClone(question, { transfer });
      queueMicrotask(() => fail());
    },
    listen: (_, failed) => {
      fail = failed;
    },
    end: () => {},
  };
}

/** Answers what `lie` makes of each question. */
function lyingThread(lie: (question: ThreadQuestion & { kind: 'check' }) => number[]) {
  return (): ThreadPort => {
    let answered = (_: ThreadAnswer) => {};
    return {
      post: (question) => {
        if (question.kind !== 'check') return;
        const { number } = question;
        queueMicrotask(() => answered({ kind: 'checked', number, unsound: lie(question) }));
      },
      listen: (answer) => {
        answered = answer;
      },
      end: () => {},
    };
  };
}

async function kept(): Promise<MemoryBackend> {
  const backend = new MemoryBackend();
  const repository = await openedFor(backend, 4_000);
  await copyItems(repository, ITEMS, START);
  return backend;
}

describe('a check that a second thread takes part in', () => {
  test('gives that thread its share, and ends it', async () => {
    const thread = new CountedThread();

    const result = await checked(await kept(), { startThread: thread.start });

    expect(result).toMatchObject({ verdict: 'sound', damage: [] });
    expect(thread.batches).toBeGreaterThan(0);
    expect([thread.started, thread.ended]).toEqual([1, 1]);
  });

  test('ends it when it is stopped', async () => {
    const thread = new CountedThread();
    const stop = new AbortController();
    const tell = () => stop.abort();

    const checking = checked(await kept(), {
      startThread: thread.start,
      signal: stop.signal,
      tell,
    });

    await expect(checking).rejects.toThrow();
    expect([thread.started, thread.ended]).toEqual([1, 1]);
  });

  test.each([
    ['works', () => new CountedThread().start],
    ['fails', () => failingThread],
    ['calls everything unsound', () => lyingThread(({ check }) => numbersOf(check))],
  ] as const)('finds what a check without one finds, when it %s', async (_, starting) => {
    const backend = await kept();
    const sound = await checked(backend, { startThread: starting() });
    expect(sound).toEqual(await checked(backend));
    for (const name of await namesIn(backend, 'packs/')) {
      const { byteLength } = (await backend.get(name))!;
      for (let at = 40; at < byteLength; at += 997) {
        const copy = backend.copy();
        await flip(copy, name, at);

        const found = await checked(copy, { startThread: starting() });

        expect(found).toEqual(await checked(copy));
        expect(found.verdict).toBe('damaged');
      }
    }
  });

  test('is the same in a repository of version 1', async () => {
    const backend = new MemoryBackend();
    const repository = await createVersionOne(backend, environment({ packBytes: 4_000 }));
    for (let at = 0; at < 20; at++) await repository.saveBlob('content', noise(900, at));
    await repository.commit(draft());
    const thread = new CountedThread();

    const result = await checked(backend, { startThread: thread.start });

    expect(result).toEqual(await checked(backend));
    expect(thread.batches).toBeGreaterThan(0);
  });

  test('needs none when no pack is read', async () => {
    const thread = new CountedThread();
    await checked(await kept(), { startThread: thread.start, level: 'quick' });
    expect(thread.started).toBe(0);
  });
});

test('what was asked is rejected when the thread fails, and when it is ended meanwhile', async () => {
  const failing = new SecondThread(failingThread);
  await expect(failing.check(nothing())).rejects.toThrow('ended');
  expect(failing.hasRoom).toBe(false);
  await expect(failing.check(nothing())).rejects.toThrow('failed');

  const counted = new CountedThread();
  const thread = new SecondThread(counted.start);
  const asked = thread.check(nothing());
  thread.end();
  await expect(asked).rejects.toThrow('ended');
  expect(counted.ended).toBe(1);
});

test('a thread that was given no keys says that it failed', async () => {
  const thread = new SecondThread(new CountedThread().start);
  await expect(thread.check(nothing())).rejects.toThrow('could not check');
});

function numbersOf({ segments }: (ThreadQuestion & { kind: 'check' })['check']): number[] {
  return segments.map(({ number }) => number);
}
