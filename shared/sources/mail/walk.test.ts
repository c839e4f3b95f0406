import { expect, test } from 'vitest';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { SourceChange } from '../walk.ts';
import { simulated, textOf } from './simulated.contract.ts';

function kinds(changes: readonly SourceChange[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function idsOf(simulator: ReturnType<typeof simulated>['simulator']): string[] {
  return [...simulator.mailbox.messages()].map((message) => simulator.mailbox.idOf(message, true));
}

function containerOf(world: ReturnType<typeof simulated>, path: string): ContainerId {
  const folder = world.simulator.control.folderAt(path);
  return asId<ContainerId>(world.simulator.mailbox.ids.folder(folder.serial));
}

test('the first walk tells every folder with its role and every message whole', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 120; number += 1)
    simulator.control.deliver({ subject: `No. ${number}` });
  const nested = simulator.control.folderAt('Clients/Harbour Street');
  simulator.control.deliver({ subject: 'Keys', html: '<p>Keys</p>' }, nested);

  const told = await keeper.walk(graph, signal);

  const containers = told.flatMap((change) =>
    change.kind === 'container' ? [change.container] : [],
  );
  const inbox = containers.find(({ role }) => role === 'inbox');
  const street = containers.find(({ name }) => name === 'Harbour Street');
  expect(inbox).toMatchObject({ name: 'Inbox', parent: null, hidden: false, reportedCount: 120 });
  expect(containers.find(({ id }) => id === street?.parent)?.name).toBe('Clients');
  expect(keeper.items.size).toBe(121);
  const kept = [...keeper.items.values()].find(({ label }) => label === 'Keys');
  expect(kept?.container).toBe(street?.id);
  expect(textOf(kept?.parts[0]?.bytes)).toContain('<p>Keys</p>');
  expect(kinds(told).reset).toBeUndefined();
});

test('a folder is told before its messages, and its cursor after them', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 60; number += 1) simulator.control.deliver({});

  const told = await keeper.walk(graph, signal);

  const inbox = told.findIndex((c) => c.kind === 'container' && c.container.role === 'inbox');
  const items = told.flatMap((change, index) => (change.kind === 'item' ? [index] : []));
  const first = told[items[0]!];
  const round = told.findLastIndex(
    (c) =>
      c.kind === 'cursor' &&
      c.cursor.kind === 'round' &&
      first?.kind === 'item' &&
      c.container === first.container,
  );
  expect(inbox).toBeLessThan(items[0]!);
  expect(round).toBeGreaterThan(items.at(-1)!);
});

test('a second walk without a change costs a request a folder and two for the tree', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 30; number += 1) simulator.control.deliver({});
  await keeper.walk(graph, signal);
  const before = graph.traffic.requests;

  const told = await keeper.walk(graph, signal);

  const folders = kinds(told).container ?? 0;
  expect(kinds(told).item).toBeUndefined();
  expect(graph.traffic.requests - before).toBe(folders + 2);
});

test('what came, changed, moved and went is told, and no more', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  const [read, flagged, moved, deleted] = [1, 2, 3, 4].map(() => simulator.control.deliver({}));
  await keeper.walk(graph, signal);
  const id = (message: typeof read) => asId<ItemId>(simulator.mailbox.idOf(message!, true));
  const subject = keeper.items.get(id(read))?.label;
  simulator.control.patch(id(read), { isRead: true });
  simulator.control.patch(id(flagged), { flag: { flagStatus: 'flagged' } as never });
  simulator.control.move(id(moved), 'archive');
  simulator.control.delete(id(deleted), 'gone');
  simulator.control.deliver({ subject: 'New' });

  const told = await keeper.walk(graph, signal);

  expect(kinds(told)).toMatchObject({ item: 4, gone: 2 });
  expect(keeper.items.get(id(read))).toMatchObject({ label: subject, meta: { isRead: true } });
  expect(keeper.items.get(id(flagged))?.meta).toMatchObject({ flag: { status: 'flagged' } });
  expect(keeper.items.has(id(deleted))).toBe(false);
  const archive = keeper.containers().find(({ role }) => role === 'archive');
  expect(keeper.items.get(id(moved))?.container).toBe(archive?.id);
});

