import { serviceOf } from '../graph/limits.ts';
import type { ServiceStandstill, Standstill } from '../graph/pace.ts';
import type { Clock } from '../lib/clock.ts';
import { Fault, type FaultCode, isAbort, toFault } from '../model/fault.ts';
import type { AccountId, JobId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import type { AnyProgress, JobState } from '../model/job.ts';
import { placeOf } from '../rpc/serve.ts';
import { Observed } from './observed.ts';

/** How often watchers are told of progress at most. */
const TELL_EVERY_MS = 200;
/** A shorter pause is over before anybody has read of it. */
const WORTH_SAYING_MS = 2_000;
/** Ended jobs are remembered for faces that ask late. */
const MOST_REMEMBERED = 50;

type WaitingFor = Extract<JobState, { kind: 'waiting' }>['for'];

/** Things that happen outside and may let a waiting job go on. */
export type Wake =
  | { kind: 'online' }
  | { kind: 'signed-in'; account: AccountId }
  | { kind: 'folder' }
  | { kind: 'unmetered' };

/** A run of something long, as its own code sees it: it tells how far it is and asks to wait. */
export class Job<P extends AnyProgress = AnyProgress> {
  readonly id: JobId;
  /** null: it is about everything that is kept. */
  readonly account: AccountId | null;
  readonly observed: Observed<P>;
  /** Aborted when the person stops the job, or the engine closes. */
  readonly signal: AbortSignal;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #wakers = new Set<(wake: Wake | 'nudge') => void>();
  #now: P;
  #toldAt = Number.NEGATIVE_INFINITY;
  #stillness: JobState | null = null;
  /** The engine closes: nobody stopped it, and it goes on at the next start. */
  isLeft = false;

  constructor(begin: P, clock: Clock) {
    this.id = begin.id;
    this.account = begin.account;
    this.#clock = clock;
    this.#now = begin;
    this.observed = new Observed(begin);
    this.signal = this.#stop.signal;
  }

  get progress(): P {
    return this.#now;
  }

  /** Changes what the job says of itself. Watchers hear of it in good time, or at once. */
  tell(change: () => Partial<P>, atOnce = false): void {
    const now = this.#clock.now();
    if (!atOnce && now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.#now = { ...this.#now, ...change() };
    this.observed.set(this.#now);
  }

  stop(): void {
    if (this.signal.aborted) return;
    if (this.#now.state.kind !== 'ended') this.#setState({ kind: 'stopping' });
    this.#stop.abort(new DOMException('the job was stopped', 'AbortError'));
  }

  leave(): void {
    this.isLeft = true;
    this.#stop.abort(new DOMException('the engine closes', 'AbortError'));
  }

  wake(wake: Wake | 'nudge'): void {
    for (const waker of [...this.#wakers]) waker(wake);
  }

  /**
   * Waits until something happens that may help: a nudge, the network for `network`, a sign-in for
   * `sign-in` and `consent`, the folder for `folder`,
   * another connection for `metered`, and the end of `forMs` where there is one. Rejects when it is stopped.
   */
  async wait(reason: WaitingFor, forMs: number | null): Promise<void> {
    const until = forMs === null ? null : new Date(this.#clock.now() + forMs).toISOString();
    this.#setState({ kind: 'waiting', for: reason, until });
    const over = new AbortController();
    const stop = () => over.abort();
    this.signal.addEventListener('abort', stop, { once: true });
    if (this.signal.aborted) stop();
    const waker = (wake: Wake | 'nudge') => {
      if (wake === 'nudge' || this.#helps(wake, reason)) over.abort();
    };
    this.#wakers.add(waker);
    try {
      if (forMs === null) await untilAborted(over.signal);
      else await this.#clock.sleep(forMs, over.signal).catch(unlessAborted(over.signal));
    } finally {
      this.#wakers.delete(waker);
      this.signal.removeEventListener('abort', stop);
    }
    this.signal.throwIfAborted();
    this.#setState({ kind: 'running' });
  }

  /**
   * Nothing the job asks for is sent before then, and it says so. It goes on by itself, with
   * whatever it was at.
   */
  async standStill({ until, by }: Standstill): Promise<void> {
    const { state } = this.#now;
    const forMs = until - this.#clock.now();
    if (forMs < WORTH_SAYING_MS) return;
    if (state.kind !== 'running' && state !== this.#stillness) return;
    const stillness: JobState = {
      kind: 'waiting',
      for: by,
      until: new Date(until).toISOString(),
    };
    this.#stillness = stillness;
    this.#setState(stillness);
    await this.#clock.sleep(forMs, this.signal).catch(unlessAborted(this.signal));
    // It may have been stopped or have ended, or the pause was made longer.
    if (this.#now.state === stillness) this.#setState({ kind: 'running' });
  }

  end(change: Partial<P>): void {
    this.tell(() => ({ ...change, state: { kind: 'ended' } }) as Partial<P>, true);
    this.observed.close();
  }

  #helps(wake: Wake, reason: WaitingFor): boolean {
    if (wake.kind === 'folder') return reason === 'folder';
    if (wake.kind === 'unmetered') return reason === 'metered';
    if (wake.kind === 'online') return reason === 'network' || reason === 'server';
    return wake.account === this.account && (reason === 'sign-in' || reason === 'consent');
  }

  #setState(state: JobState): void {
    // A Partial of a union's shared field; every kind of progress has it.
    this.tell(() => ({ state }) as Partial<P>, true);
  }
}

/**
 * The jobs of an engine: one backup at a time for each source of an account, and one restore for
 * each account. They belong to the engine, not to the face that started them.
 */
export class Jobs {
  readonly #jobs = new Map<JobId, Job>();
  readonly #running = new Map<Job, Promise<void>>();
  readonly #report: (what: string) => void;
  /** Told at each beginning, end and step of any job. */
  readonly changed = new Observed(0);

  constructor(report: (what: string) => void) {
    this.#report = report;
  }

  /** Jobs that run or wait. */
  current(): Job[] {
    // One that has ended may still be tidying up.
    return [...this.#running.keys()].filter(({ progress }) => progress.state.kind !== 'ended');
  }

  findBackup(account: AccountId, source: SourceName): Job | undefined {
    return this.current().find(
      ({ progress }) =>
        progress.kind === 'backup' && progress.account === account && progress.source === source,
    );
  }

  /** A restore or undo: of all sources of an account, one at a time. */
  findRestore(account: AccountId): Job | undefined {
    return this.current().find(
      ({ progress: { kind, account: of } }) =>
        (kind === 'restore' || kind === 'undo') && of === account,
    );
  }

  /** Runs `work`, which ends the job itself; what it throws ends it as that fault. */
  begin<P extends AnyProgress>(job: Job<P>, work: () => Promise<void>): void {
    const known = job as unknown as Job;
    this.#jobs.set(job.id, known);
    for (const id of this.#jobs.keys()) {
      if (this.#jobs.size <= MOST_REMEMBERED) break;
      const old = this.#jobs.get(id);
      if (old !== undefined && !this.#running.has(old)) this.#jobs.delete(id);
    }
    void this.#follow(known);
    const running = work()
      .catch((error: unknown) => this.#endBadly(known, error))
      .finally(() => {
        this.#running.delete(known);
        this.#note();
      });
    this.#running.set(known, running);
    this.#note();
  }

  /** Fault `not-found`: nothing is known of such a job (any more). */
  get(id: JobId): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new Fault('not-found', 'no such job');
    return job;
  }

  async stop(id: JobId): Promise<void> {
    const job = this.get(id);
    job.stop();
    await this.#running.get(job);
  }

  wake(wake: Wake): void {
    for (const job of this.current()) job.wake(wake);
  }

  /**
   * A copy waits for its pages and contents; what a restore asks for is more urgent. What stands still
   * of one service is nothing to a copy of another.
   */
  standStill(account: AccountId, standstill: ServiceStandstill): void {
    for (const { job, progress } of this.current().map((job) => ({
      job,
      progress: job.progress,
    }))) {
      const isHeld =
        progress.kind === 'backup'
          ? serviceOf(progress.source) === standstill.service
          : standstill.from === 'write';
      if (job.account === account && isHeld) void job.standStill(standstill);
    }
  }

  /** Leaves every job as it is; each goes on at the next start. */
  async close(): Promise<void> {
    for (const job of this.current()) job.leave();
    await Promise.all(this.#running.values());
  }

  #endBadly(job: Job, error: unknown): void {
    if (job.progress.state.kind === 'ended') return;
    const code: FaultCode | 'stopped' = isAbort(error) ? 'stopped' : toFault(error).code;
    if (code === 'unexpected') {
      this.#report(`a job ended by a bug: ${placeOf(error)}`);
    }
    job.end({ endedBy: code });
  }

  async #follow(job: Job): Promise<void> {
    for await (const _ of job.observed.watch()) this.#note();
  }

  #note(): void {
    this.changed.set(this.changed.value + 1);
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
