import { expect, test } from 'vitest';
import { MemoryStorage } from '../../tests/memory-storage.ts';
import { systemClock } from '../lib/clock.ts';
import { CLOUDS } from '../model/settings.ts';
import { loadDeployment } from './deployment.ts';

const LOCAL = { name: 'custom', login: 'http://localhost:1', graph: 'http://localhost:1' };

function load(answer: () => Promise<Response>, storage = new MemoryStorage()) {
  const asked: typeof fetch = () => answer();
  return loadDeployment({
    fetch: asked,
    storage,
    clock: { ...systemClock, sleep: async () => {} },
    builtInClientId: 'built-in',
  });
}

const says = (body: unknown) => async () => Response.json(body);
const fails = async () => {
  throw new TypeError('offline');
};

test('the host names cloud and app registration', async () => {
  const deployment = await load(says({ clientId: 'theirs', cloud: LOCAL, accountHint: 'a@b.c' }));
  expect(deployment).toEqual({ clientId: 'theirs', cloud: LOCAL, accountHint: 'a@b.c' });
});

test('without a file the build decides', async () => {
  const notFound = async () => new Response('', { status: 404 });
  expect(await load(notFound)).toEqual({ clientId: 'built-in' });
});

test('a host that answers everything with its page has no file', async () => {
  const page = async () => new Response('<!doctype html>');
  expect(await load(page)).toEqual({ clientId: 'built-in' });
});

test('offline, what the host said last time still holds', async () => {
  const storage = new MemoryStorage();
  await load(says({ cloud: LOCAL }), storage);

  expect(await load(fails, storage)).toEqual({ clientId: 'built-in', cloud: LOCAL });
});

test('a slow host is not waited for when its earlier answer is known', async () => {
  const storage = new MemoryStorage();
  await load(says({ clientId: 'theirs' }), storage);

  const never = () => new Promise<Response>(() => {});
  expect(await load(never, storage)).toEqual({ clientId: 'theirs' });
});

test.each([
  'http://graph.example.com',
  'javascript:alert(1)',
  'https://graph.example.com/path',
  'nonsense',
])('a cloud at %s is refused', async (graph) => {
  expect(await load(says({ cloud: { ...LOCAL, graph } }))).toEqual({ clientId: 'built-in' });
});

test('a name of Microsoft’s can’t stand for another host', async () => {
  const posing = { name: 'global', login: 'https://evil.example', graph: 'https://evil.example' };

  expect((await load(says({ cloud: posing }))).cloud).toEqual(CLOUDS.global);
});