test('a walk that was stopped in the middle goes on where it was', async () => {
  const world = simulated();
  const { simulator, graph, keeper, signal } = world;
  for (let number = 0; number < 130; number += 1) simulator.control.deliver({});
  await keeper.walk(graph, signal, 110);
  const kept = keeper.items.size;
  const before = graph.traffic.requests;

  const told = await keeper.walk(graph, signal);

  expect(kept).toBeLessThan(130);
  expect(keeper.items.size).toBe(130);
  expect(kinds(told).item).toBeLessThanOrEqual(130 - 50);
  expect(graph.traffic.requests - before).toBeLessThan(kinds(told).container! + 10);
});

test('expired cursors lead to a fresh round in which nothing is lost', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  const [first] = [1, 2, 3].map(() => simulator.control.deliver({}));
  await keeper.walk(graph, signal);
  simulator.control.delete(simulator.mailbox.idOf(first!, true), 'gone');
  simulator.control.deliver({});
  simulator.expireCursors();

  const told = await keeper.walk(graph, signal);

  expect(kinds(told).reset).toBeGreaterThan(0);
  expect([...keeper.items.keys()].sort()).toEqual(idsOf(simulator).sort());
});

test('cursors that expire in the middle of a long round do not end the walk', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 120; number += 1) simulator.control.deliver({});
  simulator.troubles.plan({
    path: 'skiptoken',
    status: 410,
    code: 'syncStateNotFound',
    times: 1,
    after: 1,
  });

  await keeper.walk(graph, signal);

  expect(keeper.items.size).toBe(120);
});

test('a folder whose links always expire is told as failed and the others are read', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 120; number += 1) simulator.control.deliver({});
  simulator.control.deliver({}, 'archive');
  simulator.troubles.plan({ path: 'skiptoken', status: 410, code: 'syncStateNotFound', times: 99 });

  const told = await keeper.walk(graph, signal);

  const failures = told.filter((change) => change.kind === 'failed');
  expect(failures).toMatchObject([{ itemId: null, fault: { code: 'cursor-expired' } }]);
  expect([...keeper.items.values()].some(({ container }) => container === archiveId())).toBe(true);
  function archiveId() {
    return keeper.containers().find(({ role }) => role === 'archive')?.id;
  }
});

test('one item that can never be read costs itself alone, now and later', async () => {
  const world = simulated();
  const { simulator, graph, keeper, signal } = world;
  for (let number = 0; number < 70; number += 1) {
    const message = simulator.control.deliver({ subject: `No. ${number}` });
    if (number === 33) simulator.troubles.breakItem(message, 'broken');
  }

  const told = await keeper.walk(graph, signal);
  const failures = told.filter((change) => change.kind === 'failed');
  simulator.control.deliver({ subject: 'Later' });
  const later = await keeper.walk(graph, signal);

  expect(keeper.items.size).toBe(70);
  expect(failures).toMatchObject([{ label: 'No. 33', fault: { code: 'unreadable' } }]);
  expect(kinds(later)).toMatchObject({ item: 1, failed: 1 });
  expect([...keeper.items.values()].map(({ label }) => label)).toContain('Later');
});

test('an item that can be read at last is told in the next walk', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  const message = simulator.control.deliver({ subject: 'Broken' });
  simulator.troubles.breakItem(message, 'broken');
  await keeper.walk(graph, signal);
  simulator.troubles.breakItem(message, null);

  await keeper.walk(graph, signal);

  expect([...keeper.items.values()].map(({ label }) => label)).toEqual(['Broken']);
  expect(keeper.failures.size).toBe(0);
});

test('an item that went between the page and its own request is no failure', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  const broken = simulator.control.deliver({});
  const ghost = simulator.control.deliver({});
  simulator.troubles.breakItem(broken, 'broken');
  simulator.troubles.breakItem(ghost, 'ghost');

  const told = await keeper.walk(graph, signal);

  expect(kinds(told).failed).toBe(1);
});

test('pages that come empty, out of order and twice tell every message all the same', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 160; number += 1) simulator.control.deliver({});
  Object.assign(simulator.troubles.quirks, { emptyPageEvery: 3, replayEvery: 2, shuffled: true });

  await keeper.walk(graph, signal);

  expect([...keeper.items.keys()].sort()).toEqual(idsOf(simulator).sort());
});

