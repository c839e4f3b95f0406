import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

  const response = await fetch(`${server.url}/v1.0/me/planner/tasks`, { headers: headersOf(server) });

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
