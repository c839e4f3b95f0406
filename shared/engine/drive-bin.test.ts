import { expect, test } from 'vitest';
import type { RestoreOptions, RestoreSelection } from '../rpc/protocol.ts';
import type { Flavour } from '../simulator/drive/ids.ts';
import { driveAsIs } from './drive.contract.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated, until, untilRestored } from './simulated.contract.ts';

const OPTIONS: RestoreOptions = {
  except: [],
  moveFromElsewhere: false,
  intoNewFolder: null,
  fromBin: true,
};
const DATES = {
  createdAt: Date.UTC(2015, 2, 3, 4, 5, 6),
  modifiedAt: Date.UTC(2019, 5, 4, 3, 2, 1),
};
const BIN_RIGHT = 'Files.ReadWrite.All';
const LEAST = ['Mail.Read', 'Files.Read', 'Files.ReadWrite'];

/** A personal drive whose owner lets Holdfast into the recycle bin. */
class Bin {
  readonly simulated;
  readonly control;
  /** Method and path of each request since it was emptied last. */
  asked: string[] = [];
  /** Answers a request in the simulator's place; null: it does as always. */
  meddle: (request: Request, real: () => Promise<Response>) => Promise<Response> | null = () =>
    null;

  constructor(flavour: Flavour = 'personal') {
    this.simulated = new Simulated({ simulator: { drive: { flavour } } });
    this.simulated.granted = [...LEAST, BIN_RIGHT];
    this.control = this.simulated.simulator.drive.control;
    this.simulated.answer = (request) => {
      const { pathname } = new URL(request.url);
      this.asked.push(`${request.method} ${pathname}`);
      const real = () => this.simulated.simulator.fetch(request);
      return this.meddle(request, real) ?? real();
    };
  }

  open(): Promise<Engine> {
    return this.simulated.open();
  }

  async text(path: string): Promise<string> {
    const { content } = this.control.item(path).current!;
    return new TextDecoder().decode(await content.read(0, content.size));
  }

  askedToRestore(): number {
    return this.asked.filter((each) => each.endsWith('/restore')).length;
  }

  sent(): number {
    return this.asked.filter((each) => /createUploadSession|PUT .*content/.test(each)).length;
  }

  binned(): string[] {
    return [...this.control.parts.drive.bin].map(({ name }) => name).sort();
  }
}

async function rowOf(engine: Engine, name: string): Promise<number> {
  for (const { id } of await engine.listContainers(PAT.id, 'drive')) {
    const order = { sort: 'date', descending: false, show: 'gone' } as const;
    const query = { account: PAT.id, source: 'drive', container: id, ...order } as const;
    const { rows } = await engine.listItems(query, null, 100);
    const found = rows.find(({ subject }) => subject === name);
    if (found !== undefined) return found.row;
  }
  throw new Error(`${name} is not among what is gone`);
}

async function plan(engine: Engine, ...names: string[]) {
  const rows = await Promise.all(names.map((name) => rowOf(engine, name)));
  const selection: RestoreSelection = { kind: 'rows', rows, withContents: true };
  return engine.planRestore(selection);
}

async function restore(engine: Engine, names: string[], options: Partial<RestoreOptions> = {}) {
  const made = await plan(engine, ...names);
  const job = await engine.startRestore(made.id, { ...OPTIONS, ...options });
  return told(engine, job);
}

async function told(engine: Engine, job: Parameters<Engine['watchJob']>[0]) {
  const { result, journal } = await untilRestored(engine, job);
  const items = (result?.items ?? [])
    .map(({ row, state, fromBin, differences }) => {
      const differs = differences.map(({ property }) => ` ${property}`).join('');
      return `${row.subject}: ${state}${fromBin ? ' from the bin' : ''}${differs}`;
    })
    .sort();
  return { items, journal: journal! };
}

async function takeBack(engine: Engine, journal: Awaited<ReturnType<typeof told>>['journal']) {
  return (await told(engine, await engine.startUndo(journal))).items;
}

/** Kept, then deleted, then copied once more. */
async function lost(paths: readonly string[], bin = new Bin()) {
  const engine = await bin.open();
  await backUp(engine, 'drive');
  const ids = paths.map((path) => bin.control.item(path).id);
  for (const path of paths) bin.control.delete(path);
  await backUp(engine, 'drive');
  bin.asked = [];
  return { bin, engine, ids, before: await driveAsIs(bin.simulated), control: bin.control };
}

