import { expect, test } from 'vitest';
import { createSimulator } from './simulator.ts';
import { ask } from './test-client.ts';

const FORWARDED = `From: a@example.org
To: pat@example.com
Subject: outer
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer-boundary-123"

--outer-boundary-123
Content-Type: text/plain

See below.
--outer-boundary-123
Content-Type: message/rfc822

From: b@example.org
Subject: inner
Message-ID: <inner@example.org>

Inner text.
--outer-boundary-123--
`;

async function mailbox() {
  const simulator = createSimulator();
  const file = simulator.control.deliver({
    html: '<img src="cid:pic">',
    attachments: [
      { name: 'a.pdf', contentType: 'application/pdf', bytes: Uint8Array.of(1, 2, 3) },
      { name: 'pic.png', contentType: 'image/png', bytes: Uint8Array.of(9), contentId: 'pic' },
      { name: 'In the cloud', bytes: new Uint8Array(0), isReference: true },
    ],
  });
  const inline = simulator.control.deliver({
    attachments: [{ name: 'pic.png', bytes: Uint8Array.of(9), contentId: 'pic' }],
  });
  const item = await simulator.control.deliverEml(new TextEncoder().encode(FORWARDED));
  const path = (message: typeof file) => `/me/messages/${simulator.mailbox.idOf(message, true)}`;
  return { simulator, file: path(file), inline: path(inline), item: path(item) };
}

test('a list of attachments holds the bytes of files and no more than metadata of links', async () => {
  const { simulator, file } = await mailbox();

  const { json } = await ask(simulator, `${file}/attachments`);

  const [pdf, picture, link] = json.value;
  expect(pdf).toMatchObject({
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'a.pdf',
    contentBytes: btoa('\x01\x02\x03'),
    isInline: false,
  });
  expect(pdf.size).toBeGreaterThan(3);
  expect(picture).toMatchObject({ contentId: 'pic', isInline: true });
  expect(Object.keys(link).sort()).toEqual(
    ['@odata.type', 'contentType', 'id', 'isInline', 'lastModifiedDateTime', 'name', 'size'].sort(),
  );
});

test('inline pictures alone do not count as attachments', async () => {
  const { simulator, file, inline } = await mailbox();

  expect((await ask(simulator, file)).json.hasAttachments).toBe(true);
  expect((await ask(simulator, inline)).json.hasAttachments).toBe(false);
});

test('bytes of one attachment come raw', async () => {
  const { simulator, file } = await mailbox();
  const { json } = await ask(simulator, `${file}/attachments?$select=id,name`);

  const raw = await ask(simulator, `${file}/attachments/${json.value[0].id}/$value`);
  const link = await ask(simulator, `${file}/attachments/${json.value[2].id}/$value`);

  expect([...raw.bytes]).toEqual([1, 2, 3]);
  expect(raw.headers.get('content-type')).toBe('application/pdf');
  expect(link.status).toBe(405);
});

test('a message in a message is shown when it is expanded, and comes as MIME', async () => {
  const { simulator, item } = await mailbox();
  const { json } = await ask(simulator, `${item}/attachments`);
  const path = `${item}/attachments/${json.value[0].id}`;

  const expanded = await ask(simulator, `${path}?$expand=microsoft.graph.itemattachment/item`);
  const raw = await ask(simulator, `${path}/$value`);

  expect(json.value[0]['@odata.type']).toBe('#microsoft.graph.itemAttachment');
  expect(json.value[0].item).toBeUndefined();
  expect(expanded.json.item).toMatchObject({
    '@odata.type': '#microsoft.graph.message',
    subject: 'inner',
  });
  expect(new TextDecoder().decode(raw.bytes)).toContain('Inner text.');
});

test('contents above a size can be left out of lists', async () => {
  const { simulator, file } = await mailbox();
  simulator.troubles.mostInlineBytes = 2;

  const { json } = await ask(simulator, `${file}/attachments`);

  expect(json.value[0]).not.toHaveProperty('contentBytes');
  expect(json.value[1]).toHaveProperty('contentBytes');
});

test('what belongs to files is selected through their type', async () => {
  const { simulator, file } = await mailbox();

  const cast = await ask(
    simulator,
    `${file}/attachments?$select=id,microsoft.graph.fileAttachment/contentId`,
  );
  const bare = await ask(simulator, `${file}/attachments?$select=contentId`);

  expect(cast.json.value[1].contentId).toBe('pic');
  expect(bare.status).toBe(400);
});

test('a posted attachment is there; one above 3 MB needs an upload session', async () => {
  const { simulator, inline } = await mailbox();
  const attachment = (length: number) => ({
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'b.bin',
    contentBytes: btoa('x'.repeat(length)),
  });
  const post = (length: number) =>
    ask(simulator, `${inline}/attachments`, { method: 'POST', body: attachment(length) });

  const small = await post(10);
  const large = await post(3 * 1024 * 1024);
  const tooLarge = await post(3 * 1024 * 1024 + 1);

  expect([small.status, large.status, tooLarge.status]).toEqual([201, 413, 413]);
  expect((await ask(simulator, inline)).json.hasAttachments).toBe(true);
});
