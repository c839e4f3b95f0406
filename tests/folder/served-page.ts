import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page as the product's own build would, and serves it where folders may be picked. */
export async function servePage(outDir: string): Promise<{ url: string; close(): Promise<void> }> {
  const root = here('.');
  const shared = { configFile: false, root, logLevel: 'warn' } as const;
  await build({
    ...shared,
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: here('page.html'), checks: { pluginTimings: false } },
    },
    worker: { format: 'es' },
  });
  const server = await preview({ ...shared, build: { outDir }, preview: { port: 0 } });
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error('the page is not served');
  return { url: `${url}page.html`, close: () => server.close() };
}
