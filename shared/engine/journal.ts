import type { AccountId, ItemId, JobId, JournalId } from '../model/ids.ts';
import { asId } from '../model/ids.ts';
import type { ItemRow, SourceName } from '../model/item.ts';
import type { PutBackWay } from '../model/put-back.ts';
import type { JournalEntry, RestoredItem, RestoreResult } from '../model/restore.ts';
import type { Repository } from '../repository/repository.ts';
import type {
  BinNote,
  FormerState,
  LeftAgain,
  OpenUpload,
  RestoredRecord,
  RestoreIntent,
} from '../sources/restoring.ts';

/** What a restore or undo writes down, in the order in which it happens. Plain data. */
export type JournalLine =
  | {
      kind: 'begin';
      run: 'restore' | 'undo';
      job: JobId;
      account: AccountId;
      source: SourceName;
      startedAt: string;
      label: string;
      /** For an undo: what it takes back. */
      undoes: JournalId | null;
      /** Otherwise than its source restores it. */
      way?: PutBackWay;
    }
  | { kind: 'intend'; intents: RestoreIntent[] }
  | {
      kind: 'done';
      item: RestoredItem;
      record: RestoredRecord | null;
      /** What an undo has brought back to its place. */
      broughtBack?: readonly LeftAgain[];
    }
  | { kind: 'end'; endedAt: string; stopped: boolean };

type Begin = Extract<JournalLine, { kind: 'begin' }>;

/** One run, read back. */
export interface JournalRun {
  id: JournalId;
  begin: Begin;
  items: RestoredItem[];
  records: RestoredRecord[];
  broughtBack: LeftAgain[];
  /** Told before writing, and never told done: what became of them is not known. */
  openIntents: RestoreIntent[];
  end: Extract<JournalLine, { kind: 'end' }> | null;
  parts: number;
}

/**
 * The journal of restores, kept in memory once it has been read. What is appended is durable when
 * that has resolved.
 */
export class Journal {
  readonly #repository: Repository;
  readonly #runs: Map<JournalId, JournalRun>;
  /** Items made again, and under which ids. */
  readonly #madeAgain = new Map<ItemId, ItemId[]>();

  private constructor(repository: Repository, runs: Map<JournalId, JournalRun>) {
    this.#repository = repository;
    this.#runs = runs;
    for (const run of runs.values()) this.#learn(run.records);
  }

  static async open(repository: Repository): Promise<Journal> {
    const lines = new Map<string, { part: number; line: JournalLine }[]>();
    for await (const { run, part, body } of repository.journal()) {
      // Written by this program, and checked by its hash.
      const line = body as JournalLine;
      const known = lines.get(run) ?? [];
      known.push({ part, line });
      lines.set(run, known);
    }
    const runs = new Map<JournalId, JournalRun>();
    for (const [id, parts] of lines) {
      const run = readRun(asId<JournalId>(id), parts);
      if (run !== null) runs.set(run.id, run);
    }
    return new Journal(repository, runs);
  }

