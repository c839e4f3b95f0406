import { expect, test } from 'vitest';
import { createSimulator } from './simulator.ts';
import { ask } from './test-client.ts';

const MB = 1024 * 1024;

async function session(size = 5 * MB) {
  const simulator = createSimulator();
  const message = simulator.control.deliver({ isDraft: true });
  const path = `/me/messages/${simulator.mailbox.idOf(message, true)}`;
  const created = await ask(simulator, `${path}/attachments/createUploadSession`, {
    method: 'POST',
    body: { AttachmentItem: { attachmentType: 'file', name: 'big.bin', size } },
  });
  const put = (first: number, last: number, headers: Record<string, string> = {}) =>
    simulator.fetch(
      new Request(created.json.uploadUrl, {
        method: 'PUT',
        headers: { 'content-range': `bytes ${first}-${last}/${size}`, ...headers },
        body: new Uint8Array(last - first + 1).fill(7),
      }),
    );
  return { simulator, path, created, put, message };
}

test('an upload goes to Outlook’s host in pieces and ends with 201 and a place', async () => {
  const { simulator, path, created, put } = await session();

  const first = await put(0, 4 * MB - 1);
  const last = await put(4 * MB, 5 * MB - 1);

  expect(created.status).toBe(201);
  expect(created.json.nextExpectedRanges).toEqual(['0-']);
  expect(created.json.uploadUrl).toMatch(/^https:\/\/outlook\.office\.com\/api\/gv1\.0\//);
  expect(await first.json()).toMatchObject({ NextExpectedRanges: [String(4 * MB)] });
  expect([last.status, await last.text()]).toEqual([201, '']);
  expect(last.headers.get('location')).toMatch(/\/Attachments\('[^']+'\)$/);
  expect(last.headers.get('access-control-expose-headers')).toBeNull();
  const { json } = await ask(simulator, `${path}/attachments?$select=name,size`);
  expect(json.value[0].name).toBe('big.bin');
});

test('the session takes no token, no piece out of order and none above 4 MB', async () => {
  const { put } = await session();

  expect((await put(0, MB - 1, { authorization: 'Bearer x' })).status).toBe(401);
  expect((await put(MB, 2 * MB - 1)).status).toBe(416);
  expect((await put(0, 4 * MB)).status).toBe(400);
});

test('small files are not for sessions', async () => {
  const { created } = await session(MB);

  expect(created.json.error.code).toBe('ErrorAttachmentSizeShouldNotBeLessThanMinimumSize');
});

test('a message has an end', async () => {
  const { created, put, message } = await session(5 * MB);
  const file = message.content.attachments;
  message.content = {
    ...message.content,
    attachments: [
      ...file,
      {
        key: 1,
        kind: 'file',
        name: 'old',
        contentType: 'x',
        isInline: false,
        contentId: null,
        contentLocation: null,
        length: 33 * MB,
        bytes: () => new Uint8Array(0),
        modifiedAt: 0,
      },
    ],
  };

  await put(0, 4 * MB - 1);
  const last = await put(4 * MB, 5 * MB - 1);

  expect(created.status).toBe(201);
  expect((await last.json()).error.code).toBe('ErrorMessageSizeExceeded');
});

test('a page may send what an upload needs, and no header beside', async () => {
  const { simulator, created } = await session();

  const answer = await simulator.fetch(new Request(created.json.uploadUrl, { method: 'OPTIONS' }));

  expect(answer.headers.get('access-control-allow-headers')).toBe('content-range, content-type');
});
