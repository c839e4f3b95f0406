import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulatorServer } from '../scripts/simulator-server.ts';
import { openExtension } from '../tests/faces/extension.ts';
import { answerMicrosoft } from '../tests/faces/steps.ts';
import { report } from './figure.ts';
import { pssOf } from './processes.ts';

/**
 * What the extension takes while it has nothing to do: its own processes' proportional set size,
 * right after a first copy with its pages closed, and when the engine has gone to sleep; and how
 * long that takes. `MESSAGES` says how large the copy is (1,000).
 */
const MESSAGES = Number(process.env.MESSAGES ?? 1_000);
const SETTLED_MS = 5_000;
const LONGEST_MS = 180_000;

export async function benchIdle(): Promise<void> {
  const microsoft = await startSimulatorServer({ tlsPort: 0, limits: false, messages: MESSAGES });
  const extension = await openExtension(microsoft);
  try {
    const { context, origin, profile } = extension;
    const app = await extension.open('app.html');
    await app.getByRole('button', { name: 'Keep it in this browser' }).click();
    const opened = context.waitForEvent('page');
    await app.getByRole('button', { name: 'Sign in', exact: true }).click();
    await answerMicrosoft(await opened);
    await app.getByRole('button', { name: 'Start the first copy' }).click();
    const whole = 'Everything Microsoft lists is in your copy.';
    await app.getByRole('heading', { name: whole }).waitFor({ timeout: 600_000 });
    const blank = await context.newPage();
    for (const page of context.pages()) if (page !== blank) await page.close();
    const startedAt = performance.now();

    await sleep(SETTLED_MS);
    const name = `idle: ${MESSAGES} messages kept`;
    const told = { unit: 'MB', goal: 'told, no goal' };
    report({ figure: `${name}, engine awake`, value: memoryOf(profile.folder), ...told });
    const session = await context.newCDPSession(blank);
    const isAwake = async () => {
      const { targetInfos } = await session.send('Target.getTargets');
      return targetInfos.some(({ url }) => url === `${origin}offscreen.html`);
    };
    while (await isAwake()) {
      if (performance.now() - startedAt > LONGEST_MS) throw new Error('the engine stays awake');
      await sleep(500);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    report({ figure: `${name}, engine asleep after`, value: seconds, unit: 's', goal: '≈ 30' });
    await sleep(SETTLED_MS);
    const asleep = memoryOf(profile.folder);
    report({ figure: `${name}, engine asleep`, value: asleep, unit: 'MB', goal: '< 60' });
  } finally {
    await extension.close();
    await microsoft.close();
  }
}

/** Chromium names the processes of extensions; those of this profile. Linux only. */
function memoryOf(profile: string): number {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const args = argumentsOf(pid);
      return args.includes('--extension-process') && args.some((arg) => arg.includes(profile));
    })
    .reduce((sum, pid) => sum + pssOf(pid), 0);
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split(/[\0 ]/);
  } catch {
    return [];
  }
}
