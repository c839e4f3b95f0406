import type { CheckLevel, CheckResult } from '../../shared/model/check.ts';
import type { SnapshotId } from '../../shared/model/ids.ts';
import type { Account } from '../../shared/model/item.ts';
import type { EngineApi, EngineStatus } from '../../shared/rpc/protocol.ts';
import type { KillableApp } from './killable-app.ts';

declare const face: { engine: EngineApi };
declare global {
  var reported: string[] | undefined;
}

/** What a page's functions may do; each is sent over as its own text. */
export function inPage<T, A extends readonly unknown[]>(
  app: KillableApp,
  work: (...args: A) => Promise<T>,
  ...args: A
): Promise<T> {
  const given = args.map((each) => JSON.stringify(each)).join(', ');
  return app.evaluate<T>(`(${work})(${given})`);
}

/** Who is signed in, as the app remembers it; null when nobody is. */
export async function readAccount(): Promise<Account | null> {
  const [first] = JSON.parse(localStorage.getItem('holdfast.sign-ins') ?? '[]');
  if (first === undefined) return null;
  const { id, name, username } = first;
  return { id, name, username };
}

/** Starts a copy; from now on `reported` has the snapshot of each receipt that was told. */
export async function beginBackup(account: Account): Promise<void> {
  globalThis.reported = [];
  const [job] = await face.engine.startBackup(account, ['mail']);
  void (async () => {
    for await (const progress of face.engine.watchJob(job)) {
      if (progress.kind !== 'backup') continue;
      const { receipt } = progress;
      if (receipt?.snapshot) globalThis.reported?.push(receipt.snapshot);
    }
  })();
}

/** What goes on now and whether it waits for somebody to sign in. */
export async function readJobs(): Promise<{ running: number; waitsFor: string | null }> {
  for await (const { jobs } of face.engine.watchStatus()) {
    const waiting = jobs.map(({ state }) => (state.kind === 'waiting' ? state.for : null));
    return { running: jobs.length, waitsFor: waiting.find((each) => each !== null) ?? null };
  }
  throw new Error('an engine has a status');
}

/** What a thinning would take away. */
export async function foreseeThinning(): Promise<SnapshotId[]> {
  const job = await face.engine.startPrune({
    isDryRun: true,
    removeDamaged: false,
    despiteLosses: false,
  });
  let forgotten: SnapshotId[] = [];
  for await (const progress of face.engine.watchUpkeep(job)) {
    if (progress.kind !== 'prune' || progress.result === null) continue;
    forgotten = progress.result.forgotten.map(({ id }) => id);
  }
  return forgotten;
}

export async function beginThinning(): Promise<void> {
  // More goes from this mailbox within minutes than from others within a week.
  await face.engine.startPrune({ isDryRun: false, removeDamaged: false, despiteLosses: true });
}

export async function keepFewCopies(last: number): Promise<void> {
  const none = { withinDays: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
  await face.engine.writeRetention({ ...none, last, goneDays: 0 });
}

/** A folder of the origin's own stands in for one that was picked. */
export async function keepMirror(name: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await face.engine.keepMirror(await root.getDirectoryHandle(name, { create: true }));
}

export async function beginMirroring(): Promise<void> {
  void face.engine.updateMirror(true);
}

export async function readMirror(): Promise<EngineStatus['mirror']> {
  for await (const { mirror } of face.engine.watchStatus()) return mirror;
  return null;
}

export async function readReported(): Promise<string[]> {
  return globalThis.reported ?? [];
}

export interface Kept {
  trouble: string | null;
  snapshots: string[];
  receipts: string[];
  /** Messages that the newest receipt says are stored, and those the lists show. */
  stored: number;
  listed: number;
  subjects: number;
}

/** Everything there is, by the engine's own answers, with some messages read. */
export async function readKept(sample: number): Promise<Kept> {
  const { engine } = face;
  let trouble: string | null = null;
  for await (const status of engine.watchStatus()) {
    if (status.catalog.state !== 'ready') continue;
    trouble = status.repository.trouble;
    break;
  }
  const receipts = await engine.listReceipts(1_000);
  let listed = 0;
  let subjects = 0;
  for (const { id: container, account, source } of await engine.listContainers(null, 'mail')) {
    const order = { sort: 'date', descending: true, show: 'present' } as const;
    const query = { account, source, container, ...order };
    const { rows } = await engine.listItems(query, null, 10_000);
    listed += rows.length;
    for (let at = 0; at < Math.min(sample, rows.length); at++) {
      const row = rows[(at * 7) % rows.length];
      if (row === undefined) continue;
      const message = await engine.readMessage(row.row);
      if (message.subject === row.subject) subjects += 1;
      else throw new Error(`${row.subject} reads as ${message.subject}`);
    }
  }
  const [newest] = receipts;
  return {
    trouble,
    snapshots: (await engine.listSnapshots()).map(({ id }) => id),
    receipts: receipts.flatMap(({ snapshot }) => snapshot ?? []),
    stored: newest?.lines.reduce((sum, line) => sum + line.stored, 0) ?? 0,
    listed,
    subjects,
  };
}

export async function runCheck(level: CheckLevel): Promise<CheckResult | null> {
  const job = await face.engine.startCheck(level, 100);
  let result: CheckResult | null = null;
  for await (const progress of face.engine.watchUpkeep(job)) {
    if (progress.kind === 'check') result = progress.result;
  }
  return result;
}

/** Files of the mirror whose bytes are not what their names say. */
export async function readBadFiles(name: string): Promise<string[]> {
  const bad: string[] = [];
  const look = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    for await (const [leaf, handle] of folder.entries()) {
      if (handle.kind === 'directory') {
        await look(handle, `${path}${leaf}/`);
        continue;
      }
      const [hash] = /^[0-9a-f]{64}(?=\.(?:pack|idx|snap|gone|mark|key)$)/.exec(leaf) ?? [];
      if (hash === undefined) continue;
      const bytes = await (await handle.getFile()).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      if (hex !== hash) bad.push(path + leaf);
    }
  };
  const root = await navigator.storage.getDirectory();
  await look(await root.getDirectoryHandle(name), '');
  return bad;
}
