import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { EXTENSION_TARGETS, manifestFor } from './build-extension.ts';

test("the manifest takes over the package's version", async () => {
  const path = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
  for (const target of EXTENSION_TARGETS) {
    expect((await manifestFor(target)).version).toBe(version);
  }
});

test('each browser gets the background it knows, and nothing of the other', async () => {
  const [chrome, firefox] = await Promise.all([manifestFor('chrome'), manifestFor('firefox')]);

  expect(Object.keys(chrome.background).sort()).toEqual(['service_worker', 'type']);
  expect(chrome).not.toHaveProperty('browser_specific_settings');
  expect(Object.keys(firefox.background).sort()).toEqual(['scripts', 'type']);
  expect(firefox).not.toHaveProperty('minimum_chrome_version');
});

test('it asks for no permission', async () => {
  for (const target of EXTENSION_TARGETS) {
    const manifest = await manifestFor(target);
    expect(manifest).not.toHaveProperty('permissions');
    expect(manifest).not.toHaveProperty('host_permissions');
    expect(manifest).not.toHaveProperty('content_scripts');
  }
});
