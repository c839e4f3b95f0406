import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket, connect as toPort } from 'node:net';
import { join } from 'node:path';

const SECONDS_OF_A_TOKEN = 3600;

export interface SimulatedCloud {
  /** Of the simulator over TLS, with a certificate of its own. */
  tlsPort: number;
  /** For `Files.Read`. */
  token: string;
  driveId: string;
}

/** Debian's `rclone` is there. */
export function hasRclone(): boolean {
  return spawnSync('rclone', ['version']).status === 0;
}

/** How long rclone takes to bring a file from an address onto the disk. */
export async function copyUrlByRclone(address: string, file: string): Promise<number> {
  const seconds = await timed(['copyurl', address, file], {});
  await rm(file, { force: true });
  return seconds;
}

/**
 * How long rclone takes to copy a folder of the drive into `folder`, as it is set when nobody sets
 * anything. It knows Microsoft's own hosts alone, and those by TLS: a proxy leads them to the simulator,
 * and its certificate is not looked at.
 */
export async function copyDriveByRclone(
  cloud: SimulatedCloud,
  path: string,
  folder: string,
): Promise<{ seconds: number; files: number }> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'rclone.conf');
  const expiry = new Date(Date.now() + SECONDS_OF_A_TOKEN * 1000).toISOString();
  const token = { access_token: cloud.token, token_type: 'Bearer', refresh_token: 'none', expiry };
  const lines = [
    '[drive]',
    'type = onedrive',
    'drive_type = business',
    `drive_id = ${cloud.driveId}`,
    `token = ${JSON.stringify(token)}`,
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const proxy = await openProxy(cloud.tlsPort);
  try {
    const args = ['copy', `drive:${path}`, join(folder, 'files'), '--no-check-certificate'];
    const seconds = await timed([...args, '--config', config], {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    });
    return { seconds, files: countFiles(join(folder, 'files')) };
  } finally {
    proxy.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function timed(args: readonly string[], environment: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const started = spawn('rclone', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    started.once('error', reject);
    started.once('exit', (code) => {
      if (code === 0) resolve((performance.now() - startedAt) / 1000);
      else reject(new Error(`rclone ended with ${code}`));
    });
  });
}

/** Whatever host is wanted, the simulator is reached. */
async function openProxy(tlsPort: number): Promise<{ port: number; close(): void }> {
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    open.add(incoming);
    incoming.once('data', () => {
      const outgoing = toPort(tlsPort, '127.0.0.1', () => {
        incoming.write('HTTP/1.1 200 Connection established\r\n\r\n');
        incoming.pipe(outgoing).pipe(incoming);
      });
      open.add(outgoing);
      incoming.once('error', () => outgoing.destroy());
      outgoing.once('error', () => incoming.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function countFiles(folder: string): number {
  const all = readdirSync(folder, { recursive: true }) as string[];
  return all.filter((name) => statSync(join(folder, name)).isFile()).length;
}
