import { test } from 'vitest';
import { loadEml } from '../shared/simulator/load-eml.ts';
import { seedMailbox } from '../shared/simulator/seed/seed.ts';
import { createSimulator, type Simulator } from '../shared/simulator/simulator.ts';
import { ask, round } from '../shared/simulator/test-client.ts';
import { checkExchanges } from './contract-check.ts';

const SELECT =
  '$select=id,changeKey,subject,from,toRecipients,receivedDateTime,isRead,isDraft,flag,categories,body,internetMessageHeaders,hasAttachments';
const EXPAND =
  "$expand=singleValueExtendedProperties($filter=id eq 'String 0x001A' or id eq 'Long 0x0E08')";
const MEETING = `From: boss@example.org
To: pat@example.com
Subject: Planning
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
METHOD:REQUEST
END:VCALENDAR
`;

async function mailbox(): Promise<Simulator> {
  const simulator = createSimulator({ seed: 11, limits: false, record: true });
  const owner = { name: 'Pat Example', address: 'pat@example.com' };
  seedMailbox(simulator.mailbox, { seed: 11, messages: 600, owner, fileBytes: 2000 });
  const bytes = new TextEncoder().encode(MEETING.replace(/\n/g, '\r\n'));
  await loadEml(simulator.control, [{ path: 'meeting.eml', bytes }]);
  return simulator;
}

test('walking a mailbox: every folder, page and content is as Graph describes it', async () => {
  const simulator = await mailbox();
  const prefer = ['IdType="ImmutableId"', 'odata.maxpagesize=50', 'outlook.allow-unsafe-html'];
  Object.assign(simulator.troubles.quirks, { emptyPageEvery: 3, replayEvery: 7 });
  const { entries: folders } = await round(simulator, '/me/mailFolders/delta', { prefer });
  await ask(simulator, '/me/mailFolders?$top=100&includeHiddenFolders=true');
  await ask(simulator, '/me/mailFolders/inbox/childFolders');
  const links: string[] = [];
  for (const { id } of folders) {
    const start = `/me/mailFolders/${id}/messages/delta?${SELECT}&${EXPAND}`;
    const { entries, deltaLink } = await round(simulator, start, { prefer });
    links.push(deltaLink);
    for (const entry of entries.filter(({ hasAttachments }) => hasAttachments).slice(0, 10)) {
      await ask(simulator, `/me/messages/${entry.id}/$value`);
      const list = await ask(simulator, `/me/messages/${entry.id}/attachments`);
      for (const { id: attachment } of list.json.value.slice(0, 2)) {
        await ask(simulator, `/me/messages/${entry.id}/attachments/${attachment}/$value`);
      }
    }
  }
  const ids = [...simulator.mailbox.messages()].map((message) =>
    simulator.mailbox.idOf(message, true),
  );
  simulator.control.patch(ids[0]!, { isRead: true });
  simulator.control.patch(ids[1]!, { categories: ['Red category'] });
  simulator.control.delete(ids[2]!);
  for (const link of links) await round(simulator, link, { prefer });

  await checkExchanges('simulator-walk', simulator);
});

