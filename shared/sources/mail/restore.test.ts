import { expect, test } from 'vitest';
import type { Graph } from '../../graph/graph.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { SimpleMessage } from '../../simulator/control.ts';
import type { RestorableItem, RestoreContext, RestoreIntent } from '../restoring.ts';
import { loadMailContent } from './content.ts';
import { mail } from './mail-source.ts';
import { compareProperties } from './restore-compare.ts';
import { partsOf, simulated } from './simulated.contract.ts';

const RECEIVED = Date.UTC(2024, 2, 3, 10, 11, 12);

/** One kept message in "Clients/Harbour Street", and everything a restore of it needs. */
async function kept(input: SimpleMessage = {}, path = 'Clients/Harbour Street') {
  const world = simulated();
  const { simulator, graph, keeper, signal } = world;
  const folder = simulator.control.folderAt(path);
  const message = simulator.control.deliver(
    { receivedAt: RECEIVED, sentAt: RECEIVED - 5000, isRead: true, ...input },
    folder,
  );
  const id = asId<ItemId>(simulator.mailbox.idOf(message, true));
  await keeper.walk(graph, signal);
  const stored = keeper.items.get(id)!;
  if (!stored.whole) {
    stored.parts.push(...(await loadMailContent(graph, id, signal)));
    Object.assign(stored, { whole: true, roles: stored.parts.map(({ role }) => role) });
  }
  const item: RestorableItem = {
    itemId: id,
    container: stored.container,
    meta: stored.meta,
    parts: keeper.parts(id),
    whole: stored.whole,
    label: stored.label,
  };
  const intents: RestoreIntent[] = [];
  const made: ItemId[] = [];
  const containers = new Map(keeper.containers().map((each) => [each.id, each]));
  const newContext = (): RestoreContext => ({
    ancestry: (container) => ancestry(containers, container),
    madeAgainAs: () => made,
    resolved: new Map(),
    intend: async (note) => void intents.push(note),
  });
  const restore = async () => {
    const context = newContext();
    const plan = await mail.planRestore(graph, item, context, signal);
    const record = await mail.restore(graph, item, plan, context, signal);
    return { plan, record };
  };
  const now = (messageId: ItemId | null) => simulator.mailbox.message(messageId ?? '');
  return { ...world, folder, message, id, item, intents, made, newContext, restore, now };
}

function ancestry(
  containers: ReadonlyMap<ContainerId, ContainerInfo>,
  container: ContainerId,
): ContainerInfo[] {
  const found: ContainerInfo[] = [];
  for (let at: ContainerId | null = container; at !== null; ) {
    const info: ContainerInfo | undefined = containers.get(at);
    if (info === undefined) break;
    found.push(info);
    at = info.parent;
  }
  return found;
}

function writes(simulator: ReturnType<typeof simulated>['simulator']): string[] {
  const names = Object.keys(simulator.report().requests);
  return names.filter((name) => !name.startsWith('GET') && !name.includes('$batch'));
}

test('what is still in its folder is left alone', async () => {
  const { restore, simulator } = await kept();

  const { plan, record } = await restore();

  expect(plan).toMatchObject({ outcome: 'here', foundIn: { name: 'Harbour Street' } });
  expect(record.outcome).toBe('here');
  expect(writes(simulator)).toEqual([]);
});

test.each(['deleted-items', 'recoverable'] as const)(
  'the original is moved back from where deleting (%s) put it',
  async (disposal) => {
    const { restore, simulator, id, folder, now, intents } = await kept({ categories: ['Red'] });
    simulator.control.delete(id, disposal);
    simulator.control.patch(id, { isRead: false, categories: [] });

    const { plan, record } = await restore();

    expect(plan.outcome).toBe('move-back');
    expect(record).toMatchObject({ nowId: id, differences: [] });
    expect(now(id).folder).toBe(folder);
    expect(now(id).state).toMatchObject({
      isRead: true,
      categories: ['Red'],
      receivedAt: RECEIVED,
    });
    expect(intents.map(({ action }) => action)).toEqual(['move-back']);
  },
);

test('what the person has put elsewhere is told, and moved only when asked for', async () => {
  const { simulator, id, graph, item, newContext, signal, now, folder } = await kept();
  simulator.control.move(id, 'archive');
  const context = newContext();

  const plan = await mail.planRestore(graph, item, context, signal);
  expect(plan).toMatchObject({ outcome: 'elsewhere', foundIn: { name: 'Archive' } });
  await mail.restore(graph, item, plan, context, signal);

  expect(now(id).folder).toBe(folder);
});

