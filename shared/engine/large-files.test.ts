import { expect, test } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { type FileContent, generatedContent } from '../simulator/drive/file-content.ts';
import { seededRandom } from '../simulator/seed/random.ts';
import { driveAsIs, keptOfDrive } from './drive.contract.ts';
import { createEngine } from './engine.ts';
import { backUp, PAT, Simulated, untilEnded } from './simulated.contract.ts';

const MIB = 1024 * 1024;
const SIZE = 44 * MIB;
/** What may have to be fetched again: a note is taken every 16 MiB, and 12 are on their way in. */
const LOST_BY_A_KILL = 28 * MIB;
const LOST_BY_A_STOP = 13 * MIB;

/** More by hand: `LARGE_FILES=60 npx vitest run --project node shared/engine/large-files.test.ts`. */
const SEEDS = Number(process.env.LARGE_FILES ?? 3);

/** A file whose downloads are counted, and can be held up on their way. */
class Watched {
  served = 0;
  readonly content: FileContent;
  #hold: { at: number; reached: () => void; over: Promise<void> } | null = null;

  constructor(seed: number) {
    const noise = generatedContent(seed, SIZE);
    this.content = {
      size: SIZE,
      read: async (start, end) => {
        this.served += end - start;
        const hold = this.#hold;
        // All of it is read for its hash once, which is no download.
        if (hold !== null && this.served > SIZE && start >= hold.at) {
          hold.reached();
          await hold.over;
        }
        return noise.read(start, end);
      },
    };
  }

  /** Resolves when a download has come there; it stands still until it is let go. */
  async holdAt(at: number, start: () => Promise<unknown>): Promise<() => void> {
    let go = () => {};
    const over = new Promise<void>((resolve) => {
      go = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      this.#hold = { at, reached: resolve, over };
    });
    await start();
    await reached;
    this.#hold = null;
    return go;
  }
}

async function opened(seed: number) {
  const simulated = new Simulated({ simulator: { drive: {} } });
  const { control } = simulated.simulator.drive;
  const file = new Watched(seed);
  control.put('before.txt', 'small');
  control.put('film.bin', file.content);
  return { simulated, control, file };
}

/** Everything written after the kill is lost, and nobody of before comes back. */
function killable(simulated: Simulated) {
  const kill = { isDone: false };
  const never = () => new Promise<never>(() => {});
  const over = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => (kill.isDone ? never() : member.apply(target, given));
      },
    });
  const parts = simulated.parts();
  const started = createEngine({
    ...parts,
    backend: over<Backend>(simulated.backend),
    records: over(parts.records),
    elsewhere: over(parts.elsewhere),
  });
  return { kill, started };
}

async function cutOff(simulated: Simulated, file: Watched, at: number): Promise<void> {
  const engine = await simulated.open();
  const go = await file.holdAt(at, () => engine.startBackup(PAT, ['drive']));
  const closed = engine.close();
  // The end of a job reaches what it waits for in its own time.
  setTimeout(go, 100);
  await closed;
}

