import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromiumPath } from './chromium.ts';

/**
 * Sees to it that there is a Chromium for the tests. As root on Debian it installs the
 * distribution's own; otherwise the answer is a sentence saying what to do.
 */
export function ensureChromium(): { ok: true } | { ok: false; advice: string } {
  if (existsSync(chromiumPath())) return { ok: true };
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!canInstall) {
    const advice =
      'The tests need Chromium: install it ("apt-get install chromium" on Debian), or set CHROMIUM to its path.';
    return { ok: false, advice };
  }
  console.log('Installing Chromium (apt-get install chromium) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...command: string[]) =>
    spawnSync('apt-get', command, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  // A failing update is no reason to stop: the lists that are there may do.
  run('update', '-qq');
  const isInstalled = run('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  if (isInstalled && existsSync(chromiumPath())) return { ok: true };
  return { ok: false, advice: 'Chromium could not be installed by "apt-get install chromium".' };
}