test('what is nowhere is made again as it was, and not as a draft', async () => {
  const { restore, simulator, id, folder, now } = await kept({
    subject: 'Keys \u0007 for Grüße',
    html: '<p>See <img src="cid:logo@here"> &amp; come</p>',
    isRead: false,
    categories: ['Red', 'Blue'],
    importance: 'high',
    flag: { flagStatus: 'flagged' },
    cc: [{ name: 'Kim', address: 'kim@example.com' }],
    headers: [
      { name: 'Received', value: 'from here' },
      { name: 'X-Mailer', value: 'Tests' },
    ],
    attachments: [
      { name: 'notes.txt', bytes: new TextEncoder().encode('notes') },
      { name: 'logo.png', bytes: Uint8Array.of(1, 2, 3), contentId: 'logo@here' },
    ],
  });
  simulator.control.delete(id, 'gone');

  const { plan, record } = await restore();

  expect(plan.outcome).toBe('make-again');
  expect(plan.sendBytes).toBeGreaterThan(0);
  expect(plan.willDiffer).toMatchObject([{ property: 'transport-headers', was: '1' }]);
  expect(record.differences).toEqual([]);
  const again = now(record.nowId);
  expect(again.folder).toBe(folder);
  expect(again.state).toMatchObject({
    isDraft: false,
    isRead: false,
    receivedAt: RECEIVED,
    sentAt: RECEIVED - 5000,
    categories: ['Red', 'Blue'],
    importance: 'high',
  });
  const attachments = again.content.attachments.map(({ name, contentId }) => [name, contentId]);
  expect(attachments.sort()).toEqual([
    ['logo.png', 'logo@here'],
    ['notes.txt', null],
  ]);
  expect(again.content.headers).toEqual([{ name: 'X-Mailer', value: 'Tests' }]);
});

test('a draft comes back as a draft', async () => {
  const { restore, simulator, id, now } = await kept({ isDraft: true, isRead: true });
  simulator.control.delete(id, 'gone');

  const { record } = await restore();

  expect(now(record.nowId).state.isDraft).toBe(true);
});

test('restoring twice makes nothing twice', async () => {
  const { restore, simulator, id, made } = await kept();
  simulator.control.delete(id, 'gone');
  const first = await restore();
  const byMessageId = await restore();
  made.push(first.record.nowId!);
  const byJournal = await restore();

  expect(byMessageId.plan).toMatchObject({ outcome: 'here', foundAs: first.record.nowId });
  expect(byJournal.plan).toMatchObject({ outcome: 'here', foundAs: first.record.nowId });
  expect(simulator.mailbox.messageCount).toBe(1);
});

test('a folder that is gone is made again with those above it', async () => {
  const { restore, simulator, id, folder, now, intents } = await kept();
  simulator.control.delete(id, 'gone');
  simulator.mailbox.dropFolder(folder.parent!);

  const { record } = await restore();

  const { displayName, parent } = now(record.nowId).folder;
  expect([parent?.displayName, displayName]).toEqual(['Clients', 'Harbour Street']);
  expect(intents.map(({ action }) => action)).toEqual(['make-folder', 'make-folder', 'make-again']);
});

test('a folder in Deleted Items does not count as its place', async () => {
  const { restore, simulator, id, folder, now } = await kept();
  simulator.mailbox.moveFolder(folder, simulator.mailbox.role('deleteditems'));

  const { plan, record } = await restore();

  expect(plan.outcome).toBe('move-back');
  expect(now(id).folder).not.toBe(folder);
  expect(now(id).folder.displayName).toBe('Harbour Street');
  expect(record.to).not.toBe(record.from);
});

test('large attachments go by upload session and come back to the byte', async () => {
  const large = new Uint8Array(4_500_000).fill(1).fill(2, 4_000_000);
  const middle = new Uint8Array(1_900_000).fill(7);
  const { restore, simulator, id, now } = await kept({
    attachments: [
      { name: 'large.bin', bytes: large },
      { name: 'first.bin', bytes: middle },
      { name: 'second.bin', bytes: middle },
    ],
  });
  simulator.control.delete(id, 'gone');

  const { record } = await restore();

  expect(record.differences).toEqual([]);
  expect(now(record.nowId).content.attachments).toHaveLength(3);
  expect(simulator.report().requests['PUT (upload)']).toBe(2);
});

test('a full mailbox ends the restore and leaves nothing half made', async () => {
  const { restore, simulator, id } = await kept({
    attachments: [{ name: 'large.bin', bytes: new Uint8Array(4_000_000) }],
  });
  simulator.control.delete(id, 'gone');
  simulator.troubles.plan({ path: 'createUploadSession', status: 507, code: 'ErrorQuotaExceeded' });

  await expect(restore()).rejects.toMatchObject({ code: 'mailbox-full' });

  const left = [...simulator.mailbox.messages()].map(({ folder }) => folder.role);
  expect(left).toEqual(['deleteditems']);
});

