import { expect, test } from 'vitest';
import { lineOf } from './record.ts';
import { failure, json, READ, scriptedGraph, tokensFrom } from './scripted.contract.ts';

const { signal } = new AbortController();
const ONCE = { ...READ, retry: false };

test('every request asks for immutable ids, beside what the caller prefers', async () => {
  const { graph, requests } = scriptedGraph([json({ id: 1 })]);

  const body = await graph.read('/me', { ...READ, prefer: ['odata.maxpagesize=50'] }, signal);

  expect(body).toEqual({ id: 1 });
  expect(requests[0]?.url).toBe('https://graph.example/v1.0/me');
  expect(requests[0]?.headers.get('prefer')).toBe('IdType="ImmutableId", odata.maxpagesize=50');
  expect(requests[0]?.headers.get('authorization')).toBe('Bearer first');
  expect(requests[0]?.headers.get('client-request-id')).toMatch(/^[\da-f-]{36}$/);
});

test('a link of the server comes back unaltered', async () => {
  const link =
    "https://graph.example/v1.0/me/mailfolders('A=')/delta?$skiptoken=b%3D&$select=a&x=1&$select=b";
  const { graph, requests } = scriptedGraph([json({})]);

  await graph.read(link, READ, signal);

  expect(requests[0]?.url).toBe(link);
});

test.each([
  'https://elsewhere.example/v1.0/me',
  'http://graph.example/v1.0/me',
  'https://graph.example.evil.example/v1.0/me',
  'https://graph.example@evil.example/v1.0/me',
  'me/messages',
])('a link to %s is not followed and no token is asked for', async (link) => {
  let isAsked = false;
  const tokens = {
    token: async () => {
      isAsked = true;
      return 'secret';
    },
  };
  const { graph, requests } = scriptedGraph([], { tokens });

  await expect(graph.read(link, READ, signal)).rejects.toMatchObject({ code: 'unexpected' });
  expect(requests).toEqual([]);
  expect(isAsked).toBe(false);
});

test('a custom service on localhost is a Graph like any other', async () => {
  const cloud = {
    name: 'custom',
    login: 'http://localhost:1',
    graph: 'http://localhost:1',
  } as const;
  const { graph, requests } = scriptedGraph([json({})], { cloud });

  await graph.read('http://localhost:1/v1.0/me/delta?$skiptoken=1', READ, signal);

  expect(requests[0]?.headers.get('authorization')).toBe('Bearer first');
});

test('a refused token is replaced once', async () => {
  const { graph, requests } = scriptedGraph(
    [failure(401, 'InvalidAuthenticationToken'), json({})],
    {
      tokens: tokensFrom(['old', 'new']),
    },
  );

  await graph.read('/me', READ, signal);

  expect(requests.map((request) => request.headers.get('authorization'))).toEqual([
    'Bearer old',
    'Bearer new',
  ]);
});

test('the same token again, or a second refusal, means signed out', async () => {
  const same = scriptedGraph([failure(401, 'X')]);
  await expect(same.graph.read('/me', READ, signal)).rejects.toMatchObject({ code: 'signed-out' });

  const twice = scriptedGraph([failure(401, 'X'), failure(401, 'X')], {
    tokens: tokensFrom(['old', 'new']),
  });
  await expect(twice.graph.read('/me', READ, signal)).rejects.toMatchObject({ code: 'signed-out' });
});

test('a refusal for being too fast is waited out as long as the server says', async () => {
  const { graph, clock } = scriptedGraph([
    failure(429, 'ApplicationThrottled', { 'Retry-After': '17.5' }),
    json({ id: 1 }),
  ]);
  const before = clock.now();

  expect(await graph.read('/me', READ, signal)).toEqual({ id: 1 });

  expect(clock.now() - before).toBe(17_500);
  expect(graph.traffic).toMatchObject({ requests: 2, pauses: 1, pausedMs: 17_500 });
});

test('without a readable Retry-After the waits double from ten seconds', async () => {
  const { graph, clock } = scriptedGraph([failure(429, 'X'), failure(429, 'X'), json({})]);
  const before = clock.now();

  await graph.read('/me', READ, signal);

  expect(clock.now() - before).toBe(30_000);
});

test('who is always told to wait gives up with a fault', async () => {
  const { graph } = scriptedGraph(Array.from({ length: 8 }, () => failure(429, 'X')));

  await expect(graph.read('/me', READ, signal)).rejects.toMatchObject({ code: 'throttled' });
});

