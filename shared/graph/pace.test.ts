import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../lib/virtual-clock.ts';
import { SHAREPOINT_LIMITS } from './limits.ts';
import { type Need, Pace, type Standstill } from './pace.ts';

const PAGE: Need = { priority: 'page', cost: 1, places: 1, sentBytes: 0 };
const { signal } = new AbortController();

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test('no more than four are under way at once', async () => {
  const pace = new Pace(new VirtualClock());
  const leave = await Promise.all([1, 2, 3, 4].map(() => pace.enter(PAGE, signal)));
  let isIn = false;
  void pace.enter(PAGE, signal).then(() => {
    isIn = true;
  });

  await settled();
  expect(isIn).toBe(false);
  leave[0]?.();
  await settled();

  expect(isIn).toBe(true);
});

test('writes go before pages and pages before contents', async () => {
  const pace = new Pace(new VirtualClock());
  const leave = await pace.enter({ ...PAGE, places: 4 }, signal);
  const order: string[] = [];
  for (const priority of ['content', 'page', 'write'] as const) {
    void pace.enter({ ...PAGE, priority, places: 4 }, signal).then((done) => {
      order.push(priority);
      done();
    });
  }

  leave();
  await settled();

  expect(order).toEqual(['write', 'page', 'content']);
});

test('ten minutes never see more than 9,600 requests, wherever they begin', async () => {
  const clock = new VirtualClock(0);
  const pace = new Pace(clock);
  const times: number[] = [];
  for (let count = 0; count < 25_000; count += 1) {
    const leave = await pace.enter({ ...PAGE, priority: 'write' }, signal);
    times.push(clock.now());
    leave();
  }

  const most = times.findIndex((time, index) => {
    const later = times[index + 9_600];
    return later !== undefined && later - time < 600_000;
  });
  expect(most).toBe(-1);
  expect(times.at(-1)).toBe(1_200_000);
});

test('contents leave room for pages, and both for a restore', async () => {
  const clock = new VirtualClock(0);
  const pace = new Pace(clock);
  const startOf = async (priority: Need['priority'], count: number) => {
    let at = 0;
    for (let done = 0; done < count; done += 1) {
      const leave = await pace.enter({ ...PAGE, priority }, signal);
      at = clock.now();
      leave();
    }
    return at;
  };

  expect(await startOf('content', 9_400)).toBe(0);
  expect(await startOf('page', 100)).toBe(0);
  expect(await startOf('write', 100)).toBe(0);
  expect(await startOf('content', 1)).toBe(600_000);
});

test('a wait for what Microsoft allows is told, once, with its end', async () => {
  const clock = new VirtualClock(0);
  const told: Standstill[] = [];
  const pace = new Pace(clock, (standstill) => told.push(standstill));
  for (let count = 0; count < 9_500; count += 1) (await pace.enter(PAGE, signal))();

  (await pace.enter(PAGE, signal))();
  (await pace.enter(PAGE, signal))();

  expect(told).toEqual([{ until: 600_000, by: 'limit', from: 'page' }]);
});

test('a pause the server asks for holds everybody, and is counted once', async () => {
  const clock = new VirtualClock(0);
  const pace = new Pace(clock);

  pace.pause(5_000);
  pace.pause(8_000);
  expect(pace.pauses().pausedUntil).toBe(8_000);
  const entries = [1, 2, 3].map(() => pace.enter(PAGE, signal).then(() => clock.now()));

  expect(await Promise.all(entries)).toEqual([8_000, 8_000, 8_000]);
  expect(pace.pauses()).toMatchObject({ pauses: 1, pausedMs: 8_000, pausedUntil: null });
});

test('bytes sent stay within their budget while reads go on', async () => {
  const clock = new VirtualClock(0);
  const pace = new Pace(clock);
  const send: Need = { priority: 'write', cost: 1, places: 1, sentBytes: 100_000_000 };
  (await pace.enter(send, signal))();
  const second = pace.enter(send, signal).then((leave) => {
    leave();
    return clock.now();
  });
  const read = await pace.enter(PAGE, signal);
  const readAt = clock.now();
  read();

  expect(readAt).toBe(0);
  expect(await second).toBe(300_000);
});

test('who waits can be called off, and the place goes to the next', async () => {
  const pace = new Pace(new VirtualClock());
  const leave = await pace.enter({ ...PAGE, places: 4 }, signal);
  const stop = new AbortController();
  const first = pace.enter(PAGE, stop.signal);
  const second = pace.enter(PAGE, signal);

  stop.abort();
  leave();

  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  (await second)();
});

test('a batch waits until it has all places and is not overtaken for ever', async () => {
  const pace = new Pace(new VirtualClock());
  const leave = await pace.enter(PAGE, signal);
  const order: string[] = [];
  void pace.enter({ ...PAGE, cost: 20, places: 4 }, signal).then((done) => {
    order.push('batch');
    done();
  });
  void pace.enter({ ...PAGE, priority: 'content' }, signal).then(() => order.push('content'));

  await settled();
  expect(order).toEqual([]);
  leave();
  await settled();

  expect(order).toEqual(['batch', 'content']);
});

test('whatever is asked of a drive, no window of it is ever overstepped, and nobody waits for ever', async () => {
  const request = fc.record({
    priority: fc.constantFrom('write', 'page', 'content'),
    cost: fc.constantFrom(1, 1, 1, 20),
    units: fc.constantFrom(1, 2, 5, 100),
    sentBytes: fc.constantFrom(0, 0, 0, 10_485_760, 2_000_000_000),
    comesBytes: fc.constantFrom(0, 20_000, 3_000_000_000),
    afterMs: fc.constantFrom(0, 0, 0, 10, 5_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 200, maxLength: 800 }), async (requests) => {
      const clock = new VirtualClock(0);
      const pace = new Pace(clock, () => {}, SHAREPOINT_LIMITS);
      const begun: { at: number; requests: number; units: number; sentBytes: number }[] = [];
      let running = 0;
      const all = requests.map(async ({ comesBytes, afterMs, ...need }) => {
        await clock.sleep(afterMs);
        const places = Math.min(need.cost, 4);
        const leave = await pace.enter(
          { ...need, priority: need.priority as 'page', places },
          signal,
        );
        begun.push({ at: clock.now(), requests: need.cost, ...need });
        running += places;
        expect(running).toBeLessThanOrEqual(SHAREPOINT_LIMITS.places);
        await clock.sleep(50);
        pace.received(comesBytes);
        running -= places;
        leave();
      });
      await Promise.all(all);
      for (const { measure, windowMs, most } of SHAREPOINT_LIMITS.windows) {
        if (measure === 'receivedBytes') continue;
        for (const [first, { at }] of begun.entries()) {
          const within = begun.slice(first).filter((each) => each.at < at + windowMs);
          const sum = within.reduce((total, each) => total + each[measure], 0);
          expect(sum).toBeLessThanOrEqual(most.write);
        }
      }
    }),
    { numRuns: 12 },
  );
});

test('what has come holds back contents for the hour, and neither lists nor a restore', async () => {
  const clock = new VirtualClock(0);
  const pace = new Pace(clock, () => {}, SHAREPOINT_LIMITS);
  pace.received(97e9);

  (await pace.enter(PAGE, signal))();
  (await pace.enter({ ...PAGE, priority: 'write' }, signal))();
  expect(clock.now()).toBe(0);
  (await pace.enter({ ...PAGE, priority: 'content' }, signal))();
  expect(clock.now()).toBe(3_600_000);
});
