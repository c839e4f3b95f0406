import { expect, test } from 'vitest';
import { describeBackend } from './backend.contract.ts';
import { MemoryBackend } from './memory.ts';

describeBackend('memory', async () => new MemoryBackend());

test('a full memory says so and keeps what it has', async () => {
  const backend = new MemoryBackend(5);
  await backend.put('a', Uint8Array.of(1, 2, 3));

  await expect(backend.put('b', Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'quota' });

  expect(await backend.get('b')).toBeUndefined();
  await backend.remove('a');
  await backend.put('b', Uint8Array.of(1, 2, 3));
  expect(await backend.get('b')).toEqual(Uint8Array.of(1, 2, 3));
});