test('one pause holds the other requests back as well', async () => {
  const { graph, clock } = scriptedGraph([
    failure(429, 'X', { 'Retry-After': '60' }),
    json({}),
    json({}),
  ]);
  const before = clock.now();
  const first = graph.read('/me', READ, signal);
  while (graph.traffic.pausedUntil === null) await new Promise((resolve) => setTimeout(resolve, 0));
  const second = graph.read('/me/messages', READ, signal).then(() => clock.now() - before);

  expect(await second).toBeGreaterThanOrEqual(60_000);
  await first;
});

test('a failing server is asked four times, a call without retries once', async () => {
  const patient = scriptedGraph([...Array(3).fill(failure(500, 'X')), json({ id: 1 })]);
  expect(await patient.graph.read('/me', READ, signal)).toEqual({ id: 1 });

  const hopeless = scriptedGraph(
    Array.from({ length: 4 }, () => new Response('', { status: 503 })),
  );
  await expect(hopeless.graph.read('/me', READ, signal)).rejects.toMatchObject({
    code: 'server-error',
  });
  const once = scriptedGraph([failure(500, 'X')]);
  await expect(once.graph.read('/me', ONCE, signal)).rejects.toMatchObject({
    code: 'server-error',
  });
});

test('what can never be read is not asked twice', async () => {
  const { graph, requests } = scriptedGraph([failure(500, 'ErrorMimeContentConversionFailed')]);

  await expect(graph.bytes('/me/messages/1/$value', READ, signal)).rejects.toMatchObject({
    code: 'unreadable',
    upstreamCode: 'ErrorMimeContentConversionFailed',
  });
  expect(requests).toHaveLength(1);
});

test('a connection cut in the middle of a body is tried again', async () => {
  const cut = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('From: '));
      controller.error(new TypeError('terminated'));
    },
  });
  const { graph } = scriptedGraph([new Response(cut), new Response('From: someone')]);

  const bytes = await graph.bytes('/me/messages/1/$value', READ, signal);

  expect(new TextDecoder().decode(bytes)).toBe('From: someone');
});

test('no network at all ends as offline', async () => {
  const { graph, clock } = scriptedGraph(Array.from({ length: 4 }, () => new TypeError('failed')));
  const before = clock.now();

  await expect(graph.read('/me', READ, signal)).rejects.toMatchObject({ code: 'offline' });
  expect(clock.now() - before).toBe(7_000);
});

test('a browser that knows of no network is believed at once', async () => {
  const { graph, requests } = scriptedGraph([new TypeError('failed')], { isOnline: () => false });

  await expect(graph.read('/me', READ, signal)).rejects.toMatchObject({ code: 'offline' });
  expect(requests).toHaveLength(1);
});

test('a connection that breaks right after a pause counts as being too fast', async () => {
  const { graph, clock } = scriptedGraph([
    failure(429, 'X', { 'Retry-After': '1' }),
    new TypeError('no CORS headers on the refusal'),
    json({}),
  ]);
  const before = clock.now();

  await graph.read('/me', READ, signal);

  expect(clock.now() - before).toBe(11_000);
  expect(graph.traffic.pauses).toBe(2);
});

test('making something is not repeated when nobody knows whether it was made', async () => {
  const cut = scriptedGraph([new TypeError('failed')]);
  await expect(cut.graph.send('POST', '/me/messages', {}, READ, signal)).rejects.toMatchObject({
    code: 'offline',
  });

  const failed = scriptedGraph([failure(500, 'X')]);
  await expect(failed.graph.send('POST', '/me/messages', {}, READ, signal)).rejects.toMatchObject({
    code: 'server-error',
  });

  const refused = scriptedGraph([failure(429, 'X', { 'Retry-After': '1' }), json({ id: 2 }, 201)]);
  expect(await refused.graph.send('POST', '/me/messages', {}, READ, signal)).toEqual({ id: 2 });
});

test('what was made a moment ago may be missing for some seconds', async () => {
  const { graph } = scriptedGraph([failure(404, 'ErrorItemNotFound'), json({ id: 1 })]);

  expect(await graph.read('/me/messages/1', { ...READ, justMade: true }, signal)).toEqual({
    id: 1,
  });
});

