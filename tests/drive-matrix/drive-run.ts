import { expect } from 'vitest';
import { driveAsIs, expectHonest, keptOfDrive } from '../../shared/engine/drive.contract.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import {
  PAT,
  Simulated,
  untilEnded,
  untilRestored,
} from '../../shared/engine/simulated.contract.ts';
import { isFault } from '../../shared/model/fault.ts';
import type { Receipt } from '../../shared/model/receipt.ts';
import type { RestoreResult } from '../../shared/model/restore.ts';
import type { RestoreOptions } from '../../shared/rpc/protocol.ts';
import type { Failure } from './failures.ts';
import { kindOf, type RequestKind } from './requests.ts';

export interface Pair {
  failure: Failure;
  request: RequestKind;
}

/** How often it fails, from the how-manieth request of its kind on. */
export interface Course extends Pair {
  after: number;
  times: number;
  flavour: 'work' | 'personal';
}

/** Some kinds of requests are only made when another one has failed. */
const BEFORE: Partial<
  Record<RequestKind, { request: RequestKind; status: number; times: number }>
> = {
  'session state': { request: 'fragment', status: 500, times: 4 },
  'session end': { request: 'fragment', status: 507, times: 1 },
};

/** Answers whether the failure occurred. Throws where something is not as it was said to be. */
export async function runCourse(course: Course): Promise<boolean> {
  return new DriveRun(course).run();
}

type Paths = ReadonlyMap<string, string>;

class DriveRun {
  readonly #course: Course;
  readonly #simulated: Simulated;
  readonly #seen = new Map<RequestKind, number>();
  #hits = 0;
  #firstAddress: string | null = null;
  #failedBefore = 0;
  #isCalm = false;

  constructor(course: Course) {
    this.#course = course;
    const { flavour } = course;
    this.#simulated = new Simulated({ simulator: { drive: { flavour } }, patience: 'brief' });
  }

  async run(): Promise<boolean> {
    const { control } = this.#simulated.simulator.drive;
    this.#fill();
    const engine = await this.#open();
    await this.#copy(engine);
    control.put('docs/a.txt', 'changed');
    control.rename('lone', 'alone');
    control.put('new.txt', 'new');
    control.folder('alone');
    await this.#copy(engine);
    const before = await driveAsIs(this.#simulated);
    const kept = await this.#keptOf(before);
    control.delete('docs');
    control.delete('big.bin');
    control.emptyBin();
    await this.#copy(engine);
    // What is kept of it is what it was: putting it back replaces what it is.
    control.put('new.txt', 'not what it was');
    const lost = await driveAsIs(this.#simulated);
    await this.#restoreAndTakeBack(engine, { before, lost, kept });
    await this.#calmDown(engine, before, kept);
    await engine.close();
    return this.#hits > 0;
  }

  #fill(): void {
    const { control } = this.#simulated.simulator.drive;
    for (const name of ['a', 'b', 'c', 'd', 'e']) control.put(`docs/${name}.txt`, name.repeat(9));
    control.put('docs/empty.txt', '');
    control.put('docs/deep/shared.txt', 'shared');
    control.shareByLink('docs/deep/shared.txt');
    control.put('lone/one.txt', '1');
    control.put('big.bin', new Uint8Array(11_000_000).fill(5));
  }

  #open(): Promise<Engine> {
    this.#simulated.answer = (request) => this.#answer(request);
    return this.#simulated.open();
  }

