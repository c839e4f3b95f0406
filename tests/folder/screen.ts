import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a person does on the screen that no page can do: windows of the system and the browser. */
async function xdotool(...args: string[]): Promise<string> {
  return (await run('xdotool', args)).stdout.trim();
}

export async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await xdotool('key', '--delay', '100', key);
}

/** Waits for a window with that in its title. */
export async function findWindow(title: string): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    const found = await xdotool('search', '--onlyvisible', '--name', title).catch(() => '');
    const [first] = found.split('\n');
    if (first !== undefined && first !== '') return first;
    await pause(250);
  }
  throw new Error(`no window called "${title}" came`);
}

export async function focus(window: string): Promise<void> {
  await xdotool('windowfocus', '--sync', window);
}

/** Clicks at a place of a window, counted from its upper left corner. */
export async function click(window: string, x: number, y: number, times = 1): Promise<void> {
  await xdotool('mousemove', '--window', window, String(x), String(y));
  await xdotool('click', '--repeat', String(times), '--delay', '150', '1');
}

export async function sizeOf(window: string): Promise<{ width: number; height: number }> {
  const text = await xdotool('getwindowgeometry', '--shell', window);
  const read = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(text)?.[1]);
  return { width: read('WIDTH'), height: read('HEIGHT') };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
