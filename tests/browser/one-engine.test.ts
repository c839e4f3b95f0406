import { afterEach, expect, test } from 'vitest';
import { Disconnected } from '../../shared/rpc/connect.ts';
import {
  acceptFaces,
  type EngineConnection,
  hostHere,
  joinEngine,
  type Surroundings,
} from '../../shared/rpc/host-election.ts';
import { openPort } from '../../shared/rpc/port.ts';
import { serve } from '../../shared/rpc/serve.ts';

interface Engine {
  readName(): Promise<string>;
  startNothing(): Promise<string>;
  watchName(): AsyncIterable<string>;
}

const faces: EngineConnection<Engine>[] = [];
let workers = { started: 0, running: 0, watched: 0 };
let scope = '';

afterEach(() => {
  for (const face of faces.splice(0)) face.close();
  workers = { started: 0, running: 0, watched: 0 };
  scope = '';
});

function surroundings(): Surroundings {
  scope ||= `test-${crypto.randomUUID()}`;
  return {
    locks: navigator.locks,
    openChannel: (name) => new BroadcastChannel(name),
    newName: () => crypto.randomUUID(),
    scope,
  };
}

/** Stands in for a worker: the same messages over a channel, in this very window. */
function startWorker() {
  const counted = workers;
  counted.started += 1;
  counted.running += 1;
  const name = `engine ${counted.started}`;
  const end = new AbortController();
  const { port1, port2 } = new MessageChannel();
  const engine = {
    readName: async () => name,
    startNothing: () => new Promise<string>(() => {}),
    async *watchName(...rest: unknown[]) {
      const signal = rest.at(-1) as AbortSignal;
      counted.watched += 1;
      try {
        yield name;
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      } finally {
        counted.watched -= 1;
      }
    },
  };
  serve<Engine>(engine, openPort(port2));
  acceptFaces(surroundings(), (port) => serve<Engine>(engine, port), end.signal);
  return {
    endpoint: port1,
    terminate() {
      counted.running -= 1;
      end.abort();
      port2.close();
    },
  };
}

/** A face that never hosts; `host` is what it wakes, and what ends it. */
function openFollower(host: { wake(): void }): EngineConnection<Engine> {
  const face = joinEngine<Engine, Record<string, never>>(
    { ...surroundings(), wake: host.wake },
    (method) => method === 'readName',
  );
  faces.push(face);
  return face;
}

/** Somebody who hosts when woken, once at a time. */
function sleepingHost() {
  let hosting: EngineConnection<Engine> | null = null;
  return {
    wake() {
      hosting ??= openFace();
    },
    sleep() {
      hosting?.close();
      hosting = null;
    },
  };
}

/** Locks that somebody else holds for a face, and loses at times. */
function lossyLocks() {
  let lose = () => {};
  const request = async (name: string, options: LockOptions, work: () => Promise<unknown>) => {
    if (!name.includes('-face-')) return navigator.locks.request(name, options, work);
    let working: Promise<unknown> | null = null;
    const hold = (): Promise<unknown> =>
      navigator.locks.request(name, options, () => {
        working ??= work();
        const lost = new Promise<void>((resolve) => {
          lose = resolve;
        });
        return Promise.race([working, lost]);
      });
    await hold();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await hold();
    return working;
  };
  return { locks: { request: request as LockManager['request'] }, lose: () => lose() };
}

function openFace(): EngineConnection<Engine> {
  const face = joinEngine<Engine, Record<string, never>>(
    { ...surroundings(), startWorker, host: {} },
    (method) => method === 'readName',
  );
  faces.push(face);
  return face;
}

test('many faces share one engine', async () => {
  const names = await Promise.all([1, 2, 3, 4].map(() => openFace().api.readName()));

  expect(names).toEqual(['engine 1', 'engine 1', 'engine 1', 'engine 1']);
  expect(workers).toMatchObject({ started: 1, running: 1 });
  expect(faces.map((face) => face.state()).sort()).toEqual([
    'following',
    'following',
    'following',
    'hosting',
  ]);
});

test('when the hosting face goes, another starts the engine and everyone goes on with it', async () => {
  const first = openFace();
  await first.api.readName();
  const others = [openFace(), openFace()];
  await Promise.all(others.map((face) => face.api.readName()));
  const steps = others[1]!.api.watchName()[Symbol.asyncIterator]();
  const told = [(await steps.next()).value];
  const pending = steps.next();
  const started = others[1]!.api.startNothing();
  const lost = expect(started).rejects.toBeInstanceOf(Disconnected);

  first.close();
  told.push((await pending).value);

  await lost;
  expect(told).toEqual(['engine 1', 'engine 2']);
  expect(await Promise.all(others.map((face) => face.api.readName()))).toEqual([
    'engine 2',
    'engine 2',
  ]);
  expect(workers.running).toBe(1);
  await steps.return?.();
});

test('the engine notices that a face is gone and stops telling it', async () => {
  await openFace().api.readName();
  const other = openFace();
  await other.api.watchName()[Symbol.asyncIterator]().next();
  expect(workers.watched).toBe(1);

  other.close();

  await expect.poll(() => workers.watched).toBe(0);
});

test('the last face to go ends the engine', async () => {
  const face = openFace();
  await face.api.readName();

  face.close();

  await expect.poll(() => workers.running).toBe(0);
});

test('a face that never hosts wakes somebody who does, and again when that one is gone', async () => {
  const host = sleepingHost();
  const follower = openFollower(host);
  const seen: string[] = [];
  const watching = (async () => {
    for await (const name of follower.api.watchName()) seen.push(name);
  })();

  expect(await follower.api.readName()).toBe('engine 1');
  host.sleep();
  expect(await follower.api.readName()).toBe('engine 2');

  await expect.poll(() => seen).toEqual(['engine 1', 'engine 2']);
  expect(workers.started).toBe(2);
  expect(follower.state()).toBe('following');
  follower.close();
  await expect(watching).rejects.toBeInstanceOf(Disconnected);
});

test('a face that is taken for gone for a moment joins the same engine again', async () => {
  const lossy = lossyLocks();
  const follower = joinEngine<Engine, Record<string, never>>(
    { ...surroundings(), locks: lossy.locks, wake: sleepingHost().wake },
    (method) => method === 'readName',
  );
  faces.push(follower);
  expect(await follower.api.readName()).toBe('engine 1');
  const asked = expect(follower.api.startNothing()).rejects.toBeInstanceOf(Disconnected);

  lossy.lose();
  await asked;

  expect(await follower.api.readName()).toBe('engine 1');
  expect(workers.started).toBe(1);
  expect(follower.state()).toBe('following');
});

test('what must not be asked twice ends when the host sleeps', async () => {
  const host = sleepingHost();
  const follower = openFollower(host);
  await follower.api.readName();

  const asked = expect(follower.api.startNothing()).rejects.toBeInstanceOf(Disconnected);
  host.sleep();

  await asked;
});

test('a service beside the engine answers in its own scope until it ends', async () => {
  const end = new AbortController();
  const place = { ...surroundings(), scope: `${surroundings().scope}-service` };
  const service = { readName: async () => 'service' };
  const asker = joinEngine<{ readName(): Promise<string> }, Record<string, never>>(
    { ...place, wake: () => hostHere(place, (port) => serve(service, port), end.signal) },
    () => true,
  );

  expect(await asker.api.readName()).toBe('service');
  end.abort();
  asker.close();
});
