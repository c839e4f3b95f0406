import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildExtension, EXTENSION_TARGETS } from './build-extension.ts';

const CONFIG = fileURLToPath(new URL('../vite.config.ts', import.meta.url));

/** Builds the PWA into `dist/pwa`. */
export async function buildApp(logLevel: 'warn' | 'info'): Promise<void> {
  await build({ configFile: CONFIG, logLevel });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildApp('info');
  for (const target of EXTENSION_TARGETS) await buildExtension(target, 'warn');
  console.log(`Built dist/pwa, ${EXTENSION_TARGETS.map((t) => `dist/extension-${t}`).join(', ')}`);
}
