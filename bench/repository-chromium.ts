import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';
import { QuietBrowser } from './quiet-browser.ts';
import { readGiven } from './repository-data.ts';
import type { GivenFile, Measured } from './repository-work.ts';

export type BrowserPlace = 'OPFS' | 'IndexedDB';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};
const SIZE = { width: 800, height: 600 };

/** The same work in a worker of a page in Chromium, built as the product is. */
export async function measureInChromium(
  place: BrowserPlace,
  files: readonly GivenFile[],
): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const page = join(folder, 'page');
  await buildPage(page);
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    try {
      if (path === '/files.json') response.end(JSON.stringify(files));
      else if (path === '/files') {
        // One after another, as the list says how long each is.
        for (const file of files) response.write(readGiven(file));
        response.end();
      } else {
        response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
        response.end(await readFile(join(page, normalize(path))));
      }
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://localhost:${port}/repository-page.html`;
  const browser = await QuietBrowser.launch(join(folder, 'profile'), url, SIZE, null);
  try {
    const answer = await browser.evaluate<Measured | { failed: string }>(`measure("${place}")`);
    if ('failed' in answer) throw new Error(answer.failed);
    return answer;
  } finally {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function buildPage(outDir: string): Promise<void> {
  const rolldownOptions = {
    input: join(import.meta.dirname, 'repository-page.html'),
    checks: { pluginTimings: false },
  };
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, target: 'es2022', rolldownOptions },
    worker: { format: 'es' },
  });
}
