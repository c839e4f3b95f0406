import { expect, test } from 'vitest';
import { crashStates, replay } from '../shared/backend/crash-states.ts';
import { MemoryBackend } from '../shared/backend/memory.ts';
import { Recording, RecordingBackend } from '../shared/backend/recording.ts';
import { Fault, isFault } from '../shared/model/fault.ts';
import { formatRecoveryCode, RECOVERY_CODE_BYTES } from '../shared/model/recovery-code.ts';
import { Repository } from '../shared/repository/repository.ts';
import type { Lock } from '../shared/repository/slot-changes.ts';
import type { Secret } from '../shared/repository/slots.ts';
import { bytesOf, draft, environment, text } from '../shared/repository/testing.ts';

const LETTER = 'Dear reader, this is kept.';
const [CODE, OTHER_CODE] = await Promise.all(
  [3, 5].map((byte) => formatRecoveryCode(new Uint8Array(RECOVERY_CODE_BYTES).fill(byte))),
);
const LOCKED = { passphrase: 'first', code: CODE! };
const FIRST: Secret = { passphrase: 'first' };
let seed = 0;

/** A passphrase costs a millisecond here instead of a second. */
function settings() {
  const passphraseCost = { iterations: 1, memoryKiB: 64, parallelism: 1 };
  return environment({ seed: ++seed * 1_000, passphraseCost });
}

test.each<[string, Lock, (repository: Repository) => Promise<void> | undefined, Secret[]]>([
  ['set', 'open', (each) => each.lock?.setPassphrase('first', CODE!), [FIRST]],
  [
    'changed',
    LOCKED,
    (each) => each.lock?.changePassphrase(FIRST, 'second'),
    [FIRST, { passphrase: 'second' }],
  ],
  [
    'joined by another recovery code',
    LOCKED,
    (each) => each.lock?.changeCode(FIRST, OTHER_CODE!),
    [FIRST, { code: OTHER_CODE! }],
  ],
  ['taken away', LOCKED, (each) => each.lock?.removePassphrase(FIRST), [FIRST]],
])(
  'a passphrase that is being %s: after a crash at any write the old or the new secret opens everything',
  async (_, lock, change, secrets) => {
    const before = new MemoryBackend();
    const repository = await Repository.create(before, settings(), { lock });
    const blob = await repository.saveBlob('content', bytesOf(LETTER));
    await repository.commit(draft());
    const recording = new Recording();
    const recorded = new RecordingBackend(before.copy(), recording, 'backend');
    const known = lock === 'open' ? [undefined] : [FIRST];
    await change(await opened(recorded, known));

    const states = [...crashStates(recording.steps, { unsynced: new Set(), window: 0 })];
    expect(states.length).toBeGreaterThan(6);
    for (const state of states) {
      const disk = before.copy();
      await replay(disk, 'backend', state);
      const after = await opened(disk, [undefined, ...secrets]);
      expect(text(await after.loadBlob(blob, 'content')), state.label).toBe(LETTER);
      await after.commit(draft());
      expect((await opened(disk, [undefined, ...secrets])).snapshots()).toHaveLength(2);
    }
  },
);

/** With the first of these that opens it; undefined: it has to be open. */
async function opened(
  backend: MemoryBackend | RecordingBackend,
  secrets: readonly (Secret | undefined)[],
): Promise<Repository> {
  for (const secret of secrets) {
    try {
      const repository = await Repository.open(backend, settings(), secret);
      if (repository !== undefined) return repository;
    } catch (error) {
      if (!isFault(error, 'wrong-password', 'key-needed')) throw error;
    }
  }
  throw new Fault('wrong-password', 'nothing opens it');
}
