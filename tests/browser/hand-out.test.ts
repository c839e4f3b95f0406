import { expect, test } from 'vitest';

test('files of one name that are handed out at once are not in each other’s way', async () => {
  const url = new URL('./hand-out.worker.ts', import.meta.url);
  const worker = new Worker(url, { type: 'module' });
  const told = await new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', reject);
    worker.postMessage({ folder: `hand-out-${Date.now()}`, count: 3 });
  });
  worker.terminate();
  expect(told).toEqual(['film 0', 'film 1', 'film 2']);
});
