import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from './repository-data.ts';

export interface ResticRun {
  /** Of the whole command, the unlocking of its repository included. */
  seconds: number;
  /** What it says itself: without the unlocking. */
  ownSeconds: number;
}

export interface ResticMeasured {
  first: ResticRun;
  second: ResticRun;
  storedBytes: number;
}

/** Throws when it is not installed, in words for whoever asked. */
export function checkRestic(): void {
  if (spawnSync('restic', ['version']).status === 0) return;
  throw new Error('restic is missing, the yardstick of this bench: apt-get install restic');
}

/** A new repository, a backup of these folders, and the same once more. */
export async function measureRestic(below: string, folders: readonly string[]) {
  const place = await mkdtemp(join(below, 'restic-'));
  const repository = join(place, 'repository');
  const call = (...args: string[]) => {
    const env = {
      ...process.env,
      RESTIC_PASSWORD: 'bench',
      RESTIC_CACHE_DIR: join(place, 'cache'),
    };
    const options = { encoding: 'utf8', env, maxBuffer: 2 ** 30 } as const;
    const { status, stdout, stderr } = spawnSync('restic', ['-r', repository, ...args], options);
    if (status !== 0) throw new Error(`restic ${args[0]}: ${stderr}`);
    return stdout;
  };
  const backUp = (): ResticRun => {
    const startedAt = performance.now();
    const lines = call('backup', '--json', ...folders)
      .trim()
      .split('\n');
    const seconds = (performance.now() - startedAt) / 1000;
    return { seconds, ownSeconds: JSON.parse(lines.at(-1) ?? '{}').total_duration };
  };
  try {
    call('init');
    const first = backUp();
    const stored = await listFiles(repository);
    const storedBytes = stored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return { first, second: backUp(), storedBytes } satisfies ResticMeasured;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
