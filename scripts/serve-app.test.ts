import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppServer, startAppServer } from './serve-app.ts';

let root: string;
let server: AppServer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-app-'));
  await mkdir(join(root, 'assets'));
  await writeFile(join(root, 'index.html'), '<!doctype html>the page');
  await writeFile(join(root, 'redirect-bridge.html'), '<!doctype html>the bridge');
  await writeFile(join(root, 'assets/engine-1a2b.wasm'), 'wasm');
  server = await startAppServer({ port: 0, root, deployment: () => ({ clientId: 'theirs' }) });
});

afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true });
});

const get = (path: string, init?: RequestInit) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, init);

test("every address of the app's own is the one page", async () => {
  for (const path of ['/', '/mail', '/mail/AAMkAD%3D/7?x=1.2']) {
    expect(await (await get(path)).text(), path).toContain('the page');
  }
});

test('a file that is not there is not the page', async () => {
  expect((await get('/assets/missing.js')).status).toBe(404);
});

test.each(['/../package.json', '/%2e%2e/package.json', '/assets/%2e%2e%2f%2e%2e%2fpackage.json'])(
  'nothing outside of the folder is served (%s)',
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);

test('only files named by their contents may be cached', async () => {
  expect((await get('/')).headers.get('cache-control')).toBe('no-store');
  expect((await get('/redirect-bridge.html')).headers.get('cache-control')).toBe('no-store');
  expect((await get('/assets/engine-1a2b.wasm')).headers.get('cache-control')).toContain(
    'immutable',
  );
});

test('the page Microsoft comes back to is not cut off from the one that waits', async () => {
  const { headers } = await get('/redirect-bridge.html');
  expect(headers.get('cross-origin-opener-policy')).toBeNull();
  expect(headers.get('content-security-policy')).toBe("frame-ancestors 'self'");
});

test('wasm has the type that lets it compile while it streams', async () => {
  expect((await get('/assets/engine-1a2b.wasm')).headers.get('content-type')).toBe(
    'application/wasm',
  );
});

test('the deployment is told, and files can only be read', async () => {
  expect(await (await get('/deployment.json')).json()).toEqual({ clientId: 'theirs' });
  expect((await get('/', { method: 'POST' })).status).toBe(405);
});

test('a busy port is passed over', async () => {
  const next = await startAppServer({ port: server.port, root });
  expect(next.port).toBeGreaterThan(server.port);
  await next.close();
});
