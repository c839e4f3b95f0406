import { afterEach, expect, test } from 'vitest';
import { Fault } from '../model/fault.ts';
import { connect, Disconnected } from './connect.ts';
import { openPort, type Port } from './port.ts';
import { handOver, serve } from './serve.ts';

interface Sums {
  add(a: number, b: number): Promise<number>;
  fail(how: 'fault' | 'bug' | 'abort'): Promise<never>;
  never(): Promise<never>;
  readBytes(): Promise<{ bytes: Uint8Array<ArrayBuffer> }>;
  watchNumbers(upTo: number): AsyncIterable<number>;
  watchSilence(): AsyncIterable<number>;
  watchTrouble(): AsyncIterable<number>;
}

const ports: Port[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function openPair(): [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  const pair: [Port, Port] = [openPort(port1), openPort(port2)];
  ports.push(...pair);
  return pair;
}

function openSums() {
  const [far, near] = openPair();
  const seen = { told: 0, isSilenceOver: false, reports: [] as string[] };
  const secret = 'the subject of a letter';
  const bytes = Uint8Array.of(1, 2, 3);
  serve<Sums>(
    {
      add: async (a, b) => a + b,
      async fail(how) {
        if (how === 'fault') {
          throw new Fault('throttled', 'wait', { scopes: ['Mail.Read'], retryAfterMs: 5 });
        }
        if (how === 'abort') throw new DOMException('stopped', 'AbortError');
        throw new TypeError(secret);
      },
      never: () => new Promise(() => {}),
      readBytes: async () => handOver({ bytes }, [bytes.buffer]),
      async *watchNumbers(upTo) {
        for (let number = 1; number <= upTo; number += 1) {
          seen.told = number;
          yield number;
        }
      },
      async *watchSilence(...rest: unknown[]) {
        const signal = rest.at(-1) as AbortSignal;
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
        });
        seen.isSilenceOver = true;
      },
      async *watchTrouble() {
        yield 1;
        throw new Fault('offline', 'no network');
      },
    },
    far,
    (what) => seen.reports.push(what),
  );
  return { sums: connect<Sums>(near), near, far, seen, secret, bytes };
}

test('a call is answered, and many at once each get their own answer', async () => {
  const { sums } = openSums();

  const answers = await Promise.all([sums.add(1, 2), sums.add(3, 4), sums.add(5, 6)]);

  expect(answers).toEqual([3, 7, 11]);
});

test('a fault is a fault again on the other side', async () => {
  const { sums, seen } = openSums();

  const fault = await sums.fail('fault').catch((error: unknown) => error);

  expect(fault).toBeInstanceOf(Fault);
  expect(fault).toMatchObject({ code: 'throttled', scopes: ['Mail.Read'], retryAfterMs: 5 });
  expect(seen.reports).toEqual([]);
});

test('an error that is no fault crosses as unexpected and is reported without its words', async () => {
  const { sums, seen, secret } = openSums();

  const fault = await sums.fail('bug').catch((error: unknown) => error);

  expect(fault).toMatchObject({ code: 'unexpected' });
  expect(String(fault)).not.toContain(secret);
  expect(seen.reports.join()).toContain('TypeError');
  expect(seen.reports.join()).not.toContain(secret);
});

test('an abort stays an abort', async () => {
  const { sums, seen } = openSums();

  await expect(sums.fail('abort')).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen.reports).toEqual([]);
});

test('what the object only inherits can not be called', async () => {
  const { near } = openSums();
  const anything = connect<Record<string, () => Promise<unknown>>>(near);

  for (const inherited of ['constructor', 'toString', 'hasOwnProperty']) {
    await expect(anything[inherited]!()).rejects.toMatchObject({ code: 'unexpected' });
  }
});

test('a watched method tells one value after the other, and only as many as are asked for', async () => {
  const { sums, seen } = openSums();
  const numbers: number[] = [];

  for await (const number of sums.watchNumbers(1000)) {
    numbers.push(number);
    if (number === 3) break;
  }
  await sums.add(0, 0);

  expect(numbers).toEqual([1, 2, 3]);
  expect(seen.told).toBe(3);
});

