import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';

/**
 * Puts what the tests asked Graph for, and were answered, before a checker that was made from
 * Microsoft's published description of it: `node scripts/check-contract.ts CHECKER FOLDER`. Each
 * recording in the folder is a checker's run of its own. Only those with problems are printed. The
 * exit code is 1 when there was one.
 */
const [checker = '', folder = ''] = process.argv.slice(2);
const recordings = (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort();
const waiting = [...recordings];
let withProblems = 0;
await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(`${recordings.length} recordings, ${withProblems} with problems`);
process.exitCode = withProblems === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const { code, said } = await check(path.join(folder, name));
    if (code === 0) continue;
    withProblems += 1;
    console.log(`${name}\n${said}`);
  }
}

function check(recording: string): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('node', [checker, recording], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}
