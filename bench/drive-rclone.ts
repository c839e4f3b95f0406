import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Files by their names, with the addresses of their bytes, by folders. */
type Addresses = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Debian's `rclone` is there. */
export function hasRclone(): boolean {
  return spawnSync('rclone', ['version']).status === 0;
}

/** How long rclone takes to bring a file from an address onto the disk. */
export async function copyUrlByRclone(address: string, file: string): Promise<number> {
  const seconds = await timed(['copyurl', address, file]);
  await rm(file, { force: true });
  return seconds;
}

/**
 * How long rclone takes to copy folders of files onto the disk, from a page of links that lead to their
 * addresses. Its own way to OneDrive can't be taken: it knows Microsoft's hosts alone, and led to the
 * simulator all the same, Debian's 1.60 sends its token to the file host as well, which takes none.
 */
export async function copyFilesByRclone(
  addresses: Addresses,
  folder: string,
): Promise<{ seconds: number; files: number }> {
  const { server, url } = await serveLinks(addresses);
  try {
    const seconds = await timed(['copy', ':http:', folder, '--http-url', url, '--http-no-head']);
    return { seconds, files: countFiles(folder) };
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function timed(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  // Its own settings say nothing, and that there are none is no trouble.
  const quiet = ['--config', '', '--log-level', 'ERROR'];
  const started = spawn('rclone', [...args, ...quiet], { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    started.once('error', reject);
    started.once('exit', (code) => {
      if (code === 0) resolve((performance.now() - startedAt) / 1000);
      else reject(new Error(`rclone ended with ${code}`));
    });
  });
}

async function serveLinks(addresses: Addresses): Promise<{ server: Server; url: string }> {
  const pageOf = (names: readonly string[]) =>
    names.map((name) => `<a href="${name}">${name}</a>`).join('\n');
  const server = createServer(({ url = '/' }, response) => {
    const [, folder = '', name = ''] = url.split('/');
    const files = addresses.get(folder);
    const address = files?.get(name);
    if (address !== undefined) return response.writeHead(302, { Location: address }).end();
    const names = files === undefined ? foldersOf(addresses) : [...files.keys()];
    return response.writeHead(200, { 'Content-Type': 'text/html' }).end(pageOf(names));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

function foldersOf(addresses: Addresses): string[] {
  return [...addresses.keys()].map((name) => `${name}/`);
}

function countFiles(folder: string): number {
  const all = readdirSync(folder, { recursive: true }) as string[];
  return all.filter((name) => statSync(join(folder, name)).isFile()).length;
}
