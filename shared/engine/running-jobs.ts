import type { Records } from '../backend/records.ts';
import type { JobId } from '../model/ids.ts';
import { Turns } from './turns.ts';

const NAME = 'running-jobs';

/**
 * The jobs that are under way, remembered outside of the worker: what is still here when the
 * engine starts was cut off, and goes on.
 */
export class RunningJobs<Run extends { id: JobId }> {
  readonly #records: Records;
  readonly #turns = new Turns();
  readonly #runs = new Map<JobId, Run>();

  constructor(records: Records) {
    this.#records = records;
  }

  /** What was under way when the last engine ended. */
  async readCutOff(): Promise<Run[]> {
    const value = await this.#records.read(NAME);
    // Only this class writes it; what is no list was never there.
    const runs = Array.isArray(value) ? (value as Run[]) : [];
    // Whatever is remembered next must not make one of these forgotten.
    for (const run of runs) this.#runs.set(run.id, run);
    return runs;
  }

  /** Durable when resolved. */
  remember(run: Run): Promise<void> {
    this.#runs.set(run.id, run);
    return this.#write();
  }

  forget(id: JobId): Promise<void> {
    this.#runs.delete(id);
    return this.#write();
  }

  #write(): Promise<void> {
    return this.#turns.take(() => this.#records.write(NAME, [...this.#runs.values()]));
  }
}