test('reading and restoring: every single call is as Graph describes it', async () => {
  const simulator = await mailbox();
  const { mailbox: box } = simulator;
  const message = [...box.role('inbox').present.values()][0]!.message;
  const id = box.idOf(message, true);
  const post = (to: string, body?: unknown) => ask(simulator, to, { method: 'POST', body });
  await ask(simulator, '/me', { scopes: ['User.Read'] });
  await ask(simulator, `/me/messages/${id}?${SELECT}&${EXPAND}`);
  await ask(simulator, `/me/messages/${id}`, { prefer: ['outlook.body-content-type="text"'] });
  await ask(simulator, '/me/mailFolders/inbox/messages?$top=5&$select=subject&$count=true');
  await ask(simulator, "/me/messages?$filter=internetMessageId eq '<none@example.org>'");
  await ask(simulator, `/me/messages/${id}`, { method: 'PATCH', body: { isRead: true } });
  await ask(simulator, `/me/messages/${id}`, { method: 'DELETE' });
  await post(`/me/messages/${id}/move`, { destinationId: 'inbox' });
  await post(`/me/messages/${id}/copy`, { destinationId: 'archive' });
  await post('/me/mailFolders', { displayName: 'Restored' });
  await post('/me/mailFolders', { displayName: 'Restored' });
  const made = await post('/me/mailFolders/inbox/messages', {
    subject: 'made again',
    body: { contentType: 'html', content: '<p>hello</p>' },
    from: { emailAddress: { name: 'A', address: 'a@example.org' } },
    toRecipients: [{ emailAddress: { name: 'Pat', address: 'pat@example.com' } }],
    internetMessageId: '<again@example.org>',
    internetMessageHeaders: [{ name: 'x-made-again', value: '1' }],
    flag: { flagStatus: 'flagged' },
    categories: ['Tax 2026'],
    isRead: true,
    singleValueExtendedProperties: [
      { id: 'Integer 0x0E07', value: '1' },
      { id: 'SystemTime 0x0E06', value: '2024-01-02T03:04:05Z' },
      { id: 'SystemTime 0x0039', value: '2024-01-02T03:04:00Z' },
    ],
  });
  const made2 = `/me/messages/${made.json.id}`;
  await post(`${made2}/attachments`, {
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'a.txt',
    contentType: 'text/plain',
    contentBytes: btoa('hello'),
  });
  await upload(simulator, made2, 5_000_000);
  await ask(simulator, `${made2}/attachments?$select=id,name,size,isInline,contentType`);
  await post(`${made2}/permanentDelete`);

  await checkExchanges('simulator-calls', simulator);
});

test('trouble and batches: errors have the shape Graph describes', async () => {
  const simulator = await mailbox();
  const id = simulator.mailbox.idOf([...simulator.mailbox.messages()][5]!, true);
  simulator.troubles.plan({ status: 429, retryAfterSeconds: 3 });
  simulator.troubles.plan({ status: 503, retryAfterSeconds: 3 });
  simulator.troubles.plan({ status: 504 });
  for (let at = 0; at < 3; at += 1) await ask(simulator, '/me/mailFolders/inbox');
  await ask(simulator, '/me/messages/garbage');
  await ask(simulator, '/me/mailFolders/clutter');
  await ask(simulator, `/me/messages/${id}`, { headers: { authorization: '' } });
  await ask(simulator, `/me/messages/${id}`, { method: 'DELETE', scopes: ['Mail.Read'] });
  const { deltaLink } = await round(simulator, '/me/mailFolders/drafts/messages/delta');
  simulator.expireCursors();
  await ask(simulator, deltaLink);
  await ask(simulator, '/$batch', {
    method: 'POST',
    body: {
      requests: [
        { id: '1', method: 'GET', url: `/me/messages/${id}?$select=subject` },
        { id: '2', method: 'GET', url: '/me/messages/garbage' },
        { id: '3', method: 'GET', url: '/me/mailFolders/inbox', dependsOn: ['2'] },
        {
          id: '4',
          method: 'PATCH',
          url: `/me/messages/${id}`,
          headers: { 'Content-Type': 'application/json' },
          body: { isRead: false },
        },
      ],
    },
  });

  await checkExchanges('simulator-trouble', simulator);
});

async function upload(simulator: Simulator, message: string, size: number): Promise<void> {
  const { json } = await ask(simulator, `${message}/attachments/createUploadSession`, {
    method: 'POST',
    body: { AttachmentItem: { attachmentType: 'file', name: 'big.bin', size } },
  });
  for (let at = 0; at < size; at += 4_000_000) {
    const piece = new Uint8Array(Math.min(4_000_000, size - at));
    const headers = {
      'content-range': `bytes ${at}-${at + piece.length - 1}/${size}`,
      'content-type': 'application/octet-stream',
    };
    await simulator.fetch(new Request(json.uploadUrl, { method: 'PUT', headers, body: piece }));
  }
}
