import type { Moment } from '../model/moments.ts';
import type { Connection } from './connection.ts';
import type { Story } from './stories.ts';

interface Counts {
  new: number;
  changed: number;
  gone: number;
}

/**
 * Counts what one snapshot changed, each item once however many of its states began or ended. Told
 * before the states of a story are touched.
 */
export class Tally {
  readonly #counts = new Map<number, Counts>();
  /** Items that were somewhere before this snapshot, or at some time, and whether they were then. */
  readonly #known = new Map<number, { scope: number; was: boolean }>();

  constructor(
    private readonly connection: Connection,
    private readonly sequence: number,
  ) {}

  /** A state of this story is about to begin or to end. */
  note({ item, states }: Story, scope: number): void {
    if (states.length === 0) this.#of(scope).new += 1;
    const earlier = states.filter(({ first }) => first < this.sequence);
    if (earlier.length === 0 || this.#known.has(item)) return;
    this.#known.set(item, { scope, was: earlier.some(({ last }) => last === null) });
  }

  /** Writes what was counted, when everything has been told. */
  write(): void {
    for (const [item, { scope, was }] of this.#known) {
      const is = this.#isPresent(item);
      if (is && was) this.#of(scope).changed += 1;
      else if (is) this.#of(scope).new += 1;
      else if (was) this.#of(scope).gone += 1;
    }
    for (const [scope, counts] of this.#counts) {
      this.connection.run(
        'insert into moments (sequence, scope, new, changed, gone) values (?, ?, ?, ?, ?)',
        [this.sequence, scope, counts.new, counts.changed, counts.gone],
      );
    }
  }

  #isPresent(item: number): boolean {
    const sql = 'select 1 from states where item = ? and place = 1 limit 1';
    return this.connection.first(sql, [item]) !== undefined;
  }

  #of(scope: number): Counts {
    const known = this.#counts.get(scope) ?? { new: 0, changed: 0, gone: 0 };
    this.#counts.set(scope, known);
    return known;
  }
}

/** See `Catalog.moments`. `from`: the first snapshot that has anything of these scopes. */
export function readMoments(
  connection: Connection,
  scopes: ReadonlySet<number>,
  from: number,
): Moment[] {
  const changes = changesOf(connection, scopes);
  const snapshots = connection.rows(
    `select sequence, ended_at, is_run_end, complete, scope from snapshots
     where sequence >= ? order by sequence`,
    [from],
  );
  const moments: Moment[] = [];
  /** What checkpoints brought since the last end of a run of the scope. */
  const waiting = new Map<number | null, Moment>();
  for (const [number, endedAt, isRunEnd, complete, run] of snapshots) {
    const sequence = Number(number);
    const scope = run === null || run === undefined ? null : Number(run);
    const told = changes.get(sequence);
    if (scope !== null && !scopes.has(scope) && !told) continue;
    const moment = add(waiting.get(scope), told);
    Object.assign(moment, { sequence, at: String(endedAt), complete: complete === 1 });
    if (isRunEnd === 1) {
      moments.push(moment);
      waiting.delete(scope);
    } else waiting.set(scope, moment);
  }
  return [...moments, ...waiting.values()].toSorted((a, b) => a.sequence - b.sequence);
}

function changesOf(connection: Connection, scopes: ReadonlySet<number>): Map<number, Counts> {
  const changes = new Map<number, Counts>();
  const rows = connection.rows('select sequence, scope, new, changed, gone from moments');
  for (const [sequence, scope, ...counts] of rows) {
    if (!scopes.has(Number(scope))) continue;
    const [added, changed, gone] = counts.map(Number);
    const told = { new: added ?? 0, changed: changed ?? 0, gone: gone ?? 0 };
    changes.set(Number(sequence), add(changes.get(Number(sequence)), told));
  }
  return changes;
}

function add(one: Counts | undefined, other: Counts | undefined): Moment {
  return {
    sequence: 0,
    at: '',
    new: (one?.new ?? 0) + (other?.new ?? 0),
    changed: (one?.changed ?? 0) + (other?.changed ?? 0),
    gone: (one?.gone ?? 0) + (other?.gone ?? 0),
    complete: false,
  };
}
