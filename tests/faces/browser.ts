import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../../scripts/chromium.ts';

/** A browser with a profile of its own: closing and launching it again finds the same storage. */
export interface Profile {
  /** Where it lies on the disk. */
  readonly folder: string;
  launch(options?: LaunchOptions): Promise<BrowserContext>;
  remove(): Promise<void>;
}

export interface LaunchOptions {
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** Default allow. */
  serviceWorkers?: 'allow' | 'block';
  /** More of Chromium's own flags. */
  args?: string[];
  /** With windows on the screen, and this folder as the person's home. */
  home?: string;
}

export interface ProfileOptions {
  /**
   * Chromium shows a frame of another site no cookies of that site, unless a person has allowed it;
   * this one has. Default false.
   */
  thirdPartyCookies?: boolean;
}

/** `hosts`: names this browser finds at a port of this machine, as if they were the real ones. */
export async function createProfile(
  hosts: Readonly<Record<string, number>>,
  { thirdPartyCookies = false }: ProfileOptions = {},
): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-profile-'));
  if (thirdPartyCookies) {
    const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
    await mkdir(join(folder, 'Default'));
    await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  }
  const rules = Object.entries(hosts).map(([host, port]) => `MAP ${host} 127.0.0.1:${port}`);
  return {
    folder,
    launch: ({ args = [], home, ...options } = {}) =>
      chromium.launchPersistentContext(folder, {
        executablePath: chromiumPath(),
        ...(home === undefined ? { headless: true } : onScreen(home)),
        locale: 'en-GB',
        acceptDownloads: true,
        args: [
          ...chromiumArgs(),
          '--ignore-certificate-errors',
          `--host-resolver-rules=${rules.join(', ')}`,
          ...args,
        ],
        ...options,
      }),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The system's own windows take their places from the home folder. */
function onScreen(home: string) {
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home };
  return { headless: false, viewport: null, env: env as Record<string, string> };
}