function withNote(contents = 'the note'): Bin {
  const bin = new Bin();
  bin.control.put('Papers/note.txt', contents, DATES);
  return bin;
}

function withTree(): Bin {
  const bin = new Bin();
  bin.control.put('Papers/note.txt', 'the note', DATES);
  bin.control.put('Papers/2024/return.pdf', 'a return', DATES);
  bin.control.folder('Papers/2024/Empty', DATES);
  bin.control.folder('Papers/2024', DATES);
  bin.control.folder('Papers', DATES);
  return bin;
}

test('a file comes out of the bin as it was, under its id, with its link, and nothing is sent', async () => {
  const bin = withNote();
  bin.control.shareByLink('Papers/note.txt');
  const { engine, ids, before, control } = await lost(['Papers/note.txt'], bin);

  const { items, journal } = await restore(engine, ['note.txt']);

  expect(items).toEqual(['note.txt: equal from the bin']);
  expect(control.item('Papers/note.txt').id).toBe(ids[0]);
  expect(control.item('Papers/note.txt').permissions).toHaveLength(1);
  expect(bin.sent()).toBe(0);
  expect(await takeBack(engine, journal)).toEqual(['note.txt: equal']);
  expect(await driveAsIs(bin.simulated)).toEqual(before);
  expect(bin.binned()).toEqual(['note.txt']);
  // And out again.
  expect((await restore(engine, ['note.txt'])).items).toEqual(['note.txt: equal from the bin']);
  await engine.close();
});

test('what somebody worked on since it came out of the bin stays', async () => {
  const { engine, bin } = await lost(['Papers/note.txt'], withNote());
  const { journal } = await restore(engine, ['note.txt']);
  bin.control.put('Papers/note.txt', 'worked on');

  expect(await takeBack(engine, journal)).toEqual(['note.txt: left-alone']);
  expect(await bin.text('Papers/note.txt')).toBe('worked on');
  await engine.close();
});

test('other contents that come out of the bin give way to the kept ones, and go back into it', async () => {
  const bin = withNote();
  const engine = await bin.open();
  await backUp(engine, 'drive');
  bin.control.put('Papers/note.txt', 'never copied', { modifiedAt: Date.UTC(2021, 1, 1) });
  const { id } = bin.control.item('Papers/note.txt');
  bin.control.delete('Papers/note.txt');
  await backUp(engine, 'drive');

  const { items, journal } = await restore(engine, ['note.txt']);

  expect(items).toEqual(['note.txt: equal from the bin']);
  expect(await bin.text('Papers/note.txt')).toBe('the note');
  expect(bin.control.item('Papers/note.txt').id).toBe(id);
  expect(await takeBack(engine, journal)).toEqual(['note.txt: equal']);
  expect(bin.binned()).toEqual(['note.txt']);
  bin.control.restoreFromBin('note.txt');
  expect(await bin.text('Papers/note.txt')).toBe('never copied');
  await engine.close();
});

test('what is not in the bin any more is sent, in the same run', async () => {
  const bin = withNote();
  bin.control.put('Papers/other.txt', 'the other', DATES);
  const { engine, control, before } = await lost(['Papers/note.txt', 'Papers/other.txt'], bin);
  control.parts.drive.purge([...control.parts.drive.bin].find(({ name }) => name === 'note.txt')!);

  const { items, journal } = await restore(engine, ['note.txt', 'other.txt']);

  expect(items).toEqual(['note.txt: equal', 'other.txt: equal from the bin']);
  expect(await bin.text('Papers/note.txt')).toBe('the note');
  expect(await takeBack(engine, journal)).toEqual(['note.txt: equal', 'other.txt: equal']);
  expect(await driveAsIs(bin.simulated)).toEqual(before);
  await engine.close();
});

