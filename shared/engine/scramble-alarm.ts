import type { Records } from '../backend/records.ts';
import { isAbort } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import type { ScrambleAlarm } from '../model/scrambled.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState, SnapshotRecord } from '../repository/snapshot.ts';
import { placeOf } from '../rpc/serve.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Scrambled } from './find-scrambled.ts';
import type { Storage } from './storage.ts';
import { Turns } from './turns.ts';

export const SCRAMBLE_RECORD = 'scrambled';
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/**
 * So many within a week are an alarm. Who does it reaches that in a minute: twenty files a minute is the
 * slowest that was ever reported. By hand hardly anybody encrypts as many in their place.
 */
const MANY = 20;
/** An ending is told when nearly all have it. */
const NEARLY_ALL = 0.8;
const NAMES_TOLD = 3;

interface Finding extends Omit<Scrambled, 'whole'> {
  account: AccountId;
  source: SourceName;
  /** ISO 8601, UTC: of the copy that has them so. */
  at: string;
  /** The number of the copy that it was compared with. */
  before: number;
}

interface Remembered {
  repositoryId: string;
  /** Up to which copy was looked, by account and source. */
  seen: Record<string, number>;
  found: Finding[];
}

export interface ScrambleAlarmParts {
  records: Records;
  storage: Pick<Storage, 'use' | 'repository'>;
  engine: Pick<EngineParts, 'loadSource' | 'clock' | 'report'>;
  signal: AbortSignal;
}

/**
 * Looks after each run whether much of what changed has no form any more. A person ends the alarm by
 * word, a week by itself, and whoever restores what it was as well. What was not looked at because
 * the program ended is looked at later: how far that is, is remembered.
 */
export class ScrambleWatch {
  readonly #parts: ScrambleAlarmParts;
  readonly #turns = new Turns();

  constructor(parts: ScrambleAlarmParts) {
    this.#parts = parts;
  }

  /** From what was looked at last to the newest copy. Never rejects: trouble is reported. */
  look(): Promise<void> {
    return this.#turns.take(async () => {
      try {
        await this.#look();
      } catch (error) {
        if (isAbort(error) || this.#parts.signal.aborted) return;
        this.#parts.engine.report(`looking for what is scrambled: ${placeOf(error)}`);
      }
    });
  }

  /** Null when it was not much, or when somebody has said that it was right. */
  async read(): Promise<ScrambleAlarm | null> {
    const { repository } = this.#parts.storage;
    if (repository === undefined) return null;
    const since = new Date(this.#parts.engine.clock.now() - WEEK_MS).toISOString();
    const { found } = await this.#read(repository);
    const recent = found.filter(({ at }) => at >= since);
    return alarmOf(recent, repository);
  }

  /** What was noticed until then was the person's own doing. */
  accept(until: string): Promise<void> {
    return this.#turns.take(async () => {
      const { repository } = this.#parts.storage;
      if (repository === undefined) return;
      const { found, ...rest } = await this.#read(repository);
      await this.#write({ ...rest, found: found.filter(({ at }) => at > until) });
    });
  }

  async #look(): Promise<void> {
    const { repository } = this.#parts.storage;
    const head = repository?.head();
    if (repository === undefined || head === undefined || this.#parts.signal.aborted) return;
    for (const [name, states] of statesOf(head.containers)) {
      const remembered = await this.#read(repository);
      const before = await stateBefore(repository, head, remembered.seen[name]);
      const { found } = remembered;
      if (before?.sequence === head.sequence) continue;
      const next = before === null ? found : await this.#compare(found, before, head, states);
      const seen = { ...remembered.seen, [name]: head.sequence };
      await this.#write({ ...remembered, seen, found: next });
    }
  }

  async #compare(
    found: Finding[],
    before: SnapshotRecord,
    head: SnapshotRecord,
    states: readonly ContainerState[],
  ): Promise<Finding[]> {
    const open = await this.#parts.storage.use();
    const [first] = states;
    if (open === undefined || first === undefined) return found;
    const { account, source: name } = first;
    const { repository, catalog } = open;
    const isOurs = (each: { account: AccountId; source: SourceName }) =>
      each.account === account && each.source === name;
    const source = await this.#parts.engine.loadSource(name);
    const { findScrambled } = await import('./find-scrambled.ts');
    const { whole, ...scrambled } = await findScrambled(
      {
        repository,
        source,
        earlier: (id, role, others) =>
          catalog
            .versions(account, id)
            .map(({ row }) => catalog.ref(row)?.entry)
            .find((entry) =>
              entry?.parts.some((part) => part.role === role && part.blob !== others),
            ),
        signal: this.#parts.signal,
      },
      before.containers.filter(isOurs),
      states,
      found.some(isOurs),
    );
    const left = withoutWhole(found, isOurs, whole);
    if (scrambled.count === 0) return left;
    return [
      ...left,
      { account, source: name, at: head.endedAt, before: before.sequence, ...scrambled },
    ];
  }

  async #read({ id }: Repository): Promise<Remembered> {
    // Only this class writes it.
    const record = (await this.#parts.records.read(SCRAMBLE_RECORD)) as
      | Remembered
      | undefined
      | null;
    const isOurs = record?.repositoryId === id;
    return isOurs && record ? record : { repositoryId: id, seen: {}, found: [] };
  }

  /** What is over is remembered no longer. */
  async #write(remembered: Remembered): Promise<void> {
    const since = new Date(this.#parts.engine.clock.now() - WEEK_MS).toISOString();
    const found = remembered.found.filter(({ at }) => at >= since);
    await this.#parts.records.write(SCRAMBLE_RECORD, { ...remembered, found });
  }
}

