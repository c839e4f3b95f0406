import { expect, test } from 'vitest';
import { encodeText } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import { type CrashState, crashStates, replay } from './crash-states.ts';
import { MemoryBackend } from './memory.ts';
import { Recording, RecordingBackend, RecordingRecords } from './recording.ts';

const NOTHING_UNSYNCED = { unsynced: new Set<string>(), window: 3 };
const UNSYNCED = { unsynced: new Set(['disk']), window: 3 };

/** Two files at the same time, then one, then the first is removed. */
async function recorded() {
  const recording = new Recording();
  const backend = new RecordingBackend(new MemoryBackend(), recording, 'disk');
  await Promise.all([backend.put('a', encodeText('aaaa')), backend.put('b', encodeText('bbbb'))]);
  await backend.put('c', encodeText('cccc'));
  await backend.remove('a');
  return recording.steps;
}

async function filesOf(state: CrashState): Promise<string> {
  const disk = new MemoryBackend();
  await replay(disk, 'disk', state);
  const files = await collect(disk.list(''));
  return files.map(({ name, sizeBytes }) => name.repeat(sizeBytes || 1)).join(' ');
}

async function allFiles(states: Iterable<CrashState>): Promise<Set<string>> {
  return new Set(await Promise.all([...states].map(filesOf)));
}

test('what was done is there, and what was on its way is there, torn or not, in any combination', async () => {
  const found = await allFiles(crashStates(await recorded(), NOTHING_UNSYNCED));

  const first = ['', 'aaaa', 'bbbb', 'aaaa bbbb', 'a', 'aa', 'aaaa b', 'aaaa bb'];
  const later = ['aaaa bbbb c', 'aaaa bbbb cc', 'aaaa bbbb cccc', 'bbbb cccc'];
  expect(found).toEqual(new Set([...first, ...later]));
});

test('without a flush the last writes may be lost or torn, and a newer one be there without an older', async () => {
  const found = await allFiles(crashStates(await recorded(), UNSYNCED));

  for (const each of ['aaaa cccc', 'aaaa', 'aaaa bb cc', 'bbbb c', 'bbbb']) {
    expect(found).toContain(each);
  }
});

test('a state tells what is gone that was said to be done', async () => {
  const steps = await recorded();

  for (const { lost } of crashStates(steps, NOTHING_UNSYNCED)) expect(lost).toEqual([]);
  const named = [...crashStates(steps, UNSYNCED)].map(({ lost }) => lost.map(({ name }) => name));
  expect(named).toContainEqual(['c', 'a']);
});

test('every combination of the window is there when it is asked for', async () => {
  const states = crashStates(await recorded(), { ...UNSYNCED, isExhaustive: true });

  const found = await allFiles(states);
  for (const each of ['aaaa', 'bbbb', 'aaaa bbbb', 'aaaa cccc', 'bbbb cccc']) {
    expect(found).toContain(each);
  }
});

test('what changes nothing is not recorded, and records are replaced', async () => {
  const recording = new Recording();
  const backend = new RecordingBackend(new MemoryBackend(), recording, 'disk');
  await backend.put('a', encodeText('aaaa'));
  await backend.put('a', encodeText('aaaa'));
  await backend.remove('b');
  const records = new RecordingRecords(new MemoryBackend(), recording, 'records');
  await records.write('job', { at: 1 });
  await records.write('job', { at: 2 });

  expect(await records.read('job')).toEqual({ at: 2 });
  await records.remove('job');
  expect(await records.read('job')).toBeUndefined();
  expect(recording.steps.map(({ name }) => name)).toEqual(['a', 'job', 'job', 'job']);
});