  /** Newest first. */
  entries(limit: number): JournalEntry[] {
    return [...this.#runs.values()]
      .sort((a, b) => b.begin.startedAt.localeCompare(a.begin.startedAt) || (a.id < b.id ? 1 : -1))
      .slice(0, limit)
      .map((run) => this.#entryOf(run));
  }

  run(id: JournalId): JournalRun | undefined {
    return this.#runs.get(id);
  }

  result(id: JournalId): RestoreResult | undefined {
    const run = this.#runs.get(id);
    if (run === undefined) return undefined;
    return { items: run.items, stopped: run.end?.stopped ?? true };
  }

  /** Ids under which an item was made again, oldest first. */
  madeAgainAs(id: ItemId): readonly ItemId[] {
    return this.#madeAgain.get(id) ?? [];
  }

  /** True for what any run made again. */
  hasMade(id: ItemId): boolean {
    return [...this.#madeAgain.values()].some((ids) => ids.includes(id));
  }

  /** What an item was before a run began to change it and never told the end of it. */
  formerState(id: JournalId, item: ItemId): FormerState | null {
    return this.#newest(id, item, ({ former }) => former) ?? null;
  }

  /** The upload in which a run was cut off. */
  openUpload(id: JournalId, item: ItemId): OpenUpload | null {
    return this.#newest(id, item, ({ upload }) => upload) ?? null;
  }

  /** What a run has begun to take out of the recycle bin for an item. */
  binNote(id: JournalId, item: ItemId): BinNote | null {
    return this.#newest(id, item, ({ bin }) => bin) ?? null;
  }

  #newest<T>(id: JournalId, item: ItemId, note: (intent: RestoreIntent) => T | undefined) {
    const open = this.#runs.get(id)?.openIntents.filter(({ itemId }) => itemId === item) ?? [];
    return open.map(note).findLast((each) => each !== undefined);
  }

  /** What was made, as the last undo that touched it has left it. */
  asLeft(record: RestoredRecord): RestoredRecord {
    const undos = [...this.#runs.values()]
      .filter(({ broughtBack }) => broughtBack.length > 0)
      .sort((a, b) => a.begin.startedAt.localeCompare(b.begin.startedAt));
    const left = undos
      .flatMap(({ broughtBack }) => broughtBack)
      .findLast(({ nowId }) => nowId === record.nowId);
    return left === undefined ? record : { ...record, to: left.to, version: left.version };
  }

  /** What runs of this way wrote for an account and have not taken back, as it was left. */
  madeBy(way: PutBackWay['kind'], account: AccountId): RestoredRecord[] {
    return [...this.#runs.values()]
      .filter(({ begin }) => begin.way?.kind === way && begin.account === account)
      .flatMap((run) => {
        const left = new Set(this.leftToUndo(run).map(({ itemId }) => itemId));
        return run.records.filter(({ itemId }) => left.has(itemId));
      })
      .map((record) => this.asLeft(record));
  }

  /** Where files shared in chats lie that were put back and not taken back, by where they lay. */
  placedFiles(): Map<string, string> {
    const placed = new Map<string, string>();
    const runs = [...this.#runs.values()].filter(({ begin }) => begin.way?.kind === 'files');
    for (const run of runs.sort((a, b) => a.begin.startedAt.localeCompare(b.begin.startedAt))) {
      if (run.begin.run !== 'restore') continue;
      const left = new Set(this.leftToUndo(run).map(({ itemId }) => itemId));
      for (const { row, link, state } of run.items) {
        const isThere = state === 'left-alone' || left.has(row.itemId);
        if (link !== undefined && isThere) placed.set(placeOfUnit(row.itemId), link);
      }
    }
    return placed;
  }

  /** Every item made again, for the catalog. */
  links(): { account: AccountId; source: SourceName; itemId: ItemId; nowId: ItemId }[] {
    // What was put back otherwise is another thing than the kept one.
    const runs = [...this.#runs.values()].filter(({ begin }) => begin.way === undefined);
    return runs.flatMap(({ begin: { account, source }, records }) =>
      records.flatMap(({ itemId, nowId, outcome }) =>
        outcome === 'make-again' && nowId !== null ? [{ account, source, itemId, nowId }] : [],
      ),
    );
  }

  /** The run that took back the last of it, if all of it was: an undo may fail in single items. */
  undoneBy(id: JournalId): JournalId | null {
    const run = this.#runs.get(id);
    if (run === undefined || this.leftToUndo(run).length > 0) return null;
    return this.#undosOf(id).at(-1)?.id ?? null;
  }

  /** What a restore did, can be taken back, and was not yet; last first, as things are undone. */
  leftToUndo(run: JournalRun): ItemRow[] {
    const left = new Set(run.records.filter(canTakeBack).map(({ itemId }) => itemId));
    for (const { items } of this.#undosOf(run.id)) {
      for (const { row, state } of items) if (state !== 'failed') left.delete(row.itemId);
    }
    const rows = run.items.map(({ row }) => row);
    return rows.filter(({ itemId }) => left.has(itemId)).reverse();
  }

  /** Those that have ended, oldest first. */
  #undosOf(id: JournalId): JournalRun[] {
    return [...this.#runs.values()]
      .filter(({ begin, end }) => begin.undoes === id && end !== null)
      .sort((a, b) => a.begin.startedAt.localeCompare(b.begin.startedAt));
  }

  async append(id: JournalId, line: JournalLine): Promise<void> {
    const run = this.#runs.get(id);
    const part = run?.parts ?? 0;
    if (run !== undefined) run.parts += 1;
    else if (line.kind === 'begin') this.#runs.set(id, { ...emptyRun(id, line), parts: 1 });
    await this.#repository.appendJournal({ run: id, part, body: line });
    const known = this.#runs.get(id);
    if (known !== undefined) this.#take(known, line);
  }

  #take(run: JournalRun, line: JournalLine): void {
    takeLine(run, line);
    if (line.kind === 'done' && line.record !== null) this.#learn([line.record]);
  }

  #learn(records: readonly RestoredRecord[]): void {
    for (const { itemId, nowId, outcome } of records) {
      if (outcome !== 'make-again' || nowId === null) continue;
      this.#madeAgain.set(itemId, [...(this.#madeAgain.get(itemId) ?? []), nowId]);
    }
  }

  #entryOf(run: JournalRun): JournalEntry {
    const { id, begin, items, end } = run;
    const count = (is: (item: RestoredItem) => boolean) => items.filter(is).length;
    const hasWorked = ({ state }: RestoredItem) => state === 'equal' || state === 'differs';
    const undoneBy = this.undoneBy(id);
    return {
      id,
      kind: begin.run,
      account: begin.account,
      source: begin.source,
      startedAt: begin.startedAt,
      endedAt: end?.endedAt ?? null,
      counts: {
        movedBack: count((item) => hasWorked(item) && item.outcome !== 'make-again'),
        madeAgain: count((item) => hasWorked(item) && item.outcome === 'make-again'),
        leftAlone: count(({ state }) => state === 'left-alone'),
        failed: count(({ state }) => state === 'failed'),
      },
      label: begin.label,
      ...(begin.way === undefined ? {} : { way: begin.way.kind }),
      canUndo: begin.run === 'restore' && end !== null && this.leftToUndo(run).length > 0,
      undoneBy,
    };
  }
}

/** Of the file a unit of the way `files` stands for. */
function placeOfUnit(id: ItemId): string {
  return id.slice(id.indexOf(' ') + 1);
}

/** What a restore changed in the mailbox can be taken back; what it left alone need not. */
function canTakeBack({ outcome, nowId, fromBin, former }: RestoredRecord): boolean {
  // It goes with the folder it came with.
  const isAlong = fromBin === 'with-folder' && outcome === 'make-again' && former === undefined;
  if (isAlong) return false;
  return nowId !== null && outcome !== 'here' && outcome !== 'cannot';
}

/** Groups what is told at the same time into one durable write. */
export class IntentLog {
  readonly #append: (intents: RestoreIntent[]) => Promise<void>;
  #waiting: RestoreIntent[] = [];
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(append: (intents: RestoreIntent[]) => Promise<void>) {
    this.#append = append;
  }

  /** Durable when resolved. */
  intend(intent: RestoreIntent): Promise<void> {
    this.#waiting.push(intent);
    this.#next ??= this.#writing.then(() => {
      this.#next = null;
      const intents = this.#waiting.splice(0);
      const written = this.#append(intents);
      this.#writing = written.catch(() => {});
      return written;
    });
    return this.#next;
  }
}

function readRun(
  id: JournalId,
  parts: readonly { part: number; line: JournalLine }[],
): JournalRun | null {
  const sorted = [...parts].sort((a, b) => a.part - b.part);
  const begin = sorted.map(({ line }) => line).find((line) => line.kind === 'begin');
  // Without its beginning nothing can be said of the rest; it is kept all the same.
  if (begin === undefined) return null;
  const run = emptyRun(id, begin);
  for (const { line } of sorted) takeLine(run, line);
  return { ...run, parts: (sorted.at(-1)?.part ?? -1) + 1 };
}

function emptyRun(id: JournalId, begin: Begin): JournalRun {
  const nothing = { items: [], records: [], broughtBack: [], openIntents: [] };
  return { id, begin, ...nothing, end: null, parts: 0 };
}

function takeLine(run: JournalRun, line: JournalLine): void {
  if (line.kind === 'intend') run.openIntents.push(...line.intents);
  if (line.kind === 'end') run.end = line;
  if (line.kind !== 'done') return;
  const { item, record, broughtBack = [] } = line;
  run.items.push(item);
  run.broughtBack.push(...broughtBack);
  if (record !== null) run.records.push(record);
  run.openIntents = run.openIntents.filter(({ itemId }) => itemId !== item.row.itemId);
}
