import { readdirSync, readFileSync } from 'node:fs';

/** What Chromium calls a process: 'renderer', 'gpu-process'…; 'browser' for the first one. */
export interface BrowserProcess {
  pid: number;
  type: string;
  /** False when it has ended and nobody has asked how. */
  isAlive: boolean;
}

/** A browser's process and all below it, from /proc (Linux only). */
export function browserProcesses(root: number): BrowserProcess[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .flatMap((pid) => readProcess(pid) ?? []);
  const mine = new Set([root]);
  // A child has a higher number than its parent only as a rule, so until nothing is added.
  for (let before = -1; before !== mine.size; ) {
    before = mine.size;
    for (const { pid, parent } of all) if (mine.has(parent)) mine.add(pid);
  }
  return all
    .filter(({ pid }) => mine.has(pid))
    .map(({ pid, args, isAlive }) => ({ pid, type: typeOf(args), isAlive }));
}

/**
 * Proportional set size in MB: what is shared with others counts by share, so that sums of several
 * processes count nothing twice. 0 for a process that has ended.
 */
export function pssOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return (Number(kilobytes ?? 0) * 1024) / 1e6;
}

/** What a process has computed so far, in milliseconds of processor time; 0 for one that has ended. */
export function processorMs(pid: number): number {
  let threads: string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return 0;
  }
  // Nanoseconds on a processor. Source: docs.kernel.org/scheduler/sched-stats.html.
  const spent = threads.map((id) =>
    Number(read(`/proc/${pid}/task/${id}/schedstat`).split(' ')[0]),
  );
  return spent.reduce((sum, each) => sum + each, 0) / 1e6;
}

function readProcess(pid: number) {
  const status = read(`/proc/${pid}/stat`);
  if (status === '') return undefined;
  // The name stands in brackets and may hold anything; the parent is the second field after it.
  const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
  const args = read(`/proc/${pid}/cmdline`).split(/[\0 ]/);
  return { pid, parent: Number(parent), args, isAlive: state !== 'Z' && state !== 'X' };
}

function typeOf(args: readonly string[]): string {
  return args.find((arg) => arg.startsWith('--type='))?.slice('--type='.length) ?? 'browser';
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