test('an answer that gets lost does not make the message twice', async () => {
  const { restore, simulator, id } = await kept();
  simulator.control.delete(id, 'gone');
  simulator.troubles.plan({ method: 'POST', path: '/messages', body: 'cut' });

  const { record } = await restore();

  expect(record.differences).toEqual([]);
  expect(simulator.mailbox.messageCount).toBe(1);
});

test('a message that can not be seen right after it was made is waited for', async () => {
  const { restore, simulator, id } = await kept();
  simulator.control.delete(id, 'gone');
  simulator.troubles.plan({
    path: 'bodyPreview,body',
    status: 404,
    code: 'ErrorItemNotFound',
    times: 2,
  });

  const { record } = await restore();

  expect(record.differences).toEqual([]);
});

test('what did not come back as it was is told', () => {
  const differences = compareProperties(
    { v: 1, subject: 'A', isRead: true },
    { id: 'x', subject: 'B', isRead: false, isDraft: true },
  );

  expect(differences).toEqual([
    { property: 'subject', was: 'A', is: 'B' },
    { property: 'read', was: 'true', is: 'false' },
    { property: 'draft', was: 'false', is: 'true' },
  ]);
});

test('a kept item of which only properties are stored can not be restored', async () => {
  const { simulator, id, graph, item, newContext, signal } = await kept();
  simulator.control.delete(id, 'gone');
  const bare = { ...item, parts: partsOf([]) };

  const plan = await mail.planRestore(graph, bare, newContext(), signal);

  expect(plan).toMatchObject({ outcome: 'cannot', fault: { code: 'unreadable' } });
});

test('of two messages that look the same each is restored as itself', async () => {
  const twin = { subject: 'Same', internetMessageId: '<same@example.com>' };
  const { restore, simulator, id, folder, item, graph, newContext, signal } = await kept(twin);
  const other = simulator.control.deliver(
    { ...twin, receivedAt: RECEIVED, sentAt: RECEIVED - 5000 },
    folder,
  );
  const otherId = simulator.mailbox.idOf(other, true);
  simulator.control.delete(id, 'gone');
  const context = { ...newContext(), isKept: (each: ItemId) => each === otherId };

  const known = await mail.planRestore(graph, item, context, signal);
  const unknown = await restore();

  expect(known.outcome).toBe('make-again');
  expect(unknown.plan.outcome).toBe('here');
});

test('what was made again goes to Deleted Items when the restore is taken back', async () => {
  const { restore, simulator, id, graph, signal, now } = await kept();
  simulator.control.delete(id, 'gone');
  const { record } = await restore();

  const undone = await mail.undo(graph, record, signal);

  expect(undone.state).toBe('undone');
  expect(now(record.nowId).folder.role).toBe('deleteditems');
});

test('what was moved back goes to where it was when the restore is taken back', async () => {
  const { restore, simulator, id, graph, signal, now } = await kept();
  simulator.control.delete(id, 'recoverable');
  const { record } = await restore();

  const undone = await mail.undo(graph, record, signal);

  expect(undone.state).toBe('undone');
  expect(now(id).folder.role).toBe('recoverableitemsdeletions');
});

test('what was changed since, or is gone, is not touched by taking a restore back', async () => {
  const { restore, simulator, id, graph, signal } = await kept();
  simulator.control.delete(id, 'deleted-items');
  const { record } = await restore();
  simulator.control.patch(id, { categories: ['New'] });

  expect((await mail.undo(graph, record, signal)).state).toBe('changed-since');
  simulator.control.delete(id, 'gone');
  expect((await mail.undo(graph, record, signal)).state).toBe('already-gone');
});

test('nothing that a restore asks for ever sends mail', async () => {
  const { restore, simulator, id } = await kept();
  simulator.control.delete(id, 'gone');

  await restore();

  const names = Object.keys(simulator.report().requests);
  expect(names.filter((name) => /send|reply|forward/i.test(name))).toEqual([]);
});

test('where items are now is told for those that exist', async () => {
  const { simulator, id, graph, signal } = await kept();
  const gone = simulator.control.deliver({});
  const goneId = asId<ItemId>(simulator.mailbox.idOf(gone, true));
  simulator.control.delete(goneId, 'gone');
  simulator.control.move(id, 'archive');

  const places = await mail.locate(graph, [id, goneId], signal);

  expect([...places.keys()]).toEqual([id]);
});

test('an answer that does not say where an item is makes it nowhere for nobody', async () => {
  const { id, graph, signal } = await kept();
  const batch: Graph['batch'] = async () => [{ ok: true, body: { id } }];
  const vague: Graph = Object.create(graph, { batch: { value: batch } });

  await expect(mail.locate(vague, [id], signal)).rejects.toMatchObject({ code: 'server-error' });
});
