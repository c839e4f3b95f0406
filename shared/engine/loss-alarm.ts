import type { Records } from '../backend/records.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { EngineStatus } from '../rpc/protocol.ts';

const RECORD = 'losses-accepted';
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** Losses of a week from which on older copies stay until somebody has looked at them. */
const MUCH_LOST = 50;

type Alarm = EngineStatus['lossAlarm'];

/**
 * Whether more went at Microsoft than usual. While it does, nothing is thinned out: what a stranger
 * took away should be found before the copies of it go. A person ends it for what is seen, by word.
 */
export class LossAlarm {
  readonly #records: Records;
  readonly #now: () => number;

  constructor(records: Records, now: () => number) {
    this.#records = records;
    this.#now = now;
  }

  /** Null when it was not much, or when somebody has said that it was right. */
  async read(repositoryId: string, catalog: Pick<Catalog, 'goneSince'>): Promise<Alarm> {
    const accepted = await this.#acceptedUntil(repositoryId);
    const since = Math.max(this.#now() - WEEK_MS, accepted + 1);
    const losses = catalog.goneSince(new Date(since).toISOString());
    const count = losses.reduce((sum, loss) => sum + loss.count, 0);
    if (count < MUCH_LOST) return null;
    // Told to be handed back: what went after it has not been seen yet.
    const until =
      losses
        .map(({ to }) => to)
        .sort()
        .at(-1) ?? '';
    return { count, folders: losses.length, until };
  }

  /** What went until then was the person's own doing. */
  accept(repositoryId: string, until: string): Promise<void> {
    return this.#records.write(RECORD, { repositoryId, until });
  }

  async #acceptedUntil(repositoryId: string): Promise<number> {
    // Only this class writes it.
    const record = (await this.#records.read(RECORD)) as
      | { repositoryId: string; until: string }
      | undefined
      | null;
    if (record?.repositoryId !== repositoryId) return 0;
    return Date.parse(record.until) || 0;
  }
}