test('an abort ends a wait at once and is passed on as it is', async () => {
  const stop = new AbortController();
  const { graph } = scriptedGraph([failure(429, 'X', { 'Retry-After': '3600' })], {
    clock: {
      now: () => 0,
      sleep: (_ms, s) => new Promise((_, no) => s?.addEventListener('abort', () => no(s.reason))),
    },
  });
  const reading = graph.read('/me', READ, stop.signal);
  while (graph.traffic.pausedUntil === null) await new Promise((resolve) => setTimeout(resolve, 0));

  stop.abort();

  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

test('bodies are sent as JSON and an empty answer is null', async () => {
  const { graph, requests } = scriptedGraph([new Response(null, { status: 204 })]);

  const body = await graph.send('PATCH', '/me/messages/1', { isRead: true }, READ, signal);

  expect(body).toBeNull();
  expect(requests[0]?.headers.get('content-type')).toBe('application/json');
  expect(await requests[0]?.json()).toEqual({ isRead: true });
});

test('a recording names the request and hides the token', async () => {
  const { graph, exchanges } = scriptedGraph([json({ id: 1 }, 201)]);

  await graph.send('POST', '/me/messages', { subject: 'Hello' }, READ, signal);

  expect(exchanges).toHaveLength(1);
  expect(exchanges[0]).toMatchObject({
    method: 'POST',
    url: 'https://graph.example/v1.0/me/messages',
    requestBody: { subject: 'Hello' },
    status: 201,
    responseBody: { id: 1 },
  });
  expect(exchanges[0]?.requestHeaders.authorization).toBe('Bearer masked');
  expect(lineOf(exchanges[0]!)).toMatch(/^\{"method":"POST".+\}\n$/);
});

test('a batch answers in the order of its paths and repeats only what was refused', async () => {
  const { graph, requests } = scriptedGraph([
    json({
      responses: [
        { id: '3', status: 429, headers: { 'retry-after': '2' }, body: { error: { code: 'X' } } },
        { id: '2', status: 404, body: { error: { code: 'ErrorItemNotFound' } } },
        { id: '1', status: 200, body: { id: 'a' } },
      ],
    }),
    json({ id: 'c' }),
  ]);

  const answers = await graph.batch(['/a', '/b', '/c'], READ, signal);

  expect(answers[0]).toEqual({ ok: true, body: { id: 'a' } });
  expect(answers[1]).toMatchObject({ ok: false, fault: { code: 'not-found' } });
  expect(answers[2]).toEqual({ ok: true, body: { id: 'c' } });
  expect(requests[1]?.url).toBe('https://graph.example/v1.0/c');
  expect(graph.traffic.requests).toBe(4);
});

const SESSION = { uploadUrl: 'https://outlook.example/upload?authtoken=x' };

test('an upload goes in pieces, in order, without our token', async () => {
  const bytes = new Uint8Array(5_000_000).map((_, index) => index % 251);
  const { graph, requests } = scriptedGraph([
    json(SESSION, 201),
    json({ NextExpectedRanges: ['3932160'] }),
    new Response(null, { status: 201 }),
  ]);

  await graph.upload('/me/messages/1/attachments/createUploadSession', {}, bytes, READ, signal);

  const sent = requests.slice(1);
  expect(sent.map((request) => request.headers.get('content-range'))).toEqual([
    'bytes 0-3932159/5000000',
    'bytes 3932160-4999999/5000000',
  ]);
  expect(sent.every((request) => !request.headers.has('authorization'))).toBe(true);
  expect(sent.every((request) => !request.headers.has('client-request-id'))).toBe(true);
  const arrived = new Uint8Array(
    await new Blob(await Promise.all(sent.map((r) => r.blob()))).arrayBuffer(),
  );
  expect(arrived.every((byte, index) => byte === bytes[index])).toBe(true);
  expect(arrived.length).toBe(bytes.length);
});

test('an upload whose session has ended is begun again once', async () => {
  const bytes = new Uint8Array(10);
  const { graph, requests } = scriptedGraph([
    json(SESSION, 201),
    failure(404, 'ErrorItemNotFound'),
    new Response(null, { status: 204 }),
    json(SESSION, 201),
    new Response(null, { status: 201 }),
  ]);

  await graph.upload('/me/messages/1/attachments/createUploadSession', {}, bytes, READ, signal);

  expect(requests.map((request) => request.method)).toEqual([
    'POST',
    'PUT',
    'DELETE',
    'POST',
    'PUT',
  ]);
});

test('nothing is uploaded to an unprotected address', async () => {
  const { graph } = scriptedGraph(
    [json({ uploadUrl: 'http://evil.example/' }, 201)].flatMap((r) => [
      r,
      json({ uploadUrl: 'http://evil.example/' }, 201),
    ]),
  );

  await expect(graph.upload('/x', {}, new Uint8Array(10), READ, signal)).rejects.toMatchObject({
    code: 'unexpected',
  });
});
