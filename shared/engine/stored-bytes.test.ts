import { expect, test } from 'vitest';
import { StoredBytes } from './stored-bytes.ts';

function place() {
  const at = { storedBytes: 1_000 };
  const stats = () => ({ ...at, packs: 0, blobs: 0, snapshots: 0 });
  return { at, repository: { stats } };
}

test('a run alone has stored all that came', () => {
  const { at, repository } = place();
  const share = new StoredBytes().begin(repository);
  expect(share.storedBytes()).toBe(0);
  share.note(10);
  at.storedBytes += 300;
  expect(share.storedBytes()).toBe(300);
  at.storedBytes += 50;
  expect(share.storedBytes()).toBe(350);
});

test('what grew while two ran is shared out by what each handed in, and once', () => {
  const { at, repository } = place();
  const stored = new StoredBytes();
  const one = stored.begin(repository);
  one.note(5);
  at.storedBytes += 100;
  const other = stored.begin(repository);
  expect([one.storedBytes(), other.storedBytes()]).toEqual([100, 0]);
  one.note(300);
  other.note(100);
  at.storedBytes += 200;
  expect([one.storedBytes(), other.storedBytes()]).toEqual([250, 50]);
  one.end();
  at.storedBytes += 40;
  expect([one.storedBytes(), other.storedBytes()]).toEqual([250, 90]);
});
