import type { ServerOptions } from './simulator-server.ts';

/** What the demo has. */
const DEMO_FILES = 240;

/** What the simulator's commands take about the drive. */
export const DRIVE_ARGUMENTS = {
  files: { type: 'string' },
  'drive-files': { type: 'string' },
  drive: { type: 'string' },
  rewriting: { type: 'string' },
} as const;

type Values = { [Name in keyof typeof DRIVE_ARGUMENTS]?: string };

/** Throws with a sentence for a value that is none. */
export function readDriveArguments(values: Values): ServerOptions {
  const { files, drive = 'work', rewriting = 'off' } = values;
  const count = values['drive-files'];
  const driveFiles = Number(count ?? DEMO_FILES);
  if (!Number.isInteger(driveFiles) || driveFiles < 0) {
    throw new Error(`--drive-files takes a number, not "${count}".`);
  }
  return {
    ...(files === undefined ? {} : { files }),
    driveFiles,
    drive: {
      flavour: oneOf('--drive', drive, ['work', 'personal'] as const),
      rewriting: oneOf('--rewriting', rewriting, ['off', 'stored', 'served'] as const),
    },
  };
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new Error(`${option} is one of ${names.join(', ')}.`);
  return found;
}
