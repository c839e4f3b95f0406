import type { Graph, Traffic } from '../graph/graph.ts';
import { looksBack } from '../model/choice.ts';
import { type Fault, type FaultCode, isAbort, isFault, toFault } from '../model/fault.ts';
import type { SnapshotId } from '../model/ids.ts';
import type { Account } from '../model/item.ts';
import type { BackupProgress } from '../model/job.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Source } from '../sources/source.ts';
import { BackupRound } from './backup-round.ts';
import { entriesBefore } from './base-entries.ts';
import type { BegunContents } from './begun-contents.ts';
import type { ContentGate } from './content-gate.ts';
import type { Job } from './jobs.ts';
import { type Patience, type Pause, pauseAfter } from './patience.ts';
import { saveReceipt } from './receipt.ts';
import type { RoundChoice } from './round-choice.ts';
import type { RoundProgress } from './round-progress.ts';
import { type DescribedRun, RunDescription } from './run-description.ts';
import type { RunningBackup, Sums } from './running-backup.ts';
import { SnapshotWriter } from './snapshot-writer.ts';
import type { Share, StoredBytes } from './stored-bytes.ts';
import { TimeLeft } from './time-left.ts';
import type { Turns } from './turns.ts';

/** An attachment takes a request of its own, a message a fiftieth of one. */
const ATTACHMENT_WORK = 10;

export interface BackupParts extends DescribedRun {
  commits: Turns;
  stored: StoredBytes;
  graph: Graph;
  source: Source;
  begun: BegunContents;
  account: Account;
  software: string;
  patience: Patience;
  /** Remembers what there is of the run from now on; durable when resolved. */
  remember(run: RunningBackup): Promise<void>;
  /** After each snapshot; resolves when the catalog knows it, or has failed to; never rejects. */
  follow(): Promise<void>;
  /** The same after the last one, when it has been looked at what the run has brought. */
  settle(): Promise<void>;
  /** Something that is kept is known to be damaged or missing: it is fetched again where it is. */
  mayLack: boolean;
  choice: Omit<RoundChoice, 'before'>;
  gate: ContentGate;
}

/** A run that can't go on before the person has done something; nothing of it is in hand. */
export interface Rest {
  reason: Pause['reason'];
  /** What there is of the run. */
  run: RunningBackup;
}

/**
 * A backup from its start to its receipt. It goes in rounds: what ends a round (no network, signed
 * out, disk full) leaves everything so far in a snapshot, is waited for, and the next round goes
 * on from there, exactly as another worker would after a crash. When it is the person who is waited
 * for, that may take days: everything is let go, and the answer says how to go on.
 */
export async function runBackup(
  job: Job<BackupProgress>,
  parts: BackupParts,
): Promise<Rest | null> {
  const run = new BackupRun(job, parts);
  try {
    return await run.run();
  } finally {
    run.close();
  }
}

class BackupRun {
  readonly #job: Job<BackupProgress>;
  readonly #parts: BackupParts;
  readonly #left = new TimeLeft();
  readonly #start: Traffic;
  readonly #share: Share;
  #writer: SnapshotWriter;
  #choice: RoundChoice;

  constructor(job: Job<BackupProgress>, parts: BackupParts) {
    this.#job = job;
    this.#parts = parts;
    this.#start = parts.graph.traffic;
    this.#share = parts.stored.begin(parts.repository);
    this.#writer = this.#openWriter();
    const before = entriesBefore(parts.repository, parts.run.base);
    this.#choice = { ...parts.choice, before };
  }

