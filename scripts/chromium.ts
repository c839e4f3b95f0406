import { existsSync } from 'node:fs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser the tests drive: `CHROMIUM` from the environment, else the distribution's own. */
export function chromiumPath(): string {
  const named = process.env.CHROMIUM;
  if (named) return named;
  return CANDIDATES.find((path) => existsSync(path)) ?? '/usr/bin/chromium';
}

/** Flags for a quiet browser that keeps to this machine. */
export function chromiumArgs(): string[] {
  return [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
