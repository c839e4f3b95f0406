import { type ChildProcess, spawn } from 'node:child_process';
import { ensureChromium, ensureScreen } from './browsers.ts';

/**
 * The tests that go through the real folder picker: Chromium with its windows, on a screen of
 * their own that nobody looks at. Whatever follows the command is for Playwright.
 */
const SCREEN = '1280x900x24';

process.exitCode = await main();

async function main(): Promise<number> {
  for (const found of [ensureChromium(), ensureScreen()]) {
    if (found.ok) continue;
    console.error(found.advice);
    return 1;
  }
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  try {
    return await runTests(`:${await readDisplay(screen)}`);
  } finally {
    screen.kill();
  }
}

/** Xvfb looks for a free number itself and tells it. */
function readDisplay(screen: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    screen.on('error', reject);
    screen.on('exit', () => reject(new Error('the virtual screen ended')));
    screen.stdio[3]?.on('data', (told: Buffer) => resolve(told.toString().trim()));
  });
}

function runTests(display: string): Promise<number> {
  const args = ['playwright', 'test', '--config', 'playwright.folder.config.ts'];
  const tests = spawn('npx', [...args, ...process.argv.slice(2)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DISPLAY: display },
  });
  return new Promise((resolve, reject) => {
    tests.on('error', reject);
    tests.on('close', (code) => resolve(code ?? 1));
  });
}
