import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromiumPath } from './chromium.ts';

type Found = { ok: true } | { ok: false; advice: string };

/**
 * Sees to it that there is a Chromium for the tests. As root on Debian it installs the
 * distribution's own; otherwise the answer is a sentence saying what to do.
 */
export function ensureChromium(): Found {
  return ensure({
    isThere: () => existsSync(chromiumPath()),
    packages: ['chromium'],
    needs: 'The tests need Chromium',
    or: ', or set CHROMIUM to its path',
  });
}

/** The same for Firefox; its long-term release is what Debian has. */
export function ensureFirefox(): Found {
  return ensure({
    isThere: () => existsSync(firefoxPath()),
    packages: ['firefox-esr'],
    needs: 'The tests need Firefox',
    or: ', or set FIREFOX to its path',
  });
}

/** The Firefox the tests drive: `FIREFOX` from the environment, else the distribution's own. */
export function firefoxPath(): string {
  const named = process.env.FIREFOX;
  if (named) return named;
  return ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync) ?? '/usr/bin/firefox-esr';
}

/** The same for a screen nobody looks at, and hands for it: Xvfb and xdotool. */
export function ensureScreen(): Found {
  return ensure({
    isThere: () => ['Xvfb', 'xdotool'].every((name) => existsSync(`/usr/bin/${name}`)),
    packages: ['xvfb', 'xdotool'],
    needs: 'These tests need a virtual screen (Xvfb) and xdotool',
    or: '',
  });
}

/** The same for restic, the yardstick of the repository's figures. */
export function ensureRestic(): Found {
  return ensure({
    isThere: () => existsSync('/usr/bin/restic'),
    packages: ['restic'],
    needs: 'The short figures need restic',
    or: '',
  });
}

interface Need {
  isThere(): boolean;
  packages: readonly string[];
  needs: string;
  or: string;
}

function ensure({ isThere, packages, needs, or }: Need): Found {
  if (isThere()) return { ok: true };
  const command = `apt-get install ${packages.join(' ')}`;
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!canInstall) {
    return { ok: false, advice: `${needs}: install it ("${command}" on Debian)${or}.` };
  }
  console.log(`Installing what the tests need (${command}) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...parameters: string[]) =>
    spawnSync('apt-get', parameters, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  // A failing update is no reason to stop: the lists that are there may do.
  run('update', '-qq');
  const isInstalled = run('install', '-y', '-qq', '--no-install-recommends', ...packages);
  if (isInstalled && isThere()) return { ok: true };
  return { ok: false, advice: `${needs}; "${command}" did not help.` };
}
