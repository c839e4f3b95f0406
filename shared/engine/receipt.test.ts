import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { Gap } from '../model/item.ts';
import { sumLines } from '../model/receipt.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import { makeReceipt, pathsOf, type ReceiptParts } from './receipt.ts';

function stateOf(name: string, more: Partial<ContainerState> = {}): ContainerState {
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
    items: null,
    itemCount: 0,
    unwholeCount: 0,
    gaps: [],
    ...more,
  };
}

const gapOf = (missing: Gap['missing'], name: string): Gap => ({
  itemId: asId<ItemId>(name),
  label: name,
  missing,
  code: 'server-error',
  message: '',
  upstreamCode: null,
  firstFailedAt: '',
  lastFailedAt: '',
  tries: 1,
});

function receiptOf(states: readonly ContainerState[], more: Partial<ReceiptParts> = {}) {
  return makeReceipt({
    job: asId('job'),
    of: { account: asId('account'), source: 'mail' },
    startedAt: '',
    endedAt: '',
    endedBy: null,
    states,
    readToEnd: new Set(states.map(({ id }) => id)),
    reported: new Map(),
    changes: {
      sums: { added: 0, changed: 0, moved: 0, gone: 0 },
      gone: new Map(),
      added: new Map(),
    },
    before: [],
    returned: new Map(),
    leftOut: new Map(),
    traffic: { requests: 0, pauses: 0, pausedMs: 0, downloadedBytes: 0, storedBytes: 0 },
    ...more,
  });
}

test('complete is what was read to its end, with nothing missing', () => {
  const states = [stateOf('Inbox', { itemCount: 3 })];

  expect(receiptOf(states).verdict).toBe('complete');
  expect(receiptOf(states, { readToEnd: new Set() }).verdict).toBe('incomplete');
  expect(receiptOf([]).verdict).toBe('incomplete');
});

test('no receipt is green with a gap, and its sums always close', () => {
  const state = fc
    .record({
      name: fc.stringMatching(/^[a-z]{1,6}$/),
      itemCount: fc.nat(20),
      unwhole: fc.nat(20),
      items: fc.nat(3),
      contents: fc.nat(3),
      isRead: fc.boolean(),
    })
    .map((made) => ({ ...made, unwhole: Math.min(made.unwhole, made.itemCount) }));
  fc.assert(
    fc.property(fc.uniqueArray(state, { selector: ({ name }) => name, minLength: 1 }), (made) => {
      const states = made.map(({ name, itemCount, unwhole, items, contents }) => {
        const gaps = [
          ...Array.from({ length: items }, (_, number) => gapOf('item', `i${number}`)),
          ...Array.from({ length: contents }, (_, number) => gapOf('content', `c${number}`)),
        ];
        return stateOf(name, { itemCount, unwholeCount: unwhole, gaps });
      });
      const readToEnd = new Set(made.filter(({ isRead }) => isRead).map(({ name }) => asId(name)));
      const receipt = receiptOf(states, { readToEnd: readToEnd as Set<ContainerId> });

      for (const line of receipt.lines) expect(line.listed).toBe(line.stored + line.missing);
      const isAllThere = made.every(
        ({ unwhole, items, contents, isRead }) => unwhole + items + contents === 0 && isRead,
      );
      expect(receipt.verdict === 'complete').toBe(isAllThere);
    }),
  );
});

test('a run that was ended says by what', () => {
  const states = [stateOf('Inbox')];

  expect(receiptOf(states, { endedBy: 'stopped' })).toMatchObject({
    verdict: 'stopped',
    reason: null,
  });
  expect(receiptOf(states, { endedBy: 'offline' })).toMatchObject({
    verdict: 'stopped',
    reason: 'offline',
  });
});

test('what is kept beyond is carried on, and a folder that is gone keeps its line for it', () => {
  const inbox = asId<ContainerId>('Inbox');
  const old = asId<ContainerId>('Old');
  const before = receiptOf([stateOf('Inbox'), stateOf('Old'), stateOf('Empty')]).lines.map(
    (line) => ({ ...line, keptBeyond: line.path === 'Inbox' ? 2 : 0 }),
  );
  const gone = new Map([
    [inbox, 3],
    [old, 4],
  ]);
  const changes = { sums: { added: 1, changed: 0, moved: 0, gone: 7 }, gone, added: new Map() };

  const { lines } = receiptOf([stateOf('Inbox')], {
    before,
    changes,
    returned: new Map([[inbox, 1]]),
  });

  expect(lines.map(({ path, keptBeyond }) => [path, keptBeyond])).toEqual([
    ['Inbox', 4],
    ['Old', 4],
  ]);
});

test('a path names the folders above, and a circle of folders has an end', () => {
  const parent = asId<ContainerId>('Clients');
  const paths = pathsOf([stateOf('Clients'), stateOf('Harbour Street 14', { parent })]);
  expect([...paths.values()]).toEqual(['Clients', 'Clients / Harbour Street 14']);

  const circle = pathsOf([
    stateOf('A', { parent: asId('B') }),
    stateOf('B', { parent: asId('A') }),
  ]);
  expect([...circle.values()]).toEqual(['B / A', 'A / B']);
});

test('what is left out by choice is not stored and not missing, and the sums close', () => {
  const state = stateOf('OneDrive', { itemCount: 5 });
  const leftOut = new Map([[state.id, { files: 2, bytes: 70 }]]);

  const receipt = receiptOf([state], { leftOut });

  expect(receipt).toMatchObject({
    verdict: 'complete',
    lines: [{ listed: 5, stored: 3, missing: 0 }],
  });
  expect(sumLines(receipt.lines).leftOut).toEqual({ files: 2, bytes: 70 });
});
