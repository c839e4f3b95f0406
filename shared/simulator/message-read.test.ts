import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { createSimulator } from './simulator.ts';
import { ask } from './test-client.ts';

function mailboxOf(...subjects: string[]) {
  const simulator = createSimulator();
  const ids = subjects.map((subject, at) => {
    const receivedAt = Date.UTC(2026, 0, 1 + at);
    const message = simulator.control.deliver({ subject, receivedAt });
    return simulator.mailbox.idOf(message, true);
  });
  return { simulator, ids };
}

const subjects = (json: { value: { subject: string }[] }) =>
  json.value.map(({ subject }) => subject);

test('a list begins with the newest, ten at a time, with a link to the rest', async () => {
  const { simulator } = mailboxOf(...Array.from({ length: 12 }, (_, at) => `m${at}`));

  const first = await ask(simulator, '/me/mailFolders/inbox/messages');
  const second = await ask(simulator, first.json['@odata.nextLink']);

  expect(subjects(first.json)[0]).toBe('m11');
  expect(first.json.value).toHaveLength(10);
  expect(subjects(second.json)).toEqual(['m1', 'm0']);
  expect(second.json['@odata.nextLink']).toBeUndefined();
});

test('lists filter by internet message id and by time', async () => {
  const { simulator } = mailboxOf('a', 'b', 'c');
  const filter = (text: string) =>
    ask(simulator, `/me/messages?$select=subject&$filter=${encodeURIComponent(text)}`);

  const id = await filter("internetMessageId eq '<message-2@simulator.example>'");
  const time = await filter('receivedDateTime ge 2026-01-02T00:00:00Z');

  expect(subjects(id.json)).toEqual(['b']);
  expect(subjects(time.json)).toEqual(['c', 'b']);
});

test('sorting by what the filter does not begin with is refused', async () => {
  const { simulator } = mailboxOf('a');

  const { json } = await ask(
    simulator,
    '/me/messages?$filter=isRead eq false&$orderby=receivedDateTime desc',
  );

  expect(json.error.code).toBe('InefficientFilter');
});

test('a selected list holds what was selected and nothing else', async () => {
  const { simulator } = mailboxOf('a');

  const { json } = await ask(simulator, '/me/messages?$select=subject,changeKey');

  expect(Object.keys(json.value[0]).sort()).toEqual(['@odata.etag', 'changeKey', 'id', 'subject']);
});

test.each([
  ['/me/messages?$select=colour', 'RequestBroker--ParseUri'],
  ['/me/messages?$expand=colour', 'RequestBroker--ParseUri'],
  ['/me/messages?$top=1001', 'ErrorInvalidUrlQuery'],
  ['/me/messages?$colour=1', 'ErrorInvalidUrlQuery'],
  ['/me/messages/garbage', 'ErrorInvalidIdMalformed'],
])('%s is refused', async (path, code) => {
  const { status, json } = await ask(createSimulator(), path);

  expect([status, json.error.code]).toEqual([400, code]);
});

test('headers of the message come only when they are selected', async () => {
  const { simulator, ids } = mailboxOf('a');

  const plain = await ask(simulator, `/me/messages/${ids[0]}`);
  const selected = await ask(simulator, `/me/messages/${ids[0]}?$select=internetMessageHeaders`);

  expect(plain.json.internetMessageHeaders).toBeUndefined();
  expect(selected.json.internetMessageHeaders[0].name).toBe('Received');
});

test('HTML is sanitised unless the client asks for it as it is', async () => {
  const simulator = createSimulator();
  const html = '<p onclick="x()">hi<script>bad()</script></p>';
  const message = simulator.control.deliver({ html });
  const path = `/me/messages/${simulator.mailbox.idOf(message, true)}?$select=body`;

  const safe = await ask(simulator, path);
  const unsafe = await ask(simulator, path, { prefer: ['outlook.allow-unsafe-html'] });
  const text = await ask(simulator, path, { prefer: ['outlook.body-content-type="text"'] });

  expect(safe.json.body.content).toBe('<p>hi</p>');
  expect(unsafe.json.body.content).toBe(html);
  expect(text.json.body).toEqual({ contentType: 'text', content: 'hi' });
  expect(text.headers.get('preference-applied')).toBe('outlook.body-content-type="text"');
});