test('without the right to it a restore does not begin, and nothing has changed', async () => {
  const { engine, bin, before } = await lost(['Papers/note.txt'], withNote());
  bin.simulated.granted = LEAST;
  const made = await plan(engine, 'note.txt');
  expect(made).toMatchObject({ scopesMissing: [], bin: { scopes: [BIN_RIGHT] } });
  bin.asked = [];

  await expect(engine.startRestore(made.id, OPTIONS)).rejects.toMatchObject({
    code: 'consent-required',
    scopes: [BIN_RIGHT],
  });

  expect(bin.asked).toEqual([]);
  expect(await engine.listJournal(9)).toEqual([]);
  expect(await driveAsIs(bin.simulated)).toEqual(before);
  // The plan is as good as before.
  const job = await engine.startRestore(made.id, { ...OPTIONS, fromBin: false });
  expect((await told(engine, job)).items).toEqual(['note.txt: equal']);
  await engine.close();
});

test.each([
  ['a work drive, ticked', 'work', true],
  ['a personal one, not ticked', 'personal', false],
] as const)(
  '%s: the bin is left alone, and no right to it asked for',
  async (_name, flavour, fromBin) => {
    const bin = new Bin(flavour);
    bin.control.put('Papers/note.txt', 'the note', DATES);
    const { engine } = await lost(['Papers/note.txt'], bin);
    bin.simulated.granted = LEAST;

    expect((await plan(engine, 'note.txt')).bin !== undefined).toBe(flavour === 'personal');
    const { items } = await restore(engine, ['note.txt'], { fromBin });

    expect(items).toEqual(['note.txt: equal']);
    expect(bin.askedToRestore()).toBe(0);
    await engine.close();
  },
);

test('there is no offer where nothing has to be made again, and none is taken into a new folder', async () => {
  const { engine, bin } = await lost(['Papers/note.txt'], withNote());
  const { items } = await restore(engine, ['note.txt'], { intoNewFolder: 'Restored' });
  expect(items).toEqual(['note.txt: equal']);
  expect(bin.askedToRestore()).toBe(0);

  bin.control.restoreFromBin('note.txt');
  expect((await plan(engine, 'note.txt')).bin).toBeUndefined();
  await engine.close();
});

test('where the name is taken it gets a number, as when it is sent', async () => {
  const { engine, bin, ids, control } = await lost(['Papers/note.txt'], withNote());
  control.put('Papers/note.txt', 'somebody else’s');

  const { items, journal } = await restore(engine, ['note.txt']);

  expect(items).toEqual(['note.txt: differs from the bin name']);
  expect(control.item('Papers/note 1.txt').id).toBe(ids[0]);
  expect(await takeBack(engine, journal)).toEqual(['note.txt: equal']);
  expect(await bin.text('Papers/note.txt')).toBe('somebody else’s');
  expect(bin.binned()).toEqual(['note 1.txt']);
  await engine.close();
});

test('a service that refuses is asked once, and all is sent', async () => {
  const bin = withNote();
  bin.control.put('Papers/other.txt', 'the other', DATES);
  const { engine } = await lost(['Papers/note.txt', 'Papers/other.txt'], bin);
  const refusal = { error: { code: 'accessDenied', message: '' } };
  bin.meddle = (request) =>
    request.url.endsWith('/restore')
      ? Promise.resolve(Response.json(refusal, { status: 403 }))
      : null;

  const { items } = await restore(engine, ['note.txt', 'other.txt']);

  expect(items).toEqual(['note.txt: equal', 'other.txt: equal']);
  expect(bin.sent()).toBe(2);
  await engine.close();
});

test('a folder comes out with all that is in it, is read back, and goes back as one', async () => {
  const { engine, bin, ids, before, control } = await lost(['Papers'], withTree());

  const { items, journal } = await restore(engine, ['Papers']);

  expect(items).toEqual([
    '2024: equal from the bin',
    'Empty: equal from the bin',
    'Papers: equal from the bin',
    'note.txt: equal from the bin',
    'return.pdf: equal from the bin',
  ]);
  expect(control.item('Papers').id).toBe(ids[0]);
  expect([bin.askedToRestore(), bin.sent()]).toEqual([1, 0]);
  expect(await takeBack(engine, journal)).toEqual(['Papers: equal']);
  expect(await driveAsIs(bin.simulated)).toEqual(before);
  expect(bin.binned()).toEqual(['Papers']);
  await engine.close();
});