  async run(): Promise<Rest | null> {
    for (let tries = 0; ; tries += 1) {
      const outcome = await this.#round();
      if (outcome === 'ended') return null;
      if (outcome === 'stopped') return this.#over();
      if (this.#job.isLeft) return this.#over();
      if (this.#writer.hasMoved) tries = 0;
      const pause = pauseAfter(outcome, tries, this.#parts.patience);
      if (pause === null) {
        await this.#endByFault(outcome);
        return null;
      }
      if (RESTS.has(pause.reason)) return { reason: pause.reason, run: this.#remembered() };
      const isOver = await this.#wait(pause);
      // What the round that ended had changed, the next one does not know.
      if (looksBack(this.#choice.choice)) this.#choice = { ...this.#choice, settled: null };
      this.#writer = this.#openWriter();
      if (isOver) return this.#over();
    }
  }

  /** The engine closes, or somebody has stopped it. */
  async #over(): Promise<null> {
    await (this.#job.isLeft ? this.#leave() : this.#end(false, 'stopped'));
    return null;
  }

  close(): void {
    this.#share.end();
  }

  /** From what the newest snapshot has to the end, or to what stands in the way. */
  async #round(): Promise<'ended' | 'stopped' | Fault> {
    const { repository, source, graph, clock } = this.#parts;
    const round = new BackupRound({
      repository,
      source,
      graph,
      clock,
      writer: this.#writer,
      begun: this.#parts.begun,
      mayLack: this.#parts.mayLack,
      choice: this.#choice,
      gate: this.#parts.gate,
      isPatient: this.#parts.run.by === 'schedule',
      checkpoint: () => this.#checkpoint(),
      tell: (progress, atOnce) => this.#tell(progress, atOnce),
    });
    try {
      await round.run(this.#job.signal);
      await this.#end(true, null);
      return 'ended';
    } catch (error) {
      if (this.#job.signal.aborted) return 'stopped';
      const fault = toFault(error);
      // What is stored so far is kept, if the place where it is kept is not the trouble.
      return PLACE_TROUBLE.has(fault.code) ? fault : this.#keepBeside(fault);
    }
  }

  async #keepBeside(fault: Fault): Promise<Fault> {
    try {
      await this.#checkpoint();
      return fault;
    } catch (error) {
      return toFault(error);
    }
  }

  /** True when the job is over instead. */
  async #wait({ reason, forMs }: Pause): Promise<boolean> {
    try {
      await this.#job.wait(reason, forMs);
      this.#left.restart();
      if (reason === 'metered' || reason === 'room-ahead') {
        await this.#parts.gate.goOn(reason);
      }
      return false;
    } catch (error) {
      if (!isAbort(error)) throw error;
      return true;
    }
  }

  async #checkpoint(): Promise<void> {
    await this.#writer.checkpoint();
    await this.#parts.remember(this.#remembered());
    // The catalog follows in its own time.
    void this.#parts.follow();
  }

  #remembered(): RunningBackup {
    return { ...this.#parts.run, traffic: this.#sums() };
  }

  async #leave(): Promise<void> {
    await this.#checkpoint();
    this.#job.end({ endedBy: 'stopped' });
  }

  async #end(isWhole: boolean, endedBy: FaultCode | 'stopped' | null): Promise<void> {
    this.#job.tell(() => ({ phase: 'finishing', leftMs: null }), true);
    const description = await RunDescription.begin(this.#parts);
    const told: { receipt: Receipt | null } = { receipt: null };
    const snapshot = await this.#writer.end(isWhole, async (states) => {
      const containers = [...this.#writer.containers.values()];
      const receipt = await description.receipt(states, containers, this.#sums(), endedBy);
      told.receipt = receipt;
      const blob = await saveReceipt(this.#parts.repository, receipt);
      return { receipt: blob, complete: receipt.verdict === 'complete' };
    });
    await this.#parts.settle();
    this.#finish(told.receipt, snapshot.id, endedBy);
  }

  async #endByFault(fault: Fault): Promise<void> {
    // Nothing of a round is taken along that ended because the place could not take it.
    if (PLACE_TROUBLE.has(fault.code)) this.#writer = this.#openWriter();
    try {
      await this.#end(false, fault.code);
    } catch (error) {
      // The place can't even take a receipt: then the job itself says what it was.
      if (!isFault(error)) throw error;
      this.#finish(null, null, fault.code);
    }
  }

  #finish(
    receipt: Receipt | null,
    snapshot: SnapshotId | null,
    endedBy: FaultCode | 'stopped' | null,
  ): void {
    this.#job.end({
      receipt: receipt === null ? null : { ...receipt, snapshot },
      endedBy,
      ...this.#sums(),
      gaps: receipt?.gaps.length ?? this.#job.progress.gaps,
    });
  }

  #openWriter(): SnapshotWriter {
    const { repository, commits, account, clock, software, run } = this.#parts;
    const { source, startedAt } = run;
    return new SnapshotWriter({
      repository,
      commits,
      account,
      source,
      clock,
      startedAt,
      software,
      handedIn: (bytes) => this.#share.note(bytes),
    });
  }

  #tell(progress: () => RoundProgress, atOnce: boolean): void {
    this.#job.tell(() => {
      const now = progress();
      return { ...now, ...this.#sums(), leftMs: this.#leftMs(now) };
    }, atOnce);
  }

  #leftMs({ messages, attachments }: RoundProgress): number | null {
    if (messages.total === null) return null;
    // Messages still to come bring attachments at the rate of those that came.
    const share = messages.done === 0 ? 0 : attachments.total / messages.done;
    const expected = Math.max(attachments.total, share * messages.total);
    const done = messages.done + ATTACHMENT_WORK * attachments.done;
    const total = messages.total + ATTACHMENT_WORK * expected;
    return this.#left.measure(this.#parts.clock.now(), done, total);
  }

  #sums(): Sums {
    const { graph, run } = this.#parts;
    const from = this.#start;
    const to = graph.traffic;
    const add = (name: 'requests' | 'pauses' | 'pausedMs' | 'downloadedBytes') =>
      run.traffic[name] + to[name] - from[name];
    return {
      requests: add('requests'),
      pauses: add('pauses'),
      pausedMs: add('pausedMs'),
      downloadedBytes: add('downloadedBytes'),
      storedBytes: run.traffic.storedBytes + this.#share.storedBytes(),
    };
  }
}

/** What may take a person days: nothing is held on to meanwhile. */
const RESTS: ReadonlySet<Pause['reason']> = new Set(['sign-in', 'consent']);

/** Trouble with the place where things are kept: writing more into it would only meet it again. */
const PLACE_TROUBLE: ReadonlySet<FaultCode> = new Set([
  'quota',
  'corrupt',
  'away',
  'locked',
  'unsupported',
]);