test('a watched method that ends, ends; one that fails, fails', async () => {
  const { sums } = openSums();
  const numbers: number[] = [];

  for await (const number of sums.watchNumbers(2)) numbers.push(number);
  const trouble = (async () => {
    for await (const number of sums.watchTrouble()) numbers.push(number);
  })();

  await expect(trouble).rejects.toMatchObject({ code: 'offline' });
  expect(numbers).toEqual([1, 2, 1]);
});

test('leaving a silent watched method does not wait for it, and its far end hears of it', async () => {
  const { sums, seen } = openSums();
  const steps = sums.watchSilence()[Symbol.asyncIterator]();
  const pending = steps.next();

  await steps.return?.();

  expect(await pending).toEqual({ done: true, value: undefined });
  await expect.poll(() => seen.isSilenceOver).toBe(true);
});

test('when the port closes, calls end with a fault and the far end stops watching', async () => {
  const { sums, near, seen } = openSums();
  const call = sums.never();
  const step = sums.watchSilence()[Symbol.asyncIterator]().next();

  near.close();

  await expect(call).rejects.toBeInstanceOf(Disconnected);
  await expect(step).rejects.toBeInstanceOf(Disconnected);
  await expect(sums.add(1, 1)).rejects.toBeInstanceOf(Disconnected);
  await expect.poll(() => seen.isSilenceOver).toBe(true);
});

test('when the far end closes, calls end with a fault', async () => {
  const { sums, far } = openSums();
  const call = sums.never();

  far.close();

  await expect(call).rejects.toBeInstanceOf(Disconnected);
});

test('buffers marked to be handed over leave the far side', async () => {
  const { sums, bytes } = openSums();

  const answer = await sums.readBytes();

  expect(answer.bytes).toEqual(Uint8Array.of(1, 2, 3));
  expect(bytes.byteLength).toBe(0);
});

test('both directions share one pair of ports', async () => {
  const [left, right] = openPair();
  serve<{ name(): Promise<string> }>({ name: async () => 'left' }, left);
  serve<{ name(): Promise<string> }>({ name: async () => 'right' }, right);

  const names = await Promise.all([
    connect<{ name(): Promise<string> }>(left).name(),
    connect<{ name(): Promise<string> }>(right).name(),
  ]);

  expect(names).toEqual(['right', 'left']);
});

test('a broadcast channel of two ends works like any other port', async () => {
  const name = `rpc-test-${Math.random()}`;
  const far = openPort(new BroadcastChannel(name), { transfers: false });
  const near = openPort(new BroadcastChannel(name), { transfers: false });
  ports.push(far, near);
  serve<{ name(): Promise<string> }>({ name: async () => 'far' }, far);

  expect(await connect<{ name(): Promise<string> }>(near).name()).toBe('far');
});

test('what is asked before the far object is there waits for it', async () => {
  const [far, near] = openPair();
  let arrive = (_: { name(): Promise<string> }) => {};
  serve<{ name(): Promise<string> }>(new Promise((resolve) => (arrive = resolve)), far);
  const name = connect<{ name(): Promise<string> }>(near).name();

  arrive({ name: async () => 'late' });

  expect(await name).toBe('late');
});

test('an object that never comes fails every call with its fault', async () => {
  const [far, near] = openPair();
  const never = Promise.reject(new Fault('locked', 'somebody else has it open'));
  serve<{ name(): Promise<string>; watchName(): AsyncIterable<string> }>(never, far);
  const there = connect<{ name(): Promise<string>; watchName(): AsyncIterable<string> }>(near);

  await expect(there.name()).rejects.toMatchObject({ code: 'locked' });
  const step = there.watchName()[Symbol.asyncIterator]().next();
  await expect(step).rejects.toMatchObject({ code: 'locked' });
});
