import { expect, test } from 'vitest';
import { createSimulator } from './simulator.ts';
import { ask, handClock } from './test-client.ts';

function withMessage(isDraft = false) {
  const simulator = createSimulator({ clock: handClock() });
  const message = simulator.control.deliver({ subject: 'here', isDraft });
  return { simulator, message, id: simulator.mailbox.idOf(message, true) };
}

const patch = (at: ReturnType<typeof withMessage>, body: unknown, headers = {}) =>
  ask(at.simulator, `/me/messages/${at.id}`, { method: 'PATCH', body, headers });
const folderId = (at: ReturnType<typeof withMessage>, role: string) =>
  at.simulator.mailbox.ids.folder(at.simulator.mailbox.role(role).serial);

test('read state, flag and categories can be changed at any time', async () => {
  const at = withMessage();

  const { status, json } = await patch(at, {
    isRead: true,
    flag: { flagStatus: 'flagged' },
    categories: ['Red category'],
  });

  expect(status).toBe(200);
  expect(json).toMatchObject({
    isRead: true,
    flag: { flagStatus: 'flagged' },
    categories: ['Red category'],
  });
});

test('subject and body can be changed while the message is a draft', async () => {
  const draft = await patch(withMessage(true), { subject: 'other' });
  const sent = await patch(withMessage(), { subject: 'other' });

  expect(draft.json.subject).toBe('other');
  expect([sent.status, sent.json.error.code]).toEqual([
    400,
    'ErrorInvalidPropertyUpdateSentMessage',
  ]);
});

test('a change against an older state is a conflict', async () => {
  const at = withMessage();
  const { headers } = await ask(at.simulator, `/me/messages/${at.id}`);
  const match = { 'if-match': headers.get('etag') ?? '' };

  const first = await patch(at, { isRead: true }, match);
  const second = await patch(at, { isRead: false }, match);

  expect([first.status, second.status, second.json.error.code]).toEqual([
    200,
    412,
    'ErrorIrresolvableConflict',
  ]);
});

test('a move answers 201, keeps the immutable id and changes the regular one', async () => {
  const at = withMessage();
  const regular = at.simulator.mailbox.idOf(at.message, false);

  const { status, json } = await ask(at.simulator, `/me/messages/${at.id}/move`, {
    method: 'POST',
    body: { destinationId: 'archive' },
  });

  expect(status).toBe(201);
  expect(json).toMatchObject({ id: at.id, parentFolderId: folderId(at, 'archive') });
  expect(at.simulator.mailbox.idOf(at.message, false)).not.toBe(regular);
});

test('a copy is another message with the same search key', async () => {
  const at = withMessage();

  const { json } = await ask(at.simulator, `/me/messages/${at.id}/copy`, {
    method: 'POST',
    body: { destinationId: folderId(at, 'archive') },
  });

  const expand = "?$expand=singleValueExtendedProperties($filter=id eq 'Binary 0x300B')";
  const key = async (id: string) =>
    (await ask(at.simulator, `/me/messages/${id}${expand}`)).json.singleValueExtendedProperties;
  expect(json.id).not.toBe(at.id);
  expect(await key(json.id)).toEqual(await key(at.id));
});

test('moving to a folder that is not there is refused', async () => {
  const at = withMessage();
  const move = (destinationId: string) =>
    ask(at.simulator, `/me/messages/${at.id}/move`, { method: 'POST', body: { destinationId } });

  expect((await move('nowhere')).json.error.code).toBe('ErrorInvalidIdMalformed');
  expect((await move('clutter')).json.error.code).toBe('ErrorItemNotFound');
});

test('deleting goes to Deleted Items, then to Recoverable Items, and no further', async () => {
  const at = withMessage();
  const remove = () => ask(at.simulator, `/me/messages/${at.id}`, { method: 'DELETE' });
  const parent = async () => (await ask(at.simulator, `/me/messages/${at.id}`)).json.parentFolderId;

  expect((await remove()).status).toBe(204);
  expect(await parent()).toBe(folderId(at, 'deleteditems'));
  await remove();
  expect(await parent()).toBe(folderId(at, 'recoverableitemsdeletions'));
  expect((await remove()).json.error.code).toBe('ErrorCannotDeleteObject');
});

test('recoverable items can be listed and moved back', async () => {
  const at = withMessage();
  at.simulator.control.delete(at.id, 'recoverable');

  const list = await ask(at.simulator, '/me/mailFolders/recoverableitemsdeletions/messages');
  const all = await ask(at.simulator, '/me/messages');
  const back = await ask(at.simulator, `/me/messages/${at.id}/move`, {
    method: 'POST',
    body: { destinationId: 'inbox' },
  });

  expect(list.json.value.map(({ id }: { id: string }) => id)).toEqual([at.id]);
  expect(all.json.value).toEqual([]);
  expect(back.json.parentFolderId).toBe(folderId(at, 'inbox'));
});

test('what is deleted permanently can no longer be reached', async () => {
  const at = withMessage();

  const { status } = await ask(at.simulator, `/me/messages/${at.id}/permanentDelete`, {
    method: 'POST',
  });

  expect(status).toBe(204);
  expect((await ask(at.simulator, `/me/messages/${at.id}`)).status).toBe(404);
});

test('reading scopes do not write', async () => {
  const at = withMessage();

  const { status, json } = await ask(at.simulator, `/me/messages/${at.id}`, {
    method: 'DELETE',
    scopes: ['Mail.Read'],
  });

  expect([status, json.error.code]).toEqual([403, 'ErrorAccessDenied']);
});
