import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The simulator in a process of its own, with an empty drive and without limits. */
export interface Started {
  url: string;
  process: ChildProcess;
}

/** Does something with the drive, see docs/simulator.md. */
export async function change(url: string, what: string, body: unknown): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/simulator/drive/${what}`, init);
  if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
}

/** Resolves when it answers, and there is nothing in the drive. */
export async function startSimulator(): Promise<Started> {
  const started = await start();
  // What the invented chats have sent lies in the drive as well.
  await change(started.url, 'delete', { path: 'Microsoft Teams Chat Files' });
  await change(started.url, 'empty-bin', {});
  return started;
}

function start(): Promise<Started> {
  const args = ['--port', '0', '--messages', '0', '--drive-files', '0', '--limits', 'off'];
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
      if (url !== undefined) resolve({ url, process: started });
    });
  });
}
