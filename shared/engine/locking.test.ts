import { expect, test } from 'vitest';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated, untilEnded } from './simulated.contract.ts';

const PASSPHRASE = 'correct horse battery staple';

async function statusOf(engine: Engine) {
  for await (const status of engine.watchStatus()) return status;
  throw new Error('an engine has a status');
}

async function lockOf(engine: Engine) {
  return (await statusOf(engine)).repository.lock;
}

async function copied() {
  const simulated = new Simulated();
  simulated.deliver({ subject: 'First' });
  const engine = await simulated.open();
  await backUp(engine);
  return { simulated, engine };
}

async function subjects(engine: Engine): Promise<string[]> {
  const found: string[] = [];
  for (const { id: container } of await engine.listContainers(PAT.id, 'mail')) {
    const order = { sort: 'date', descending: false, show: 'all' } as const;
    const query = { account: PAT.id, source: 'mail', container, ...order } as const;
    found.push(...(await engine.listItems(query, null, 100)).rows.map(({ subject }) => subject));
  }
  return found;
}

test('a copy that is protected is locked at the next start, and opens with passphrase and code', async () => {
  const { simulated, engine } = await copied();
  const { code } = await engine.protect(PASSPHRASE);
  expect(await lockOf(engine)).toBe('protected');
  expect(await subjects(engine)).toEqual(['First']);
  await engine.close();

  for (const secret of [{ passphrase: PASSPHRASE }, { code: code.toLowerCase() }]) {
    const next = await simulated.open();
    expect(await statusOf(next)).toMatchObject({ repository: { lock: 'locked' }, accounts: [] });
    await expect(next.startBackup(PAT, ['mail'])).rejects.toMatchObject({ code: 'key-needed' });
    await expect(next.unlock({ passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'wrong-password',
    });
    await next.unlock(secret);
    await expect.poll(() => subjects(next)).toEqual(['First']);
    expect((await backUp(next)).verdict).toBe('complete');
    await next.close();
  }
});

test('locking forgets what is kept, and unlocking brings it back', async () => {
  const { engine } = await copied();
  await expect(engine.lock()).rejects.toMatchObject({ code: 'conflict' });
  await engine.protect(PASSPHRASE);

  await engine.lock();

  expect(await statusOf(engine)).toMatchObject({
    repository: { lock: 'locked', snapshots: 0 },
    accounts: [],
    lastReceipts: [],
  });
  expect(await subjects(engine)).toEqual([]);
  await engine.unlock({ passphrase: PASSPHRASE });
  await expect.poll(() => subjects(engine)).toEqual(['First']);
  await engine.close();
});

test('a copy can be protected before anything is kept', async () => {
  const simulated = new Simulated();
  simulated.deliver({ subject: 'First' });
  const engine = await simulated.open();

  await engine.protect(PASSPHRASE);
  expect((await backUp(engine)).verdict).toBe('complete');
  await engine.close();

  const next = await simulated.open();
  expect(await lockOf(next)).toBe('locked');
  await next.close();
});

test('what is under way when a passphrase is set goes on', async () => {
  const { simulated, engine } = await copied();
  for (let at = 0; at < 30; at += 1) simulated.deliver({ subject: `Letter ${at}` });
  const [job] = await engine.startBackup(PAT, ['mail']);

  await engine.protect(PASSPHRASE);

  const { receipt } = await untilEnded(engine, job);
  expect(receipt).toMatchObject({ verdict: 'complete' });
  await engine.close();
});

test('who changes passphrase or code has to know one of them', async () => {
  const { simulated, engine } = await copied();
  const { code } = await engine.protect(PASSPHRASE);
  const wrong = { passphrase: 'wrong' };
  await expect(engine.changePassphrase(wrong, 'new')).rejects.toMatchObject({
    code: 'wrong-password',
  });
  await expect(engine.unprotect(wrong)).rejects.toMatchObject({ code: 'wrong-password' });

  await engine.changePassphrase({ code }, 'another one');
  const changed = await engine.changeRecoveryCode({ passphrase: 'another one' });
  await engine.lock();
  await expect(engine.unlock({ passphrase: PASSPHRASE })).rejects.toMatchObject({
    code: 'wrong-password',
  });
  await expect(engine.unlock({ code })).rejects.toMatchObject({ code: 'wrong-password' });
  await engine.unlock({ code: changed.code });

  await engine.unprotect({ passphrase: 'another one' });
  await engine.close();
  const next = await simulated.open();
  expect(await lockOf(next)).toBe('open');
  await next.close();
});

test('what is remembered beside a protected copy is sealed with it', async () => {
  const { simulated, engine } = await copied();
  await engine.protect(PASSPHRASE);
  const { records } = simulated;
  for (let at = 0; at < 30; at += 1) simulated.deliver({ subject: `Letter ${at}` });
  const [job] = await engine.startBackup(PAT, ['mail']);

  const remembered = await records.read('running-jobs');

  expect(remembered).toEqual({ sealed: expect.any(String) });
  await untilEnded(engine, job);
  await engine.close();
});

test('a lock that does not come stops nothing', async () => {
  const { simulated, engine } = await copied();
  for (let at = 0; at < 30; at += 1) simulated.deliver({ subject: `Letter ${at}` });
  const [job] = await engine.startBackup(PAT, ['mail']);

  await expect(engine.lock()).rejects.toMatchObject({ code: 'conflict' });

  expect((await untilEnded(engine, job)).receipt).toMatchObject({ verdict: 'complete' });
  await engine.close();
});
