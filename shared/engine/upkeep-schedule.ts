import { isFault } from '../model/fault.ts';
import type { JobId } from '../model/ids.ts';
import type { UpkeepProgress } from '../model/job.ts';
import { placeOf } from '../rpc/serve.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Storage } from './storage.ts';
import type { Upkeep } from './upkeep.ts';

const NAME = 'upkeep-schedule';
const DAY_MS = 24 * 60 * 60 * 1000;
/** At a share a day every pack is read within five weeks; the format's default for samples. */
const SAMPLE_PERCENT = 3;

export interface UpkeepScheduleParts {
  engine: Pick<EngineParts, 'records' | 'clock' | 'report'>;
  storage: Pick<Storage, 'trouble' | 'lock'>;
  upkeep: Pick<Upkeep, 'startCheck' | 'startPrune' | 'get' | 'status'>;
  /** Much went at once, and nobody has looked at it yet. */
  isHeld(): boolean;
  /** The second copy first: what goes here later is then not sent in between. */
  updateMirror(): Promise<void>;
  signal: AbortSignal;
}

/** When each was done last without being asked for, in milliseconds since 1970. */
interface Done {
  checkedAt: number;
  thinnedAt: number;
}

/**
 * What the engine does for the copy by itself: after a complete run, once a day at most, it reads a
 * share of the packs and thins out by the rule. It does nothing to a copy in trouble, and thins
 * out nothing that is damaged or that somebody has to look at first.
 */
export class UpkeepSchedule {
  readonly #parts: UpkeepScheduleParts;
  #running: Promise<void> | null = null;

  constructor(parts: UpkeepScheduleParts) {
    this.#parts = parts;
  }

  /** After a complete run; nobody waits for it. What goes wrong is reported and tried another day. */
  afterRun(): Promise<void> {
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        const { engine, signal } = this.#parts;
        // Somebody else is at work, or began meanwhile: the next run asks again.
        if (signal.aborted || isFault(error, 'conflict', 'held', 'not-found')) return;
        engine.report(`upkeep by itself: ${placeOf(error)}`);
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { updateMirror, upkeep, signal } = this.#parts;
    await updateMirror();
    if (!this.#isFit()) return;
    const done = await this.#read();
    const { lastCheck } = await upkeep.status();
    // The copy has just seen to what a check had found: what is left is told at once.
    const isUnsettled = lastCheck?.verdict === 'damaged' && lastCheck.level !== 'sample';
    if (isUnsettled || this.#isDue(done.checkedAt)) {
      // One that is cut off goes on at the next start.
      await this.#note({ checkedAt: this.#now() });
      signal.throwIfAborted();
      const { endedBy } = await this.#untilEnded(await upkeep.startCheck('sample', SAMPLE_PERCENT));
      // Nothing is thinned out unseen, and nothing is begun while somebody makes way for a change.
      if (endedBy !== null) return;
    }
    if (!this.#isDue(done.thinnedAt)) return;
    const isDamaged = (await upkeep.status()).lastCheck?.verdict === 'damaged';
    if (isDamaged || !this.#isFit() || this.#parts.isHeld()) return;
    const { endedBy } = await this.#untilEnded(
      await upkeep.startPrune({ isDryRun: false, removeDamaged: false, despiteLosses: false }),
    );
    if (endedBy !== null) return;
    await this.#note({ thinnedAt: this.#now() });
    await updateMirror();
  }

  #isFit(): boolean {
    const { storage, signal } = this.#parts;
    return !signal.aborted && storage.trouble === null && storage.lock !== 'locked';
  }

  #isDue(at: number): boolean {
    return Math.abs(this.#now() - at) >= DAY_MS;
  }

  #now(): number {
    return this.#parts.engine.clock.now();
  }

  async #untilEnded(id: JobId): Promise<UpkeepProgress> {
    const { upkeep, signal } = this.#parts;
    const job = upkeep.get(id);
    for await (const _ of job.observed.watch(signal));
    return job.progress;
  }

  async #read(): Promise<Done> {
    // Only this class writes it.
    const done = (await this.#parts.engine.records.read(NAME)) as Done | undefined | null;
    return { checkedAt: 0, thinnedAt: 0, ...done };
  }

  async #note(change: Partial<Done>): Promise<void> {
    await this.#parts.engine.records.write(NAME, { ...(await this.#read()), ...change });
  }
}
