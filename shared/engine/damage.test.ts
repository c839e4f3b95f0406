import { expect, test } from 'vitest';
import type { ByteRange } from '../backend/backend.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

/** A disk on which one byte is not what it was. */
class DecayedBackend extends MemoryBackend {
  decay: { pack: string; at: number } | null = null;

  override async get(name: string, range?: ByteRange) {
    const bytes = await super.get(name, range);
    const at = (this.decay?.at ?? 0) - (range?.offset ?? 0);
    if (bytes === undefined || name !== this.decay?.pack || at < 0 || at >= bytes.length) {
      return bytes;
    }
    const decayed = bytes.slice();
    decayed[at] = (decayed[at] ?? 0) ^ 0xff;
    return decayed;
  }
}

async function packs(backend: MemoryBackend): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of backend.list('packs/')) names.push(name);
  return names;
}

/** A mailbox of three copies, in the second of which the properties of one message are damaged. */
async function damaged() {
  const backend = new DecayedBackend();
  const simulated = new Simulated({ backend });
  const copy = async () => {
    const engine = await simulated.open();
    const receipt = await backUp(engine);
    const containers = await engine.listContainers(PAT.id, 'mail');
    const listed = containers.reduce((sum, { present }) => sum + present, 0);
    await engine.close();
    return { receipt, listed };
  };
  simulated.deliver({ subject: 'One' });
  await copy();
  const before = new Set(await packs(backend));
  const id = simulated.deliver({ subject: 'Two' });
  await copy();
  const added = (await packs(backend)).filter((name) => !before.has(name));
  for (const pack of added) {
    const isState = (((await backend.get(pack))?.[10] ?? 0) & 2) !== 0;
    // The first segment of a pack of state, right behind its head, has the properties.
    if (isState) backend.decay = { pack, at: 100 };
  }
  simulated.deliver({ subject: 'Three' });
  return { simulated, id, copy };
}

test('one damaged message keeps no other out of the lists or the copy', async () => {
  const { copy } = await damaged();
  const { receipt, listed } = await copy();
  expect(listed).toBe(3);
  expect(receipt).toMatchObject({ verdict: 'complete', changes: { added: 1 } });
});

test('when it changes, a damaged message is a gap, and is stored anew by the next run', async () => {
  const { simulated, id, copy } = await damaged();
  simulated.simulator.control.patch(id, { isRead: true });

  const { receipt } = await copy();
  expect(receipt.verdict).toBe('incomplete');
  expect(receipt.gaps).toMatchObject([{ itemId: id }]);
  expect(receipt.changes.added).toBe(1);

  expect(await copy()).toMatchObject({ receipt: { verdict: 'complete', gaps: [] }, listed: 3 });
});

test('a pack that is lost together with the index that named it is noticed, and its messages are fetched again', async () => {
  const backend = new MemoryBackend();
  const simulated = new Simulated({ backend });
  simulated.deliver({ subject: 'Kept', text: 'from before' });
  const copy = async () => {
    const engine = await simulated.open();
    const receipt = await backUp(engine);
    const id = await engine.startCheck('full', 100);
    let verdict: string | undefined;
    for await (const progress of engine.watchUpkeep(id)) {
      if (progress.kind === 'check') verdict = progress.result?.verdict;
    }
    await engine.close();
    return { receipt, verdict };
  };
  await copy();
  const before = new Set(await namesOf(backend));
  simulated.deliver({ subject: 'Lost', text: 'with its pack' });
  await copy();
  const whole = await simulated.kept();
  for (const name of await namesOf(backend)) {
    if (before.has(name)) continue;
    const isState = (((await backend.get(name))?.[10] ?? 0) & 2) !== 0;
    if (name.startsWith('index/') || (name.startsWith('packs/') && !isState)) {
      await backend.remove(name);
    }
  }

  expect(await copy()).toMatchObject({ receipt: { verdict: 'complete' }, verdict: 'sound' });
  expect(await simulated.kept()).toEqual(whole);
  expect((await copy()).receipt).toMatchObject({ verdict: 'complete' });
});

test('a text in pieces of which one is lost is fetched again by the next copy', async () => {
  const backend = new DecayedBackend();
  const simulated = new Simulated({ backend });
  // Kept in pieces, as it is longer than what is kept as one; each line is another one.
  const lines = Array.from({ length: 40_000 }, (_, at) => `${Math.imul(at + 1, 0x9e3779b1)} line`);
  simulated.deliver({ subject: 'Long', text: lines.join('\n') });
  simulated.deliver({ subject: 'Short' });
  const copy = async () => {
    const engine = await simulated.open();
    const { verdict, gaps } = await backUp(engine);
    const id = await engine.startCheck('full', 100);
    let found: string | undefined;
    for await (const progress of engine.watchUpkeep(id)) {
      if (progress.kind === 'check') found = progress.result?.verdict;
    }
    await engine.close();
    return { verdict, gaps: gaps.length, found };
  };
  expect(await copy()).toEqual({ verdict: 'complete', gaps: 0, found: 'sound' });
  const whole = await simulated.kept();
  for (const pack of await packs(backend)) {
    const bytes = (await backend.get(pack))!;
    // The list of the pieces lies in a pack of state, which stays whole.
    if ((bytes[10]! & 2) === 0) backend.decay = { pack, at: bytes.length >> 1 };
  }

  // Noticed by this one's check, and set apart before the next one.
  await copy();
  expect(await copy()).toEqual({ verdict: 'complete', gaps: 0, found: 'sound' });
  expect(await simulated.kept()).toEqual(whole);
});

async function namesOf(backend: MemoryBackend): Promise<string[]> {
  return [...(await packs(backend)), ...(await indexes(backend))];
}

async function indexes(backend: MemoryBackend): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of backend.list('index/')) names.push(name);
  return names;
}
