import { expect, test } from 'vitest';
import type { Standstill } from '../graph/pace.ts';
import { VirtualClock } from '../lib/virtual-clock.ts';
import { Fault } from '../model/fault.ts';
import { type AccountId, asId, type JobId } from '../model/ids.ts';
import type { BackupProgress, RestoreProgress } from '../model/job.ts';
import { Job, Jobs } from './jobs.ts';
import { beginRestore, type RunningRestore } from './restore.ts';
import { beginBackup } from './running-backup.ts';

const ACCOUNT = asId<AccountId>('account');

function openJob(name = 'job') {
  const clock = new VirtualClock();
  const run: RunningRestore = {
    kind: 'restore',
    id: asId<JobId>(name),
    account: ACCOUNT,
    source: 'mail',
    startedAt: '',
    journal: asId('journal'),
    label: '',
    items: [],
    rows: [],
    options: { moveFromElsewhere: false, intoNewFolder: null },
    undoes: null,
  };
  return { clock, job: new Job<RestoreProgress>(beginRestore(run, 0), clock) };
}

function openCopy(clock: VirtualClock) {
  return new Job<BackupProgress>(
    beginBackup({
      kind: 'backup',
      id: asId<JobId>('copy'),
      account: { id: ACCOUNT, name: 'Pat', username: 'pat@example.com' },
      source: 'mail',
      startedAt: '',
      base: null,
      traffic: { requests: 0, pauses: 0, pausedMs: 0, downloadedBytes: 0, storedBytes: 0 },
    }),
    clock,
  );
}

test('a job that waits for the network goes on when it is back, and not for a sign-in', async () => {
  const { job } = openJob();
  let isOver = false;
  const waiting = job.wait('network', null).then(() => {
    isOver = true;
  });

  job.wake({ kind: 'signed-in', account: ACCOUNT });
  await Promise.resolve();
  expect(isOver).toBe(false);
  expect(job.progress.state).toEqual({ kind: 'waiting', for: 'network', until: null });
  job.wake({ kind: 'online' });
  await waiting;

  expect(job.progress.state).toEqual({ kind: 'running' });
});

test('a sign-in lets only jobs of its own account go on', async () => {
  const { job } = openJob();
  const waiting = job.wait('sign-in', null);

  job.wake({ kind: 'signed-in', account: asId('another') });
  expect(job.progress.state.kind).toBe('waiting');
  job.wake({ kind: 'signed-in', account: ACCOUNT });

  await waiting;
});

function pauseUntil(until: number): Standstill {
  return { until, by: 'server', from: 'write' };
}

test('a job says that Microsoft asked for a pause, and how a longer one makes it longer', async () => {
  const { job, clock } = openJob();
  const start = clock.now();
  const until = (ms: number) => ({
    kind: 'waiting',
    for: 'server',
    until: new Date(start + ms).toISOString(),
  });

  const first = job.standStill(pauseUntil(start + 20_000));
  expect(job.progress.state).toEqual(until(20_000));
  const second = job.standStill(pauseUntil(start + 50_000));
  expect(job.progress.state).toEqual(until(50_000));
  await first;
  expect(job.progress.state).toEqual(until(50_000));
  await second;

  expect(job.progress.state).toEqual({ kind: 'running' });
});

test('what Microsoft allows being used up holds a copy, and not a restore that may go on', async () => {
  const jobs = new Jobs(() => {});
  const { job: restore, clock } = openJob();
  const copy = openCopy(clock);
  let end = () => {};
  const isOver = new Promise<void>((resolve) => {
    end = resolve;
  });
  jobs.begin(copy, () => isOver);
  jobs.begin(restore, () => isOver);

  jobs.standStill(ACCOUNT, {
    until: clock.now() + 60_000,
    by: 'limit',
    from: 'content',
    service: 'outlook',
  });

  expect(copy.progress.state).toMatchObject({ kind: 'waiting', for: 'limit' });
  expect(restore.progress.state).toEqual({ kind: 'running' });
  end();
});

test('a pause of the drive says nothing of a copy of mail', () => {
  const clock = new VirtualClock();
  const job = openCopy(clock);
  const jobs = new Jobs(() => {});
  let end = () => {};
  const isOver = new Promise<void>((resolve) => {
    end = resolve;
  });
  jobs.begin(job, () => isOver);

  jobs.standStill(ACCOUNT, { ...pauseUntil(clock.now() + 60_000), service: 'sharepoint' });
  expect(job.progress.state).toEqual({ kind: 'running' });
  jobs.standStill(ACCOUNT, { ...pauseUntil(clock.now() + 60_000), service: 'outlook' });

  expect(job.progress.state).toMatchObject({ kind: 'waiting', for: 'server' });
  end();
});

test('a pause changes nothing of what waits for something else or was stopped', async () => {
  const { job, clock } = openJob();
  const waiting = job.wait('sign-in', null);
  await job.standStill(pauseUntil(clock.now() + 20_000));
  expect(job.progress.state).toMatchObject({ for: 'sign-in' });
  job.wake('nudge');
  await waiting;

  const still = job.standStill(pauseUntil(clock.now() + 20_000));
  job.stop();
  await still;
  expect(job.progress.state).toEqual({ kind: 'stopping' });
});

test('a wait with an end says when, and ends then', async () => {
  const { job, clock } = openJob();
  const start = clock.now();
  const waiting = job.wait('server', 60_000);
  expect(job.progress.state).toMatchObject({ until: new Date(start + 60_000).toISOString() });

  await waiting;

  expect(clock.now()).toBe(start + 60_000);
});

test('a stopped job does not go on waiting, and says that it stops', async () => {
  const { job } = openJob();
  const waiting = job.wait('room', null);

  job.stop();

  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(job.progress.state).toEqual({ kind: 'stopping' });
});

test('watchers are told now and then, and always the end', async () => {
  const { job } = openJob();
  const told: number[] = [];
  const watching = (async () => {
    for await (const { done } of job.observed.watch()) told.push(done);
  })();
  await Promise.resolve();

  for (let done = 1; done <= 100; done += 1) job.tell(() => ({ done }));
  job.end({ done: 100, endedBy: null });
  await watching;

  expect(told.length).toBeLessThan(5);
  expect(told.at(-1)).toBe(100);
});

test('what a job throws is how it ended; a bug is reported without its words', async () => {
  const reports: string[] = [];
  const jobs = new Jobs((what) => reports.push(what));
  const faulty = openJob('faulty').job;
  jobs.begin(faulty, () => Promise.reject(new Fault('corrupt', 'damage')));
  const buggy = openJob('buggy').job;
  jobs.begin(buggy, () => Promise.reject(new TypeError('the subject of a letter')));
  await jobs.close();

  expect(faulty.progress).toMatchObject({ endedBy: 'corrupt', state: { kind: 'ended' } });
  expect(buggy.progress).toMatchObject({ endedBy: 'unexpected' });
  expect(reports.join()).toContain('TypeError');
  expect(reports.join()).not.toContain('letter');
});

test('an ended job is still known and no longer in the way', async () => {
  const jobs = new Jobs(() => {});
  const { job } = openJob();
  jobs.begin(job, async () => job.end({ endedBy: null }));
  await jobs.close();

  expect(jobs.findBackup(ACCOUNT, 'mail')).toBeUndefined();
  expect(jobs.get(job.id).progress.state.kind).toBe('ended');
  expect(() => jobs.get(asId('nobody'))).toThrow('no such job');
});
