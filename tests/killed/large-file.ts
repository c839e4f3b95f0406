import { setTimeout as sleep } from 'node:timers/promises';
import { browserProcesses, pssOf } from '../../bench/processes.ts';
import type { Account } from '../../shared/model/item.ts';
import type { EngineApi } from '../../shared/rpc/protocol.ts';
import {
  type FileContent,
  generatedContent,
  hashOf,
  piecesOf,
} from '../../shared/simulator/drive/file-content.ts';
import { seededRandom } from '../../shared/simulator/seed/random.ts';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { KillableApp } from './killable-app.ts';
import { inPage, readAccount, readJobs } from './page-steps.ts';

declare const face: { engine: EngineApi };

const NAME = 'film.bin';
const TICK_MS = 250;
const PARTS_TOLD = 10;
/**
 * Nothing is fetched for so long: it will not be any more. What was stored before a kill is read back
 * first, which on a busy machine goes at some megabytes a second.
 */
const PATIENCE_MS = 180_000;
const READ_BACK_MS_PER_BYTE = 1 / 4_000;
const SCOPES = ['Files.Read', 'Files.ReadWrite'];
/** Of the small ones a cut would leave nothing to come. */
const LEAST_CUT_BYTES = 1024 * 1024;

export interface LargeFileOptions {
  sizeBytes: number;
  cuts: number;
  kills: number;
  seed: number;
  tell?(line: string): void;
}

export interface LargeFileResult {
  /** That left the simulator, with what was lost on its way when the connection was cut. */
  servedBytes: number;
  /** That arrived, by the receipt: since the last checkpoint before the last kill. */
  fetchedBytes: number;
  /** Where the file was gone on with after the last kill; 0: it was begun anew. */
  goneOnAt: number;
  copied: Phase;
  putBack: Phase;
}

interface Served {
  bytes: number;
  /** The first byte that was asked for since the last kill. */
  from: number;
}

interface Phase {
  seconds: number;
  /** Most of any tab and of all of the browser, in MB. */
  peakTabMb: number;
  peakBrowserMb: number;
  /** Most of any tab in each tenth of that time: what grows with the file shows. */
  tabMb: number[];
}

/**
 * A file that is larger than memory, made up as it is asked for: copied by the built app in Chromium into its
 * database, with the connection cut and the browser killed on the way, then deleted from the drive
 * and put back from the copy, where it is compared byte by byte. Throws what does not hold.
 */
export async function copyCutAndKilled(options: LargeFileOptions): Promise<LargeFileResult> {
  const served: Served = { bytes: 0, from: 0 };
  const app = await KillableApp.start((simulator) => fill(simulator, options, served));
  let isSound = false;
  try {
    const account = await inPage(app, readAccount);
    if (account === null) throw new Error('nobody is signed in');
    const copied = await copy(app, account, options, served);
    options.tell?.(`copied: ${JSON.stringify(copied)}`);
    const result = { ...copied, putBack: await putBack(app, account, options) };
    isSound = true;
    return result;
  } finally {
    await app.close(!isSound);
  }
}

async function fill(
  simulator: Simulator,
  { sizeBytes, cuts, seed }: LargeFileOptions,
  served: Served,
): Promise<void> {
  const { control } = simulator.drive;
  const noise = generatedContent(seed, sizeBytes);
  const content: FileContent = {
    size: sizeBytes,
    read: (start, end) => {
      served.bytes += end - start;
      served.from = Math.min(served.from, start);
      return noise.read(start, end);
    },
  };
  await hashOf(content, 'quickXor');
  served.bytes = 0;
  control.put(NAME, content);
  const random = seededRandom(seed, 'cuts');
  const most = (sizeBytes * 0.8) / Math.max(1, cuts);
  for (let cut = 0; cut < cuts; cut += 1) {
    control.cutDownloads({ afterBytes: LEAST_CUT_BYTES + Math.floor(random() * most) });
  }
  simulator.signIn.grants.consentForAll(KillableApp.clientId, SCOPES);
}

async function copy(
  app: KillableApp,
  account: Account,
  { sizeBytes, kills, tell }: LargeFileOptions,
  served: Served,
): Promise<Omit<LargeFileResult, 'putBack'>> {
  const memory = new MemoryUse();
  let killed = 0;
  await inPage(app, beginCopy, account);
  let last = { bytes: -1, at: performance.now() };
  for (;;) {
    await sleep(TICK_MS);
    memory.note(app);
    // Measured in what is kept: with each cut much is lost that was on its way.
    const keptBytes = killed < kills ? await inPage(app, readUsage) : 0;
    if (killed < kills && keptBytes > (sizeBytes * (killed + 1)) / (kills + 1)) {
      killed += 1;
      tell?.(`kill ${killed} with ${keptBytes} bytes kept`);
      await app.kill();
      served.from = sizeBytes;
      await app.startAgain();
    }
    const { running, waitsFor } = await inPage(app, readJobs);
    if (waitsFor === 'sign-in') await app.signInAgain();
    if (running === 0) break;
    if (served.bytes !== last.bytes) last = { bytes: served.bytes, at: performance.now() };
    const patienceMs = PATIENCE_MS + sizeBytes * READ_BACK_MS_PER_BYTE;
    if (performance.now() - last.at > patienceMs) throw new Error('the copy does not go on');
  }
  if (killed < kills) throw new Error(`it was over after ${killed} kills`);
  const { verdict, downloadedBytes } = await inPage(app, readResult);
  if (verdict !== 'complete') throw new Error(`the copy is ${verdict}`);
  return {
    servedBytes: served.bytes,
    fetchedBytes: downloadedBytes,
    goneOnAt: served.from,
    copied: memory.phase(),
  };
}

