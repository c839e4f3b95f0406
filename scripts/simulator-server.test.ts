import { mkdir, mkdtemp, open as openFile, rm, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import {
  type ServerOptions,
  type SimulatorServer,
  startSimulatorServer,
} from './simulator-server.ts';

const open: SimulatorServer[] = [];

async function start(options: ServerOptions = {}): Promise<SimulatorServer> {
  const server = await startSimulatorServer({ messages: 5, ...options });
  open.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const headersOf = ({ simulator }: SimulatorServer) => ({
  authorization: `Bearer ${simulator.token(['Mail.ReadWrite'])}`,
});

test('Graph answers over http, with links to the same place', async () => {
  const server = await start({ messages: 50 });

  const response = await fetch(`${server.url}/v1.0/me/messages?$select=subject`, {
    headers: headersOf(server),
  });

  const json = await response.json();
  expect(response.status).toBe(200);
  expect(json['@odata.nextLink']).toMatch(new RegExp(`^${server.url}/v1\\.0/me/messages\\?`));
});

test('a request without a route is 501 and is printed', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  const server = await start();

  const response = await fetch(`${server.url}/v1.0/me/planner/tasks`, {
    headers: headersOf(server),
  });

  expect([response.status, (await response.json()).error.code]).toEqual([
    501,
    'SimulatorHasNoRoute',
  ]);
  expect(printed).toHaveBeenCalledWith('The simulator has no route for GET /me/planner/tasks');
  printed.mockRestore();
});

test('a planned cut ends the connection after the first half of the body', async () => {
  const server = await start();
  server.simulator.troubles.plan({ body: 'cut' });

  const response = await fetch(`${server.url}/v1.0/me/mailFolders`, { headers: headersOf(server) });

  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

test('uploads go to another origin', async () => {
  const server = await start();
  const [message] = server.simulator.mailbox.messages();
  const id = server.simulator.mailbox.idOf(message!, true);
  const created = await fetch(
    `${server.url}/v1.0/me/messages/${id}/attachments/createUploadSession`,
    {
      method: 'POST',
      headers: { ...headersOf(server), 'content-type': 'application/json' },
      body: JSON.stringify({
        AttachmentItem: { attachmentType: 'file', name: 'a', size: 3_200_000 },
      }),
    },
  );
  const { uploadUrl } = await created.json();

  const put = await fetch(uploadUrl, {
    method: 'PUT',
    headers: { 'content-range': 'bytes 0-3199999/3200000' },
    body: new Uint8Array(3_200_000),
  });

  expect(new URL(uploadUrl).origin).not.toBe(server.url);
  expect(put.status).toBe(201);
});

test('over https it is whatever Microsoft host it is called by', async () => {
  const server = await start({ tlsPort: 0 });

  const text = await new Promise<string>((resolve, reject) => {
    const path = '/common/v2.0/.well-known/openid-configuration';
    const headers = { host: 'login.microsoftonline.com' };
    const options = { port: server.tlsPort, host: '127.0.0.1', path, headers };
    request({ ...options, rejectUnauthorized: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve(Buffer.concat(chunks).toString());
    })
      .on('error', reject)
      .end();
  });

  expect(JSON.parse(text).authorization_endpoint).toBe(
    'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  );
});

test('a folder of mail files becomes the mailbox', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-mail-'));
  await mkdir(join(directory, 'Clients'));
  await writeFile(join(directory, 'Clients', 'a.eml'), 'Subject: from a file\r\n\r\nx\r\n');
  await writeFile(join(directory, 'notes.txt'), 'not mail');

  const { simulator } = await start({ mail: directory });
  await rm(directory, { recursive: true });

  const [message, ...rest] = simulator.mailbox.messages();
  expect(rest).toEqual([]);
  expect([message?.content.subject, message?.folder.displayName]).toEqual([
    'from a file',
    'Clients',
  ]);
});

const filesOf = ({ simulator }: SimulatorServer) => ({
  authorization: `Bearer ${simulator.token(['Files.ReadWrite'])}`,
});

test('a folder of files becomes the drive, with dates, read from the disk when asked for', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-files-'));
  await mkdir(join(directory, 'Größe'));
  await writeFile(join(directory, 'Größe', 'a.txt'), 'from a disk');
  const date = new Date('2012-03-04T05:06:07Z');
  await utimes(join(directory, 'Größe', 'a.txt'), date, date);
  // Five gigabytes of nothing: they take no room on the disk either.
  const huge = await openFile(join(directory, 'huge.bin'), 'w');
  await huge.truncate(5 * 1024 ** 3);
  await huge.write('the end', 5 * 1024 ** 3 - 7);
  await huge.close();
  const server = await start({ files: directory });
  const headers = filesOf(server);
  const item = async (path: string) => {
    const url = `${server.url}/v1.0/me/drive/root:/${path}?$select=size,fileSystemInfo,@microsoft.graph.downloadUrl`;
    return (await fetch(url, { headers })).json();
  };

  const small = await item('Gr%C3%B6%C3%9Fe/a.txt');
  const large = await item('huge.bin');
  const url = large['@microsoft.graph.downloadUrl'];
  const end = await fetch(url, { headers: { range: 'bytes=5368709100-' } });

  expect(small.fileSystemInfo.lastModifiedDateTime).toBe('2012-03-04T05:06:07Z');
  expect(await (await fetch(small['@microsoft.graph.downloadUrl'])).text()).toBe('from a disk');
  expect(new URL(url).origin).not.toBe(server.url);
  expect([large.size, end.status]).toEqual([5 * 1024 ** 3, 206]);
  expect((await end.text()).slice(-7)).toBe('the end');
  await rm(directory, { recursive: true });
});

test('a download is cut in the middle, and goes on with a range', async () => {
  const server = await start({ driveFiles: 0 });
  const { control } = server.simulator.drive;
  control.put('a.bin', new Uint8Array(3_000_000).fill(7));
  control.cutDownloads({ afterBytes: 2_000_000 });
  const answer = await fetch(`${server.url}/v1.0/me/drive/root:/a.bin`, {
    headers: filesOf(server),
  });
  const url = (await answer.json())['@microsoft.graph.downloadUrl'];

  let received = 0;
  const reading = async () => {
    const { body } = await fetch(url);
    for await (const piece of body!) received += piece.length;
  };
  await expect(reading()).rejects.toThrow();
  const rest = await fetch(url, { headers: { range: `bytes=${received}-` } });

  expect(received).toBeGreaterThan(0);
  expect(received).toBeLessThanOrEqual(2_000_000);
  expect((await rest.arrayBuffer()).byteLength).toBe(3_000_000 - received);
});

test('an upload to the drive is kept on the disk and comes back', async () => {
  const server = await start({ driveFiles: 0 });
  const bytes = Uint8Array.from({ length: 700_000 }, (_, at) => at % 251);
  const made = await fetch(`${server.url}/v1.0/me/drive/root:/a.bin:/content`, {
    method: 'PUT',
    headers: filesOf(server),
    body: bytes,
  });

  const url = (await made.json())['@microsoft.graph.downloadUrl'];
  const back = new Uint8Array(await (await fetch(url)).arrayBuffer());

  expect(made.status).toBe(201);
  expect(Buffer.compare(back, bytes)).toBe(0);
});
