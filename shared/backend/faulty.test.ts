import { expect, test } from 'vitest';
import { Fault } from '../model/fault.ts';
import { describeBackend } from './backend.contract.ts';
import { FaultyBackend } from './faulty.ts';
import { MemoryBackend } from './memory.ts';

describeBackend('faulty (without a plan)', async () => new FaultyBackend(new MemoryBackend()));

test('a write that is told to fail fails, and the next one works', async () => {
  const inner = new MemoryBackend();
  const backend = new FaultyBackend(inner, ({ number }) =>
    number === 0 ? { kind: 'fail', fault: new Fault('quota', 'full') } : undefined,
  );

  await expect(backend.put('a', Uint8Array.of(1))).rejects.toMatchObject({ code: 'quota' });
  await backend.put('a', Uint8Array.of(1));

  expect(await inner.get('a')).toEqual(Uint8Array.of(1));
});

test.each([
  ['none', undefined],
  [0, []],
  [2, [1, 2]],
  ['full', [1, 2, 3]],
] as const)(
  'a stop that tears at %s leaves that much, and nothing works after it',
  async (tear, left) => {
    const inner = new MemoryBackend();
    const backend = new FaultyBackend(inner, () => ({ kind: 'stop', tear }));

    await expect(backend.put('a', Uint8Array.of(1, 2, 3))).rejects.toThrow('stopped');

    const bytes = await inner.get('a');
    expect(bytes && [...bytes]).toEqual(left);
    await expect(backend.get('a')).rejects.toThrow('stopped');
    await expect(backend.remove('a')).rejects.toThrow('stopped');
  },
);