function statesOf(containers: readonly ContainerState[]): Map<string, ContainerState[]> {
  const states = new Map<string, ContainerState[]>();
  for (const state of containers) {
    const name = `${state.account} ${state.source}`;
    states.set(name, [...(states.get(name) ?? []), state]);
  }
  return states;
}

/**
 * The copy that was looked at last, or the one before it that is still there; who never looked begins
 * with the end of the run before. Null: there is none.
 */
async function stateBefore(
  repository: Repository,
  head: SnapshotRecord,
  seen: number | undefined,
): Promise<SnapshotRecord | null> {
  if (seen === head.sequence) return head;
  const summary = repository
    .snapshots()
    .findLast(({ sequence, isRunEnd }) =>
      seen === undefined ? isRunEnd && sequence < head.sequence : sequence <= seen,
    );
  return summary === undefined ? null : repository.loadSnapshot(summary.id);
}

/** The newest findings first: what was encrypted last is put back with the rest. */
function withoutWhole(
  found: readonly Finding[],
  isOurs: (finding: Finding) => boolean,
  whole: number,
): Finding[] {
  let over = whole;
  return found
    .toReversed()
    .map((finding) => {
      if (!isOurs(finding)) return finding;
      const taken = Math.min(over, finding.count);
      over -= taken;
      return { ...finding, count: finding.count - taken };
    })
    .filter(({ count }) => count > 0)
    .toReversed();
}

function alarmOf(found: readonly Finding[], repository: Repository): ScrambleAlarm | null {
  const count = sum(found);
  if (count < MANY) return null;
  const groups = new Map<string, Finding[]>();
  for (const finding of found) {
    const name = `${finding.account} ${finding.source}`;
    groups.set(name, [...(groups.get(name) ?? []), finding]);
  }
  const [most = []] = [...groups.values()].sort((one, other) => sum(other) - sum(one));
  const [first] = most;
  if (first === undefined) return null;
  const { account, source } = first;
  const before = repository.snapshots().findLast(({ sequence }) => sequence <= first.before);
  return {
    account,
    source,
    count,
    isMore: found.some(({ isMore }) => isMore),
    folders: new Set(found.flatMap(({ folders }) => folders)).size,
    names: most.flatMap(({ names }) => names).slice(0, NAMES_TOLD),
    ending: commonEnding(most),
    before: before === undefined ? null : { sequence: before.sequence, at: before.endedAt },
    until:
      found
        .map(({ at }) => at)
        .sort()
        .at(-1) ?? '',
  };
}

function sum(found: readonly Finding[]): number {
  return found.reduce((all, { count }) => all + count, 0);
}

function commonEnding(found: readonly Finding[]): string | null {
  const endings = new Map<string, number>();
  for (const { endings: some } of found) {
    for (const [ending, count] of Object.entries(some)) {
      endings.set(ending, (endings.get(ending) ?? 0) + count);
    }
  }
  const [top] = [...endings].sort(([, one], [, other]) => other - one);
  return top !== undefined && top[1] >= NEARLY_ALL * sum(found) ? top[0] : null;
}