test('in a folder that came out all is as kept: changed, moved, and deleted before it', async () => {
  const bin = withTree();
  bin.control.put('Papers/before.txt', 'deleted before', DATES);
  bin.control.put('Papers/purged.txt', 'in no bin', DATES);
  const engine = await bin.open();
  await backUp(engine, 'drive');
  const kept = await driveAsIs(bin.simulated);
  const { control } = bin;
  control.delete('Papers/before.txt');
  control.delete('Papers/purged.txt');
  control.parts.drive.purge(
    [...control.parts.drive.bin].find(({ name }) => name === 'purged.txt')!,
  );
  control.put('Papers/note.txt', 'another', { modifiedAt: Date.UTC(2021, 1, 1) });
  control.move('Papers/2024/return.pdf', 'Papers');
  control.rename('Papers/return.pdf', 'r.pdf');
  control.delete('Papers');
  await backUp(engine, 'drive');

  const { items, journal } = await restore(engine, ['Papers']);

  expect(items).toContain('purged.txt: equal');
  expect(items.filter((item) => !item.includes('from the bin'))).toEqual(['purged.txt: equal']);
  expect(await driveAsIs(bin.simulated)).toEqual(kept);

  expect((await takeBack(engine, journal)).every((item) => item.endsWith(': equal'))).toBe(true);
  expect(await driveAsIs(bin.simulated)).toEqual(new Map());
  control.restoreFromBin('Papers');
  expect(await bin.text('Papers/note.txt')).toBe('another');
  expect(await bin.text('Papers/r.pdf')).toBe('a return');
  await engine.close();
});

test('a folder that came out and in which somebody worked since stays, with all that is in it', async () => {
  const { engine, bin } = await lost(['Papers'], withTree());
  const { journal } = await restore(engine, ['Papers']);
  bin.control.put('Papers/2024/new.txt', 'new');
  const now = await driveAsIs(bin.simulated);

  expect(await takeBack(engine, journal)).toEqual(['Papers: left-alone']);
  expect(await driveAsIs(bin.simulated)).toEqual(now);
  await engine.close();
});

test('what was not chosen does not come along: one file of a folder, or all but one', async () => {
  const { engine, bin, before } = await lost(['Papers'], withTree());

  const one = await restore(engine, ['note.txt']);
  expect(one.items).toEqual(['note.txt: equal']);
  expect([...(await driveAsIs(bin.simulated)).keys()]).toEqual(['Papers/', 'Papers/note.txt']);
  await takeBack(engine, one.journal);
  expect(await driveAsIs(bin.simulated)).toEqual(before);

  const made = await plan(engine, 'Papers');
  const left = made.items.find(({ row }) => row.subject === 'return.pdf')!.row.row;
  const job = await engine.startRestore(made.id, { ...OPTIONS, except: [left] });
  const { items } = await told(engine, job);
  // It lay in the folder, and comes with that or not at all.
  expect(items).toContain('Empty: equal');
  expect([...(await driveAsIs(bin.simulated)).keys()]).not.toContain('Papers/2024/return.pdf');
  await engine.close();
});

const LOST = [
  ['a file', ['Papers/note.txt'], 'note.txt', 0],
  ['a folder', ['Papers'], 'Papers', 0],
] as const;

test.each(LOST)(
  '%s whose way out of the bin was never told is known, and taken back',
  async (_name, paths, name) => {
    const { engine, bin, before, ids, control } = await lost(paths, withTree());
    let lose = true;
    bin.meddle = (request, real) => {
      if (!lose || !request.url.endsWith('/restore')) return null;
      lose = false;
      return real().then(async (answer) => {
        await answer.arrayBuffer();
        // For a while nothing can be asked.
        let left = 3;
        bin.meddle = () => (left-- > 0 ? Promise.reject(new TypeError('Failed to fetch')) : null);
        throw new TypeError('Failed to fetch');
      });
    };

    const { items, journal } = await restore(engine, [name]);

    expect(items.filter((item) => !item.endsWith('equal from the bin'))).toEqual([]);
    expect(control.item(paths[0]).id).toBe(ids[0]);
    expect([bin.askedToRestore(), bin.sent()]).toEqual([1, 0]);
    await takeBack(engine, journal);
    expect(await driveAsIs(bin.simulated)).toEqual(before);
    await engine.close();
  },
);