test('a message that left and came back, which the delta forgets, is found by its count', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  const message = simulator.control.deliver({});
  simulator.control.deliver({});
  await keeper.walk(graph, signal);
  const id = simulator.mailbox.idOf(message, true);
  simulator.control.move(id, 'archive');
  simulator.control.move(id, 'inbox');
  simulator.troubles.quirks.returningIsRemoved = true;

  await keeper.walk(graph, signal);

  expect([...keeper.items.keys()].sort()).toEqual(idsOf(simulator).sort());
});

test('a page that fails for a while is read when the server is back', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 10; number += 1) simulator.control.deliver({});
  simulator.troubles.plan({ path: 'messages/delta', status: 503, body: 'empty', times: 3 });

  const told = await keeper.walk(graph, signal);

  expect(keeper.items.size).toBe(10);
  expect(kinds(told).failed).toBeUndefined();
});

test('heavy pages that make the server fail are asked for in smaller pieces', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 40; number += 1) simulator.control.deliver({});
  simulator.troubles.plan({ path: 'messages/delta?$select', status: 503, body: 'empty', times: 5 });

  const told = await keeper.walk(graph, signal);

  expect(keeper.items.size).toBe(40);
  expect(kinds(told).reset).toBeUndefined();
});

test.each([1, 2, 3])(
  'a server in trouble (seed %i) delays the walk and hides nothing',
  async (seed) => {
    const { simulator, graph, keeper, signal } = simulated();
    const folders = ['inbox', 'archive', 'sentitems'];
    for (let number = 0; number < 600; number += 1) {
      simulator.control.deliver({}, folders[number % 3]!);
    }
    simulator.troubles.failAtRandom(seed, 0.3);

    for (let run = 0; run < 5 && keeper.items.size < 600; run += 1) {
      await keeper.walk(graph, signal).catch(() => {});
    }

    expect([...keeper.items.keys()].sort()).toEqual(idsOf(simulator).sort());
  },
);

test('folders that are gone are told, search folders never are, hidden ones are marked', async () => {
  const world = simulated();
  const { simulator, graph, keeper, signal } = world;
  const { mailbox, control } = simulator;
  const old = control.folderAt('Old');
  mailbox.addFolder('Quick Step Settings', mailbox.role('msgfolderroot'), { isHidden: true });
  mailbox.addFolder('TeamsMessagesData', mailbox.role('msgfolderroot'), { isHidden: true });
  mailbox.addSearchFolder('Unread', {
    filterQuery: '',
    includeNestedFolders: true,
    sourceFolders: [],
  });
  const first = await keeper.walk(graph, signal);
  const oldId = containerOf(world, 'Old');
  mailbox.dropFolder(old);

  const second = await keeper.walk(graph, signal);

  const names = first.flatMap((c) => (c.kind === 'container' ? [c.container] : []));
  expect(names.find(({ name }) => name === 'Quick Step Settings')?.hidden).toBe(true);
  expect(names.some(({ name }) => name === 'Unread' || name === 'TeamsMessagesData')).toBe(false);
  expect(second.filter(({ kind }) => kind === 'container-gone')).toEqual([
    { kind: 'container-gone', id: oldId },
  ]);
});

test('signed out in the middle ends the walk with everything so far stored', async () => {
  const { simulator, graph, keeper, signal } = simulated();
  for (let number = 0; number < 130; number += 1) simulator.control.deliver({});
  simulator.troubles.plan({ path: 'skiptoken', status: 401, times: 99 });

  await expect(keeper.walk(graph, signal)).rejects.toMatchObject({ code: 'signed-out' });
  simulator.troubles.clear();
  await keeper.walk(graph, signal);

  expect(keeper.items.size).toBe(130);
});

test('an abort ends the walk and is no fault', async () => {
  const { simulator, graph, keeper } = simulated();
  for (let number = 0; number < 130; number += 1) simulator.control.deliver({});
  const stop = new AbortController();
  const walking = keeper.walk(graph, stop.signal);

  stop.abort();

  await expect(walking).rejects.toMatchObject({ name: 'AbortError' });
});
