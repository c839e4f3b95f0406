import { expect, test } from 'vitest';
import { KeyedTasks } from './keyed-tasks.ts';

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

test('tasks of one key never overlap and keep their order', async () => {
  const tasks = new KeyedTasks(8);
  const told: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    await tasks.begin('group', 'one item', async () => {
      told.push(`${name} begins`);
      await turn();
      told.push(`${name} ends`);
    });
  }

  await tasks.idle('group');

  expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('no more than the limit run at once', async () => {
  const tasks = new KeyedTasks(3);
  let running = 0;
  let most = 0;
  for (let number = 0; number < 20; number += 1) {
    await tasks.begin('group', `item ${number}`, async () => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    });
  }
  await tasks.idle();

  expect(most).toBe(3);
  expect(running).toBe(0);
});

test('waiting for one group does not wait for another', async () => {
  const tasks = new KeyedTasks(8);
  let finish = () => {};
  await tasks.begin('slow', 'x', () => new Promise((resolve) => (finish = resolve)));
  await tasks.begin('fast', 'y', turn);

  await tasks.idle('fast');
  finish();
  await tasks.idle();
});
