import { expect, test } from 'vitest';
import { createSimulator, type Simulator } from './simulator.ts';
import { ask, round } from './test-client.ts';

const DELTA = '/me/mailFolders/delta';
const names = (entries: { displayName: string }[]) => entries.map(({ displayName }) => displayName);
const prefer = ['odata.maxpagesize=100'];

async function make(simulator: Simulator, displayName: string, parent?: string) {
  const path = parent ? `/me/mailFolders/${parent}/childFolders` : '/me/mailFolders';
  return ask(simulator, path, { method: 'POST', body: { displayName } });
}

test('well-known folders are named in the mailbox’s language and found by their role', async () => {
  const simulator = createSimulator({ language: 'de' });

  const { json } = await ask(simulator, '/me/mailFolders/Inbox');

  expect(json.displayName).toBe('Posteingang');
  expect(json).not.toHaveProperty('wellKnownName');
});

test('well-known folders a mailbox does not have are not found', async () => {
  const { status, json } = await ask(createSimulator(), '/me/mailFolders/clutter');

  expect([status, json.error.code]).toEqual([404, 'ErrorItemNotFound']);
});

test('a list shows one level, without hidden folders unless they are asked for', async () => {
  const simulator = createSimulator();
  const { mailbox } = simulator;
  const parent = mailbox.addFolder('Parent', mailbox.role('msgfolderroot'));
  mailbox.addFolder('Child', parent);
  mailbox.addFolder('Secret', mailbox.role('msgfolderroot'), { isHidden: true });

  const plain = await ask(simulator, '/me/mailFolders?$top=100');
  const hidden = await ask(simulator, '/me/mailFolders?$top=100&includeHiddenFolders=true');
  const children = await ask(
    simulator,
    `/me/mailFolders/${mailbox.ids.folder(parent.serial)}/childFolders`,
  );

  expect(names(plain.json.value)).toContain('Parent');
  expect(names(plain.json.value)).not.toContain('Child');
  expect(names(plain.json.value)).not.toContain('Secret');
  expect(names(hidden.json.value)).toContain('Secret');
  expect(names(children.json.value)).toEqual(['Child']);
});

test('a folder counts what is in it', async () => {
  const simulator = createSimulator();
  simulator.control.deliver({ isRead: true });
  simulator.control.deliver({});

  const { json } = await ask(simulator, '/me/mailFolders/inbox');

  expect(json).toMatchObject({ totalItemCount: 2, unreadItemCount: 1 });
});

test('search folders say so', async () => {
  const simulator = createSimulator();
  const { mailbox } = simulator;
  simulator.control.deliver({});
  mailbox.addSearchFolder('Unread', {
    filterQuery: 'isRead eq false',
    includeNestedFolders: false,
    sourceFolders: [mailbox.role('inbox')],
  });

  const { json } = await ask(simulator, '/me/mailFolders?$top=100');

  expect(
    json.value.find(({ displayName }: { displayName: string }) => displayName === 'Unread'),
  ).toMatchObject({
    '@odata.type': '#microsoft.graph.mailSearchFolder',
    isSupported: true,
    totalItemCount: 1,
  });
});

test('two siblings never have one name, whatever its case', async () => {
  const simulator = createSimulator();

  const first = await make(simulator, 'Clients');
  const twin = await make(simulator, 'clients ');
  const nested = await make(simulator, 'Clients', 'inbox');

  expect([first.status, twin.status, nested.status]).toEqual([201, 409, 201]);
  expect(twin.json.error.code).toBe('ErrorFolderExists');
});

test('folder delta tells the whole tree without hidden folders, then what changed', async () => {
  const simulator = createSimulator();
  const { mailbox } = simulator;
  mailbox.addFolder('Secret', mailbox.role('msgfolderroot'), { isHidden: true });
  const parent = (await make(simulator, 'Parent')).json.id;
  const child = (await make(simulator, 'Child', parent)).json.id;
  const first = await round(simulator, DELTA, { prefer });

  await ask(simulator, `/me/mailFolders/${child}`, {
    method: 'PATCH',
    body: { displayName: 'Son' },
  });
  await make(simulator, 'New');
  simulator.control.deliver({});
  const second = await round(simulator, first.deltaLink, { prefer });

  expect(names(first.entries)).toEqual(expect.arrayContaining(['Inbox', 'Parent', 'Child']));
  expect(names(first.entries)).not.toContain('Secret');
  expect(names(first.entries)).not.toContain('Top of Information Store');
  expect(names(second.entries).sort()).toEqual(['New', 'Son']);
});

test('a deleted folder goes to Deleted Items with its id, and from there for good', async () => {
  const simulator = createSimulator();
  const { id } = (await make(simulator, 'Old')).json;
  const { deltaLink } = await round(simulator, DELTA, { prefer });
  const bin = simulator.mailbox.ids.folder(simulator.mailbox.role('deleteditems').serial);

  await ask(simulator, `/me/mailFolders/${id}`, { method: 'DELETE' });
  const moved = await round(simulator, deltaLink, { prefer });
  await ask(simulator, `/me/mailFolders/${id}`, { method: 'DELETE' });
  const gone = await round(simulator, moved.deltaLink, { prefer });

  expect(moved.entries).toMatchObject([{ id, parentFolderId: bin }]);
  expect(gone.entries).toEqual([
    { '@odata.type': '#microsoft.graph.mailFolder', id, '@removed': { reason: 'deleted' } },
  ]);
});

test('well-known folders stay', async () => {
  const { status } = await ask(createSimulator(), '/me/mailFolders/inbox', { method: 'DELETE' });

  expect(status).toBe(400);
});

test('the size of a folder is an extended property', async () => {
  const simulator = createSimulator();
  simulator.control.deliver({ text: 'x'.repeat(1000) });
  const expand = "?$expand=singleValueExtendedProperties($filter=id eq 'Long 0x66b3')";

  const { json } = await ask(simulator, `/me/mailFolders/inbox${expand}`);

  expect(Number(json.singleValueExtendedProperties[0].value)).toBeGreaterThan(1000);
});

test('nested paths, keys in parentheses and users by name are the same folder', async () => {
  const simulator = createSimulator();
  const inbox = simulator.mailbox.ids.folder(simulator.mailbox.role('inbox').serial);
  const { id } = (await make(simulator, 'Child', 'inbox')).json;

  const nested = await ask(simulator, `/me/mailFolders/inbox/childFolders/${id}`);
  const keyed = await ask(simulator, `/me/mailfolders('${id}')`);
  const named = await ask(simulator, `/users/pat@example.com/mailFolders/${inbox}`);

  expect([nested.json.id, keyed.json.id]).toEqual([id, id]);
  expect(named.json.id).toBe(inbox);
});
