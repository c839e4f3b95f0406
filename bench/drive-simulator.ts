import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The simulator in a process of its own, with an empty drive and without limits. */
export interface Started {
  url: string;
  tlsPort: number;
  process: ChildProcess;
}

/** Does something with the drive, see docs/simulator.md. */
export async function change(url: string, what: string, body: unknown): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/simulator/drive/${what}`, init);
  if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
}

/** Resolves when it answers. */
export function startSimulator(): Promise<Started> {
  const ports = ['--port', '0', '--tls-port', '0'];
  const args = [...ports, '--messages', '0', '--drive-files', '0', '--limits', 'off'];
  const script = join(import.meta.dirname, '../scripts/serve-simulator.ts');
  const started = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  return new Promise((resolve, reject) => {
    started.once('exit', () => reject(new Error('the simulator did not start')));
    started.stdout.on('data', (data) => {
      told += data;
      const url = /^Simulator: (\S+)/m.exec(told)?.[1];
      const tlsPort = Number(/^Simulator over TLS: port (\d+)/m.exec(told)?.[1]);
      if (url !== undefined) resolve({ url, tlsPort, process: started });
    });
  });
}