/** What the browser takes from now on. */
class MemoryUse {
  readonly #startedAt = performance.now();
  readonly #noted: { at: number; tab: number; browser: number }[] = [];

  note(app: KillableApp): void {
    const sizes = browserProcesses(app.pid).map(({ pid, type }) => ({ type, mb: pssOf(pid) }));
    const tabs = sizes.filter(({ type }) => type === 'renderer').map(({ mb }) => mb);
    const browser = sizes.reduce((sum, { mb }) => sum + mb, 0);
    this.#noted.push({ at: performance.now(), tab: Math.max(0, ...tabs), browser });
  }

  phase(): Phase {
    const lastedMs = performance.now() - this.#startedAt;
    const tabMb = Array<number>(PARTS_TOLD).fill(0);
    for (const { at, tab } of this.#noted) {
      const part = Math.floor(((at - this.#startedAt) / lastedMs) * PARTS_TOLD);
      tabMb[part] = Math.max(tabMb[part] ?? 0, Math.round(tab));
    }
    return {
      seconds: lastedMs / 1000,
      peakTabMb: Math.max(0, ...this.#noted.map(({ tab }) => tab)),
      peakBrowserMb: Math.max(0, ...this.#noted.map(({ browser }) => browser)),
      tabMb,
    };
  }
}

/** From the copy to the drive, where it is looked at. */
async function putBack(
  app: KillableApp,
  account: Account,
  { sizeBytes, seed, tell }: LargeFileOptions,
): Promise<Phase> {
  const { control } = app.simulator.drive;
  control.delete(NAME);
  control.emptyBin();
  await inPage(app, beginCopy, account);
  while ((await inPage(app, readJobs)).running > 0) await sleep(TICK_MS);
  const memory = new MemoryUse();
  const noting = setInterval(() => memory.note(app), TICK_MS);
  const state = await inPage(app, restoreLost, account).finally(() => clearInterval(noting));
  const phase = memory.phase();
  tell?.(`put back: ${state}, ${JSON.stringify(phase)}`);
  const now = control.item(NAME).current?.content;
  const was = generatedContent(seed, sizeBytes);
  if (now?.size !== sizeBytes) throw new Error(`it came back with ${now?.size} bytes`);
  let at = 0;
  for await (const piece of piecesOf(now)) {
    const end = at + piece.byteLength;
    if (Buffer.compare(piece, await was.read(at, end)) !== 0) {
      throw new Error(`it is not what it was between ${at} and ${end}`);
    }
    at = end;
  }
  return phase;
}

async function beginCopy(account: Account): Promise<void> {
  await face.engine.startBackup(account, ['drive']);
}

/** What this browser keeps for us, about. */
async function readUsage(): Promise<number> {
  return (await navigator.storage.estimate()).usage ?? 0;
}

async function readResult(): Promise<{ verdict: string; downloadedBytes: number }> {
  const [receipt] = await face.engine.listReceipts(1);
  return { verdict: receipt?.verdict ?? 'missing', downloadedBytes: receipt?.downloadedBytes ?? 0 };
}

/** How what was lost came back. */
async function restoreLost(account: Account): Promise<string> {
  const { engine } = face;
  for await (const status of engine.watchStatus()) if (status.catalog.state === 'ready') break;
  const rows: number[] = [];
  for (const { id: container } of await engine.listContainers(account.id, 'drive')) {
    const order = { sort: 'date', descending: true, show: 'gone' } as const;
    const query = { account: account.id, source: 'drive', container, ...order } as const;
    rows.push(...(await engine.listItems(query, null, 10)).rows.map(({ row }) => row));
  }
  const plan = await engine.planRestore({ kind: 'rows', rows });
  const options = { except: [], moveFromElsewhere: false, intoNewFolder: null };
  const states: string[] = [];
  for await (const progress of engine.watchJob(await engine.startRestore(plan.id, options))) {
    if (progress.kind !== 'restore' || progress.result === null) continue;
    states.splice(0, 9, ...progress.result.items.map((item) => item.fault?.code ?? item.state));
  }
  return states.join(', ');
}