async function killOff(simulated: Simulated, file: Watched, at: number): Promise<void> {
  const { kill, started } = killable(simulated);
  const engine = await started;
  const go = await file.holdAt(at, () => engine.startBackup(PAT, ['drive']));
  // Of more than two packs one has been written by then, or is being so.
  while (at >= 36 * MIB && (await packsOf(simulated)).length === 0) await sleep(20);
  kill.isDone = true;
  go();
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Large ones, oldest first. */
async function packsOf({ backend }: Simulated): Promise<string[]> {
  const packs: string[] = [];
  for await (const { name, sizeBytes } of backend.list('packs/'))
    if (sizeBytes > MIB) packs.push(name);
  return packs;
}

async function first<T>(told: AsyncIterable<T>): Promise<T> {
  for await (const value of told) return value;
  throw new Error('nothing was told');
}

async function expectKept(simulated: Simulated) {
  const { paths, unwhole } = await keptOfDrive(simulated);
  expect(unwhole).toEqual([]);
  expect(paths).toEqual(await driveAsIs(simulated));
}

/** Goes on with what was cut off, and answers how much was fetched. */
async function goOn(simulated: Simulated, file: Watched): Promise<number> {
  const served = file.served;
  const engine = await simulated.open();
  const [job] = await engine.startBackup(PAT, ['drive']);
  const { receipt } = await untilEnded(engine, job);
  expect(receipt?.verdict).toBe('complete');
  await engine.close();
  return file.served - served;
}

test('a large file goes on where the engine was closed, and is the same to the last byte', async () => {
  const { simulated, file } = await opened(1);
  await cutOff(simulated, file, 30 * MIB);

  const fetched = await goOn(simulated, file);

  expect(fetched).toBeLessThan(SIZE - 30 * MIB + LOST_BY_A_STOP);
  await expectKept(simulated);
});

/** Bytes of packs that were read while something went on. */
async function readFromPacks(simulated: Simulated, work: () => Promise<unknown>): Promise<number> {
  const { backend } = simulated;
  const { get } = backend;
  let bytes = 0;
  backend.get = async (name, range) => {
    const found = await get.call(backend, name, range);
    if (name.startsWith('packs/')) bytes += found?.byteLength ?? 0;
    return found;
  };
  await work();
  backend.get = get;
  return bytes;
}

test('what is stored of a large file is not read to go on behind it', async () => {
  const { simulated, file } = await opened(8);
  await cutOff(simulated, file, 30 * MIB);

  const read = await readFromPacks(simulated, () => goOn(simulated, file));

  expect(read).toBeLessThan(MIB);
  await expectKept(simulated);
});

test('where another build has saved the hashes, what is stored is read back and not fetched', async () => {
  const { simulated, file } = await opened(9);
  await cutOff(simulated, file, 30 * MIB);
  const told = JSON.stringify(await simulated.records.read('begun-contents'));
  // Its first bytes say which build it was.
  const other = told.replace(/"hash":"[0-9a-f]{8}/g, '"hash":"00000000');
  expect(other).not.toBe(told);
  await simulated.records.write('begun-contents', JSON.parse(other));
  let fetched = 0;

  const read = await readFromPacks(simulated, async () => {
    fetched = await goOn(simulated, file);
  });

  expect(read).toBeGreaterThan(16 * MIB);
  expect(fetched).toBeLessThan(SIZE - 30 * MIB + LOST_BY_A_STOP);
  await expectKept(simulated);
});

test('a large file goes on where the program was killed', async () => {
  const { simulated, file } = await opened(2);
  await killOff(simulated, file, 40 * MIB);

  const fetched = await goOn(simulated, file);

  expect(fetched).toBeLessThan(SIZE - 40 * MIB + LOST_BY_A_KILL);
  await expectKept(simulated);
});

test('a file that has changed in between begins anew', async () => {
  const { simulated, control, file } = await opened(3);
  await cutOff(simulated, file, 30 * MIB);
  const changed = new Watched(4);
  control.put('film.bin', changed.content);

  await goOn(simulated, changed);

  // Once for its hash and once for us.
  expect(changed.served).toBe(2 * SIZE);
  await expectKept(simulated);
});

test('where a pack was lost in between, what it held and all behind it is fetched again', async () => {
  const { simulated, file } = await opened(5);
  await cutOff(simulated, file, 40 * MIB);
  await simulated.backend.remove((await packsOf(simulated))[1] ?? '');

  const fetched = await goOn(simulated, file);

  expect(fetched).toBeGreaterThan(SIZE - 40 * MIB + LOST_BY_A_STOP);
  expect(fetched).toBeLessThan(SIZE);
  await expectKept(simulated);
});

test('what came of a file survives a thinning, and the lock that comes in between', async () => {
  const { simulated, file } = await opened(6);
  const engine = await simulated.open();
  const go = await file.holdAt(30 * MIB, () => engine.startBackup(PAT, ['drive']));
  const [job] = (await first(engine.watchStatus())).jobs;
  const stopped = engine.stopJob(job!.id);
  setTimeout(go, 100);
  await stopped;
  await untilEnded(engine, job!.id);
  const options = { isDryRun: false, removeDamaged: false, despiteLosses: true };
  for await (const _ of engine.watchUpkeep(await engine.startPrune(options)));
  await engine.protect('correct horse battery');
  expect(JSON.stringify(await simulated.records.read('begun-contents'))).not.toContain('sameAs');
  const served = file.served;

  const receipt = await backUp(engine, 'drive');

  expect(receipt.verdict).toBe('complete');
  expect(file.served - served).toBeLessThan(SIZE - 30 * MIB + LOST_BY_A_STOP);
  await engine.close();
});

test('however often it is cut off, killed, changed or robbed, the copy is the drive in the end', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = seededRandom(seed, 'large-files');
    const { simulated, control, file: first } = await opened(100 + seed);
    let file = first;
    for (let round = 0; round < 2; round += 1) {
      const at = Math.floor(random() * 40) * MIB;
      if (random() < 0.5) await cutOff(simulated, file, at);
      else await killOff(simulated, file, at);
      if (random() < 0.2) {
        file = new Watched(1000 + seed);
        control.put('film.bin', file.content);
      }
      if (random() < 0.3) {
        const packs = await packsOf(simulated);
        await simulated.backend.remove(packs[Math.floor(random() * packs.length)] ?? '');
      }
    }
    await goOn(simulated, file);
    await expectKept(simulated);
  }
}, 600_000);

test('the two halves of a file that differ from the listed whole are fetched once more', async () => {
  const { simulated, control, file } = await opened(7);
  await cutOff(simulated, file, 30 * MIB);
  // The same by name, size and tag, and other bytes: a file host that makes them anew.
  const item = control.item('film.bin');
  const other = generatedContent(8, SIZE);
  let served = 0;
  const read = (start: number, end: number) => {
    served += end - start;
    return other.read(start, end);
  };
  Object.assign(item.current!, { served: { size: SIZE, read } });
  const engine = await simulated.open();

  const [job] = await engine.startBackup(PAT, ['drive']);
  const { receipt } = await untilEnded(engine, job);

  // Rest, then whole twice, and then it is said.
  expect(served).toBeGreaterThan(2 * SIZE);
  expect(receipt?.gaps).toMatchObject([{ label: 'film.bin', code: 'server-error' }]);
  await engine.close();
});
