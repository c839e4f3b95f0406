import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OUTLOOK_ORIGINS } from '../extension/outlook/hosts.ts';
import { EXTENSION_TARGETS, manifestFor } from './extension-manifest.ts';

const privacy = () => readFile(new URL('../docs/privacy.md', import.meta.url), 'utf8');

test("the manifest takes over the package's version", async () => {
  const path = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
  for (const target of EXTENSION_TARGETS) {
    expect((await manifestFor(target)).version).toBe(version);
  }
});

test('each browser gets what it knows, and nothing of the other', async () => {
  const [chrome, firefox] = await Promise.all([manifestFor('chrome'), manifestFor('firefox')]);

  expect(Object.keys(chrome.background).sort()).toEqual(['service_worker', 'type']);
  expect(chrome).not.toHaveProperty('browser_specific_settings');
  expect(chrome).not.toHaveProperty('sidebar_action');
  expect(Object.keys(firefox.background).sort()).toEqual(['scripts', 'type']);
  expect(firefox).not.toHaveProperty('minimum_chrome_version');
  expect(firefox).not.toHaveProperty('side_panel');
  expect(firefox.permissions).not.toContain('offscreen');
});

test('every permission is explained to the person', async () => {
  const text = await privacy();
  for (const target of EXTENSION_TARGETS) {
    const { permissions } = await manifestFor(target);
    for (const name of permissions) expect(text, name).toContain(`\`${name}\``);
  }
});

test('pages of others are asked for, never taken, and are those of Outlook alone', async () => {
  for (const target of EXTENSION_TARGETS) {
    const manifest = await manifestFor(target);
    expect(manifest).toHaveProperty('optional_host_permissions', OUTLOOK_ORIGINS);
    expect(manifest).not.toHaveProperty('host_permissions');
  }
});

test('of the web only its own page hears of it, and may show its application', async () => {
  for (const target of EXTENSION_TARGETS) {
    const app = await manifestFor(target, 'https://app.example.org:8443/holdfast/');
    const matches = ['https://app.example.org/*'];
    expect(app.content_scripts).toEqual([
      { matches, js: ['app-page.js'], run_at: 'document_start' },
    ]);
    expect(app.web_accessible_resources).toEqual([{ resources: ['app.html'], matches }]);
    expect(app.content_security_policy.extension_pages).toContain(
      "; frame-ancestors 'self' https://app.example.org:8443",
    );
    const local = await manifestFor(target, 'http://localhost:8300/');
    expect(local.content_scripts?.[0]?.matches).toEqual(['http://localhost/*']);
    expect(local.content_security_policy.extension_pages).toContain(
      "; frame-ancestors 'self' http://localhost:*",
    );
  }
});

test('script comes from the package alone', async () => {
  for (const target of EXTENSION_TARGETS) {
    const { content_security_policy: policy } = (await manifestFor(target)) as unknown as {
      content_security_policy: { extension_pages: string };
    };
    const rules = policy.extension_pages.split(';').map((rule) => rule.trim());
    expect(rules).toContain("default-src 'none'");
    expect(rules).toContain("script-src 'self' 'wasm-unsafe-eval'");
  }
});
