import { expect, test } from 'vitest';
import { MemoryBackend } from '../shared/backend/memory.ts';
import type { ThreadAnswer } from '../shared/repository/thread-words.ts';
import {
  checked,
  copyItems,
  ITEMS,
  openedFor,
  START,
} from '../shared/repository/upkeep.contract.ts';
import { startThread } from './start-thread.ts';

test('a thread of Node opens and compares what a check gives it', async () => {
  const backend = new MemoryBackend();
  await copyItems(await openedFor(backend, 4_000), ITEMS, START);
  const answers: ThreadAnswer[] = [];
  const start = () => {
    const port = startThread();
    return {
      ...port,
      listen: (answered: (answer: ThreadAnswer) => void, failed: () => void) =>
        port.listen((answer) => {
          answers.push(answer);
          answered(answer);
        }, failed),
    };
  };

  const { verdict } = await checked(backend, { startThread: start });

  expect(verdict).toBe('sound');
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) expect(answer).toMatchObject({ kind: 'checked', unsound: [] });
});