test('basic reading shows no bodies and no attachments', async () => {
  const { simulator, ids } = mailboxOf('a');
  const scopes = ['Mail.ReadBasic'];

  const plain = await ask(simulator, `/me/messages/${ids[0]}`, { scopes });
  const body = await ask(simulator, `/me/messages/${ids[0]}?$select=body`, { scopes });
  const mime = await ask(simulator, `/me/messages/${ids[0]}/$value`, { scopes });

  expect(plain.json).not.toHaveProperty('body');
  expect([body.status, mime.status]).toEqual([403, 403]);
});

test('MIME holds text, pictures and files, with another boundary each time', async () => {
  const simulator = createSimulator();
  const message = simulator.control.deliver({
    subject: 'Grüße 🌍',
    html: '<p>Look: <img src="cid:one@x"></p>',
    attachments: [
      { name: 'p.png', contentType: 'image/png', bytes: Uint8Array.of(1, 2), contentId: 'one@x' },
      { name: 'Übersicht.pdf', contentType: 'application/pdf', bytes: Uint8Array.of(3, 4, 5) },
    ],
  });
  const path = `/me/messages/${simulator.mailbox.idOf(message, true)}/$value`;

  const first = await ask(simulator, path);
  const second = await ask(simulator, path);

  const email = await PostalMime.parse(first.bytes);
  expect(first.headers.get('content-type')).toBe('text/plain');
  expect(first.bytes).not.toEqual(second.bytes);
  expect(email.subject).toBe('Grüße 🌍');
  expect(email.html).toContain('cid:one@x');
  expect(
    email.attachments.map(({ filename, content }) => [
      filename,
      [...new Uint8Array(content as ArrayBuffer)],
    ]),
  ).toEqual([
    ['p.png', [1, 2]],
    ['Übersicht.pdf', [3, 4, 5]],
  ]);
});

test('MIME of a message in a folder is not a route of Graph', async () => {
  const { simulator, ids } = mailboxOf('a');

  const { status, json } = await ask(simulator, `/me/mailFolders/inbox/messages/${ids[0]}/$value`);

  expect([status, json.error.code]).toEqual([405, 'ErrorInvalidRequest']);
});

test('MIME of encrypted messages can never be made', async () => {
  const simulator = createSimulator();
  const message = simulator.control.deliver({ messageClass: 'IPM.Note.SMIME' });

  const { status, json } = await ask(
    simulator,
    `/me/messages/${simulator.mailbox.idOf(message, true)}/$value`,
  );

  expect([status, json.error.code]).toEqual([500, 'ErrorMimeContentConversionFailed']);
});

test('an unknown request is thrown and reported, not answered', async () => {
  const simulator = createSimulator();

  await expect(ask(simulator, '/me/planner/tasks')).rejects.toThrow(
    'no route for GET /me/planner/tasks',
  );
  expect(simulator.report().unknownRoutes).toEqual(['GET /me/planner/tasks']);
});

test('my profile and the translation of ids', async () => {
  const { simulator, ids } = mailboxOf('a');
  const me = await ask(simulator, '/me?$select=displayName,mail', { scopes: ['User.Read'] });
  const body = { inputIds: ids, sourceIdType: 'restImmutableEntryId', targetIdType: 'restId' };
  const translated = await ask(simulator, '/me/translateExchangeIds', {
    method: 'POST',
    body,
    scopes: ['User.Read'],
  });

  expect(me.json).toMatchObject({ displayName: 'Pat Example', mail: 'pat@example.com' });
  const { targetId } = translated.json.value[0];
  expect((await ask(simulator, `/me/messages/${targetId}`)).json.id).toBe(ids[0]);
});