  #answer(request: Request): Promise<Response> {
    const real = () => this.#simulated.simulator.fetch(request);
    if (this.#isCalm) return real();
    const kind = kindOf(request);
    const seen = this.#seen.get(kind) ?? 0;
    this.#seen.set(kind, seen + 1);
    const { failure, after, times } = this.#course;
    if (kind === this.#course.request && seen >= after && this.#hits < times) {
      this.#hits += 1;
      return failure.fail(real);
    }
    const first = BEFORE[this.#course.request];
    // Of one file: others are sent at the same time.
    this.#firstAddress ??= first?.request === kind ? request.url : null;
    if (request.url === this.#firstAddress && this.#failedBefore < (first?.times ?? 0)) {
      this.#failedBefore += 1;
      return Promise.resolve(new Response('{}', { status: first?.status ?? 500 }));
    }
    return real();
  }

  /** Every copy is the drive, or its receipt names what is not; or says that it did not get there. */
  async #copy(engine: Engine): Promise<Receipt | null> {
    const [job] = await engine.startBackup(PAT, ['drive']);
    const { receipt } = await untilEnded(engine, job);
    if (receipt === null) return null;
    if (receipt.verdict === 'complete') expect(receipt.gaps).toEqual([]);
    const isRead = receipt.lines.length > 0 && receipt.lines.every(({ readToEnd }) => readToEnd);
    if (isRead && receipt.verdict !== 'stopped') {
      await expectHonest(this.#simulated, receipt.gaps);
    }
    return receipt;
  }

  /** What of it could be lost now and had back. */
  async #keptOf(drive: Paths): Promise<Set<string>> {
    const paths = (await orFault(() => keptOfDrive(this.#simulated)))?.paths ?? new Map();
    return new Set([...drive].filter(([path, line]) => paths.get(path) === line).map(([at]) => at));
  }

  async #rows(engine: Engine, show: 'all' | 'gone') {
    const rows = [];
    for (const { id } of await engine.listContainers(PAT.id, 'drive')) {
      const order = { sort: 'date', descending: false, show } as const;
      const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
      const page = await engine.listItems(query, null, 1000);
      rows.push(...page.rows.filter(({ movedTo }) => movedTo === null));
    }
    return rows;
  }

  async #restoreAndTakeBack(
    engine: Engine,
    { before, lost, kept }: Record<'before' | 'lost', Paths> & { kept: ReadonlySet<string> },
  ): Promise<void> {
    const gone = await this.#rows(engine, 'gone');
    const changed = (await this.#rows(engine, 'all')).filter(
      ({ subject }) => subject === 'new.txt',
    );
    const rows = [...gone, ...changed].map(({ row }) => row);
    if (rows.length === 0) return;
    const restored = await orFault(async () => {
      const plan = await engine.planRestore({ kind: 'rows', rows });
      const options: RestoreOptions = {
        except: [],
        moveFromElsewhere: false,
        intoNewFolder: null,
        conflict: 'replace',
      };
      return untilRestored(engine, await engine.startRestore(plan.id, options));
    });
    if (restored === null) return;
    const keptLines = new Map([...before].filter(([path]) => kept.has(path)));
    await this.#expectRestored(restored.result, keptLines);
    const { journal } = restored;
    if (journal === null || !(await canUndo(engine, journal))) return;
    const undone = await orFault(async () =>
      untilRestored(engine, await engine.startUndo(journal)),
    );
    const isAll = [restored, undone].every(
      (run) => run?.endedBy === null && run.result?.items.every(({ state }) => state !== 'failed'),
    );
    if (isAll) expect(await driveAsIs(this.#simulated)).toEqual(lost);
  }

  /** What is said to be back and equal is so; what failed says why. */
  async #expectRestored(result: RestoreResult | null, kept: Paths): Promise<void> {
    const now = await driveAsIs(this.#simulated);
    const linesOf = (paths: Paths, name: string) =>
      [...paths].filter(([path]) => path.replace(/\/$/, '').split('/').at(-1) === name);
    for (const { state, row, fault } of result?.items ?? []) {
      if (state === 'failed') expect(fault).not.toBeNull();
      if (state !== 'equal' || row.subject === 'new.txt') continue;
      // What could not be copied as it was last came back as it was before that.
      const lines = linesOf(kept, row.subject);
      if (lines.length > 0) expect(linesOf(now, row.subject)).toEqual(lines);
    }
  }

  /** With nothing in the way any more, all comes to be as it should. */
  async #calmDown(engine: Engine, before: Paths, kept: ReadonlySet<string>): Promise<void> {
    this.#isCalm = true;
    let receipt = await this.#copy(engine);
    if (receipt?.verdict !== 'complete') receipt = await this.#copy(engine);
    expect([receipt?.verdict, receipt?.gaps]).toEqual(['complete', []]);
    const { paths, unwhole } = await keptOfDrive(this.#simulated);
    expect(unwhole).toEqual([]);
    expect(paths).toEqual(await driveAsIs(this.#simulated));
    const rows = (await this.#rows(engine, 'gone')).map(({ row }) => row);
    if (rows.length > 0) {
      const plan = await engine.planRestore({ kind: 'rows', rows });
      const options = { except: [], moveFromElsewhere: false, intoNewFolder: null };
      await untilRestored(engine, await engine.startRestore(plan.id, options));
    }
    const now = await driveAsIs(this.#simulated);
    // What an early failure kept from ever being copied can't come back.
    for (const [path, line] of before) {
      if (path === 'new.txt' || !kept.has(path)) continue;
      expect([path, now.get(path)]).toEqual([path, line]);
    }
    expect([...now.keys()].filter((path) => !before.has(path))).toEqual([]);
  }
}

async function canUndo(engine: Engine, journal: string): Promise<boolean> {
  const entries = await engine.listJournal(20);
  return entries.some(({ id, canUndo: can }) => id === journal && can);
}

/** null for what is said to the person as a fault; anything else is a bug. */
async function orFault<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error)) return null;
    throw error;
  }
}