test.each(LOST)(
  '%s that came out when the program ended is known by the next one',
  async (_name, paths, name) => {
    const { engine: first, bin, before } = await lost(paths, withTree());
    let ended: Promise<void> | null = null;
    bin.meddle = (request, real) => {
      if (!request.url.endsWith('/restore')) return null;
      return real().then(async (answer) => {
        await answer.arrayBuffer();
        return new Promise((_, reject) => {
          request.signal.addEventListener('abort', () => reject(request.signal.reason));
          ended = first.close();
        });
      });
    };
    const made = await plan(first, name);
    const job = await first.startRestore(made.id, OPTIONS);
    await until(first, job, ({ state }) => state.kind === 'ended');
    await ended;
    bin.meddle = () => null;

    const again = await bin.open();
    const { items, journal } = await told(again, job);

    expect(items.filter((item) => !item.endsWith('equal from the bin'))).toEqual([]);
    expect([bin.askedToRestore(), bin.sent()]).toEqual([1, 0]);
    await takeBack(again, journal);
    expect(await driveAsIs(bin.simulated)).toEqual(before);
    await again.close();
  },
);

test('contents put over those that came out are taken back with a lost answer, too', async () => {
  const bin = withTree();
  const engine = await bin.open();
  await backUp(engine, 'drive');
  bin.control.put('Papers/note.txt', 'never copied', { modifiedAt: Date.UTC(2021, 1, 1) });
  bin.control.delete('Papers');
  await backUp(engine, 'drive');
  let lose = true;
  bin.meddle = (request, real) => {
    if (!lose || !/restoreVersion|uploadSession/.test(request.url)) return null;
    lose = false;
    return real().then(async (answer) => {
      await answer.arrayBuffer();
      throw new TypeError('Failed to fetch');
    });
  };

  const { items, journal } = await restore(engine, ['Papers']);

  expect(lose).toBe(false);
  expect(items).toContain('note.txt: equal from the bin');
  await takeBack(engine, journal);
  expect(await driveAsIs(bin.simulated)).toEqual(new Map());
  bin.control.restoreFromBin('Papers');
  expect(await bin.text('Papers/note.txt')).toBe('never copied');
  await engine.close();
});

/** A folder whose contents were changed, moved and deleted one by one before it went itself. */
async function workedOn() {
  const bin = withTree();
  bin.control.put('Papers/before.txt', 'deleted before', DATES);
  const engine = await bin.open();
  await backUp(engine, 'drive');
  const kept = await driveAsIs(bin.simulated);
  bin.control.delete('Papers/before.txt');
  bin.control.put('Papers/note.txt', 'another', { modifiedAt: Date.UTC(2021, 1, 1) });
  bin.control.move('Papers/2024/return.pdf', 'Papers');
  bin.control.delete('Papers');
  await backUp(engine, 'drive');
  const made = await plan(engine, 'Papers');
  bin.asked = [];
  return { bin, engine, kept, made };
}

test.each([
  ['its answer is lost', 'lost'],
  ['it never arrives', 'never'],
] as const)(
  'whichever request of a restore it is of which %s, all is as kept and goes back',
  async (_name, how) => {
    for (let which = 0; ; which += 1) {
      const { bin, engine, kept, made } = await workedOn();
      let at = 0;
      let isHit = false;
      bin.meddle = (_request, real) => {
        if (at++ !== which) return null;
        isHit = true;
        const fail = () => {
          throw new TypeError('Failed to fetch');
        };
        if (how === 'never') return Promise.resolve().then(fail);
        return real().then((answer) => answer.arrayBuffer().then(fail));
      };
      const { items, journal } = await told(engine, await engine.startRestore(made.id, OPTIONS));
      bin.meddle = () => null;
      if (!isHit) return expect(which).toBeGreaterThan(20);

      expect([which, items.filter((item) => !item.endsWith(': equal from the bin'))]).toEqual([
        which,
        [],
      ]);
      expect([which, await driveAsIs(bin.simulated)]).toEqual([which, kept]);
      await takeBack(engine, journal);
      expect([which, await driveAsIs(bin.simulated)]).toEqual([which, new Map()]);
      expect(bin.binned()).toEqual(['Papers', 'before.txt']);
      await engine.close();
    }
  },
  120_000,
);
