import { expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import { Repository } from '../repository/repository.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import { compareStates } from './run-changes.ts';

async function opened() {
  const repository = await Repository.create(new MemoryBackend(), {
    now: () => 0,
    randomBytes: (length) => new Uint8Array(length),
    software: 'test',
  });
  const meta = await repository.saveBlob('meta', Uint8Array.of(1));
  /** "a1" is item a in version 1; "a1~" the same before its attachments are in. */
  const stateOf = async (name: string, items: readonly string[]): Promise<ContainerState> => {
    const entries = items.map((text): [ItemId, ItemEntry] => [
      asId<ItemId>(text[0] ?? ''),
      { version: text[1] ?? '', meta, parts: [], whole: !text.endsWith('~') },
    ]);
    const { root, count, unwhole } = await repository.openMap(null).write(new Map(entries));
    return {
      id: asId<ContainerId>(name),
      parent: null,
      name,
      role: null,
      hidden: false,
      reportedCount: null,
      account: asId('account'),
      source: 'mail',
      cursor: null,
      items: root,
      itemCount: count,
      unwholeCount: unwhole,
      gaps: [],
    };
  };
  return { repository, stateOf };
}

test('added, changed, moved and gone are told apart', async () => {
  const { repository, stateOf } = await opened();
  const before = [await stateOf('A', ['a1', 'b1', 'c1', 'd1']), await stateOf('B', ['e1'])];
  const after = [await stateOf('A', ['a1', 'b2', 'f1']), await stateOf('B', ['e1', 'c1'])];

  const { sums, gone, added } = await compareStates(repository, before, after);

  expect(sums).toEqual({ added: 1, changed: 1, moved: 1, gone: 1 });
  expect([...gone]).toEqual([['A', 1]]);
  expect([...added]).toEqual([['f', 'A']]);
});

test('attachments that came later are no change of the message', async () => {
  const { repository, stateOf } = await opened();

  const { sums } = await compareStates(
    repository,
    [await stateOf('A', ['a1~'])],
    [await stateOf('A', ['a1'])],
  );

  expect(sums).toEqual({ added: 0, changed: 0, moved: 0, gone: 0 });
});

test('what was in a folder that is gone is gone or has moved with it', async () => {
  const { repository, stateOf } = await opened();
  const before = [await stateOf('A', []), await stateOf('Old', ['a1', 'b1'])];

  const { sums, gone } = await compareStates(repository, before, [await stateOf('A', ['b1'])]);

  expect(sums).toEqual({ added: 0, changed: 0, moved: 1, gone: 1 });
  expect([...gone]).toEqual([['Old', 1]]);
});

test('after nothing everything is new', async () => {
  const { repository, stateOf } = await opened();
  const after = [await stateOf('A', ['a1', 'b1']), await stateOf('B', ['c1'])];

  const { sums } = await compareStates(repository, [await stateOf('A', [])], after);

  expect(sums).toEqual({ added: 3, changed: 0, moved: 0, gone: 0 });
});
