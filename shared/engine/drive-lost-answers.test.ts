import { expect, test } from 'vitest';
import { driveAsIs } from './drive.contract.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated, untilRestored } from './simulated.contract.ts';

const DATES = {
  createdAt: Date.UTC(2015, 2, 3, 4, 5, 6),
  modifiedAt: Date.UTC(2019, 5, 4, 3, 2, 1),
};

type Meddle = (request: Request, real: () => Promise<Response>) => Promise<Response>;

/** A drive whose next requests of a kind are answered otherwise than they would be. */
class MeddledDrive {
  readonly simulated = new Simulated();
  readonly control = this.simulated.simulator.drive.control;
  /** Method and address of each request. */
  readonly asked: string[] = [];
  readonly #plans: { method: string; path: RegExp; left: number; meddle: Meddle }[] = [];

  open(): Promise<Engine> {
    this.simulated.answer = (request) => this.#answer(request);
    return this.simulated.open();
  }

  /** Before the others that were planned. */
  plan(method: string, path: RegExp, meddle: Meddle, times = 1): void {
    this.#plans.unshift({ method, path, left: times, meddle });
  }

  async #answer(request: Request): Promise<Response> {
    this.asked.push(`${request.method} ${request.url}`);
    const real = () => this.simulated.simulator.fetch(request);
    const plan = this.#plans.find(
      ({ method, path, left }) => left > 0 && method === request.method && path.test(request.url),
    );
    if (plan === undefined) return real();
    plan.left -= 1;
    return plan.meddle(request, real);
  }

  async text(path: string): Promise<string> {
    const { content } = this.control.item(path).current!;
    return new TextDecoder().decode(await content.read(0, content.size));
  }
}

/** What was asked for is done, and nobody hears of it. */
const loseAnswer: Meddle = async (_request, real) => {
  await (await real()).arrayBuffer();
  throw new TypeError('Failed to fetch');
};

/** Nothing is done, and nobody hears why. */
const noNetwork: Meddle = async () => {
  throw new TypeError('Failed to fetch');
};

async function rowsOf(engine: Engine, show: 'all' | 'gone', name: string): Promise<number[]> {
  const rows = [];
  for (const { id } of await engine.listContainers(PAT.id, 'drive')) {
    const order = { sort: 'date', descending: false, show } as const;
    const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
    rows.push(...(await engine.listItems(query, null, 100)).rows);
  }
  return rows.filter(({ subject }) => subject === name).map(({ row }) => row);
}

async function restore(
  engine: Engine,
  rows: number[],
  options: { conflict?: 'replace'; moveFromElsewhere?: boolean } = {},
) {
  const plan = await engine.planRestore({ kind: 'rows', rows });
  const all = { except: [], moveFromElsewhere: false, intoNewFolder: null, ...options };
  const { result, journal } = await untilRestored(engine, await engine.startRestore(plan.id, all));
  const items = result?.items.map(({ outcome, state, differences }) => ({
    told: `${outcome} ${state}`,
    differs: differences.map(({ property }) => property),
  }));
  return { items, journal: journal! };
}

async function takeBack(engine: Engine, journal: Awaited<ReturnType<typeof restore>>['journal']) {
  const { result } = await untilRestored(engine, await engine.startUndo(journal));
  return result?.items.map(({ state }) => state);
}

/** A note that was encrypted and renamed since it was copied, and that Microsoft has as it was, too. */
async function replacedNote() {
  const drive = new MeddledDrive();
  drive.control.put('note.txt', 'the note', DATES);
  // What Microsoft says of a version's time is what it looks for.
  drive.control.put('note.txt', 'the note');
  const engine = await drive.open();
  await backUp(engine, 'drive');
  const rows = await rowsOf(engine, 'all', 'note.txt');
  drive.control.put('note.txt', 'ransomware!', { modifiedAt: Date.UTC(2021, 1, 1) });
  drive.control.rename('note.txt', 'note.txt.locked');
  return { drive, engine, rows, before: await driveAsIs(drive.simulated) };
}

test.each([
  ['going back to a version', 'POST', /restoreVersion/],
  ['its name', 'PATCH', /items/],
] as const)(
  'the answer to %s is lost: it is told as done all the same, and an undo takes all of it back',
  async (_name, method, path) => {
    const { drive, engine, rows, before } = await replacedNote();
    drive.plan(method, path, loseAnswer, 9);

    const { items, journal } = await restore(engine, rows, { conflict: 'replace' });

    expect(items).toEqual([{ told: 'make-again equal', differs: [] }]);
    expect(await drive.text('note.txt')).toBe('the note');
    expect(drive.simulated.asked(/restoreVersion/)).toBe(1);
    expect(await takeBack(engine, journal)).toEqual(['equal']);
    expect(await driveAsIs(drive.simulated)).toEqual(before);
    await engine.close();
  },
);

test('what somebody wrote into a file while a restore waited is what an undo brings back', async () => {
  const { drive, engine, rows } = await replacedNote();
  drive.plan('POST', /restoreVersion/, async () => {
    drive.control.put('note.txt.locked', 'written meanwhile');
    throw new TypeError('Failed to fetch');
  });

  const { journal } = await restore(engine, rows, { conflict: 'replace' });

  expect(await drive.text('note.txt')).toBe('the note');
  await takeBack(engine, journal);
  expect(await drive.text('note.txt.locked')).toBe('written meanwhile');
  await engine.close();
});

