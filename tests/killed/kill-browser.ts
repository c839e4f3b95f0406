import { browserProcesses } from '../../bench/processes.ts';

const PATIENCE_MS = 20_000;

/**
 * Ends a browser as a power switch would: its own process and those below it, by their ids, without
 * a word before. Resolves when none of them is left.
 */
export async function killBrowser(pid: number): Promise<void> {
  const all = browserProcesses(pid).map((each) => each.pid);
  for (const each of all) kill(each);
  const until = Date.now() + PATIENCE_MS;
  while (all.some(isRunning)) {
    if (Date.now() > until) throw new Error(`process ${all.find(isRunning)} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Children end by themselves when their browser does.
    if (!isGone(error)) throw error;
  }
}

/** One that has ended and was not waited for by its parent is no longer in this list. */
function isRunning(pid: number): boolean {
  return browserProcesses(pid).some((each) => each.pid === pid && each.isAlive);
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}
