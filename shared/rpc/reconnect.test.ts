import { afterEach, expect, test } from 'vitest';
import { Disconnected } from './connect.ts';
import { openPort, type Port } from './port.ts';
import { Reconnecting } from './reconnect.ts';
import { serve } from './serve.ts';

interface Far {
  readName(): Promise<string>;
  startSomething(): Promise<string>;
  watchNames(): AsyncIterable<string>;
}

const open: Port[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A far end that answers nothing but its name, or not at all. */
function openFar(name: string, answers: boolean): { near: Port; far: Port } {
  const { port1, port2 } = new MessageChannel();
  const far = openPort(port1);
  const near = openPort(port2);
  open.push(far, near);
  const answer = () => (answers ? Promise.resolve(name) : new Promise<string>(() => {}));
  serve<Far>(
    {
      readName: answer,
      startSomething: answer,
      async *watchNames() {
        yield name;
        await new Promise(() => {});
      },
    },
    far,
  );
  return { near, far };
}

const isRead = (method: string) => method.startsWith('read');

test('what is asked before there is a far end is answered by the first one', async () => {
  const reconnecting = new Reconnecting<Far>(isRead);
  const name = reconnecting.api.readName();

  reconnecting.use(openFar('first', true).near);

  expect(await name).toBe('first');
});

test('a call that may be repeated is answered by the next far end', async () => {
  const reconnecting = new Reconnecting<Far>(isRead);
  reconnecting.use(openFar('silent', false).near);
  const name = reconnecting.api.readName();

  reconnecting.use(openFar('second', true).near);

  expect(await name).toBe('second');
});

test('a call that may not be repeated ends when its far end goes', async () => {
  const reconnecting = new Reconnecting<Far>(isRead);
  const silent = openFar('silent', false);
  reconnecting.use(silent.near);
  const started = reconnecting.api.startSomething();

  silent.far.close();

  await expect(started).rejects.toBeInstanceOf(Disconnected);
});

test('what is watched is watched again at the next far end', async () => {
  const reconnecting = new Reconnecting<Far>(isRead);
  const first = openFar('first', true);
  reconnecting.use(first.near);
  const steps = reconnecting.api.watchNames()[Symbol.asyncIterator]();
  const names = [(await steps.next()).value];
  const pending = steps.next();

  first.far.close();
  reconnecting.use(openFar('second', true).near);
  names.push((await pending).value);

  expect(names).toEqual(['first', 'second']);
  await steps.return?.();
});

test('leaving while nobody is there does not wait', async () => {
  const reconnecting = new Reconnecting<Far>(isRead);
  const steps = reconnecting.api.watchNames()[Symbol.asyncIterator]();
  const pending = steps.next();

  await steps.return?.();

  expect((await pending).done).toBe(true);
});

test('after closing, everything ends', async () => {
  const reconnecting = new Reconnecting<Far>(isRead);
  const waiting = reconnecting.api.readName();

  reconnecting.close();

  await expect(waiting).rejects.toBeInstanceOf(Disconnected);
  await expect(reconnecting.api.readName()).rejects.toBeInstanceOf(Disconnected);
});