test('a file that somebody put right while a restore waited is told as there, and stays', async () => {
  const { drive, engine, rows } = await replacedNote();
  drive.plan('POST', /restoreVersion/, async () => {
    drive.control.put('note.txt.locked', 'written meanwhile');
    drive.control.put('note.txt.locked', 'the note');
    throw new TypeError('Failed to fetch');
  });

  const { items, journal } = await restore(engine, rows, { conflict: 'replace' });

  expect(items).toMatchObject([{ told: 'here differs' }]);
  expect((await engine.listJournal(9)).find(({ id }) => id === journal)?.canUndo).toBe(false);
  expect(await drive.text('note.txt.locked')).toBe('the note');
  await engine.close();
});

test('a name that is refused after the contents are back is a difference, and an undo takes them back', async () => {
  const { drive, engine, rows, before } = await replacedNote();
  const refuse = async () =>
    Response.json({ error: { code: 'accessDenied', message: '' } }, { status: 403 });
  drive.plan('PATCH', /items/, refuse, 9);

  const { items, journal } = await restore(engine, rows, { conflict: 'replace' });

  expect(items).toMatchObject([{ told: 'make-again differs' }]);
  expect(await drive.text('note.txt.locked')).toBe('the note');
  drive.plan('PATCH', /items/, (_request, real) => real(), 9);
  expect(await takeBack(engine, journal)).toEqual(['equal']);
  expect(await driveAsIs(drive.simulated)).toEqual(before);
  await engine.close();
});

test('an undo whose answers are lost goes on, and has the dates as they were', async () => {
  const { drive, engine, rows, before } = await replacedNote();
  const { journal } = await restore(engine, rows, { conflict: 'replace' });
  drive.plan('POST', /restoreVersion/, loseAnswer);
  drive.plan('PATCH', /items/, loseAnswer, 9);

  expect(await takeBack(engine, journal)).toEqual(['equal']);

  expect(await driveAsIs(drive.simulated)).toEqual(before);
  await engine.close();
});

test.each([
  ['a file', 'some words', /uploadSession\?/],
  ['an empty file', '', /\/content\?/],
] as const)('%s that was sent and never told of is taken back', async (_name, contents, path) => {
  const drive = new MeddledDrive();
  const engine = await drive.open();
  drive.control.put('Papers/lost.txt', contents, DATES);
  await backUp(engine, 'drive');
  drive.control.delete('Papers/lost.txt');
  await backUp(engine, 'drive');
  const before = await driveAsIs(drive.simulated);
  // It arrives, and for a while nothing can be asked.
  drive.plan('PUT', path, async (request, real) => {
    drive.plan('GET', /./, noNetwork, 9);
    drive.plan('PUT', /./, noNetwork, 9);
    return loseAnswer(request, real);
  });

  const { items, journal } = await restore(engine, await rowsOf(engine, 'gone', 'lost.txt'));

  expect(items).toEqual([{ told: 'make-again equal', differs: [] }]);
  expect([...drive.control.files()].map((file) => file.path)).toEqual(['Papers/lost.txt']);
  expect(drive.control.item('Papers/lost.txt').dates).toEqual(DATES);
  expect(await takeBack(engine, journal)).toEqual(['equal']);
  expect(await driveAsIs(drive.simulated)).toEqual(before);
  await engine.close();
});

test('a file that was moved back and never told of is taken back', async () => {
  const drive = new MeddledDrive();
  const engine = await drive.open();
  drive.control.put('a/note.txt', 'the note', DATES);
  await backUp(engine, 'drive');
  const rows = await rowsOf(engine, 'all', 'note.txt');
  drive.control.move('a/note.txt', 'b');
  drive.control.rename('b/note.txt', 'other.txt');
  const before = await driveAsIs(drive.simulated);
  drive.plan('PATCH', /items/, loseAnswer, 9);

  const { items, journal } = await restore(engine, rows, { moveFromElsewhere: true });

  expect(items).toEqual([{ told: 'elsewhere equal', differs: [] }]);
  drive.plan('PATCH', /items/, loseAnswer, 9);
  expect(await takeBack(engine, journal)).toEqual(['equal']);
  expect(await driveAsIs(drive.simulated)).toEqual(before);
  await engine.close();
});

const FILM_BYTES = 22_000_000;

test('a large file whose upload the end of the program cut off goes on where it was', async () => {
  const drive = new MeddledDrive();
  const bytes = Uint8Array.from({ length: FILM_BYTES }, (_, at) => (at * 7919) >> 5);
  drive.control.put('Films/film.mp4', bytes, DATES);
  const first = await drive.open();
  await backUp(first, 'drive');
  const before = await driveAsIs(drive.simulated);
  drive.control.delete('Films/film.mp4');
  await backUp(first, 'drive');
  const rows = await rowsOf(first, 'gone', 'film.mp4');
  let fragments = 0;
  const endAtThird: Meddle = (request, real) => {
    fragments += 1;
    if (fragments < 3) return real();
    return new Promise((_, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
      void first.close();
    });
  };
  drive.plan('PUT', /uploadSession/, endAtThird, 3);
  const plan = await first.planRestore({ kind: 'rows', rows });
  const options = { except: [], moveFromElsewhere: false, intoNewFolder: null };
  const job = await first.startRestore(plan.id, options);
  for await (const { state } of first.watchJob(job)) if (state.kind === 'ended') break;
  const { uploads } = drive.simulated.simulator.drive;
  expect(uploads.open).toBe(1);
  drive.asked.length = 0;

  const again = await drive.open();
  const { result } = await untilRestored(again, job);

  expect(result?.items.map(({ state }) => state)).toEqual(['equal']);
  expect(await driveAsIs(drive.simulated)).toEqual(before);
  // It is asked how far it is, and gets what is left: one fragment of three.
  const asked = drive.asked.filter((each) => each.includes('uploadSession?'));
  expect(asked.map((each) => each.split(' ')[0])).toEqual(['GET', 'PUT']);
  expect(uploads.open).toBe(0);
  await again.close();
});
