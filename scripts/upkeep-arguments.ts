import type { CheckLevel } from '../shared/model/check.ts';
import type { RetentionRule } from '../shared/model/retention.ts';
import type { PruneArguments } from './engine-upkeep.ts';

const FLAG = { type: 'boolean', default: false } as const;
const TEXT = { type: 'string' } as const;

export const UPKEEP_OPTIONS = {
  quick: FLAG,
  full: FLAG,
  sample: TEXT,
  'dry-run': FLAG,
  'at-once': FLAG,
  damaged: FLAG,
  off: FLAG,
  'keep-within': TEXT,
  'keep-last': TEXT,
  'keep-hourly': TEXT,
  'keep-daily': TEXT,
  'keep-weekly': TEXT,
  'keep-monthly': TEXT,
  'keep-yearly': TEXT,
  'keep-gone': TEXT,
} as const;

const LINES = {
  'keep-within': 'withinDays',
  'keep-last': 'last',
  'keep-hourly': 'hourly',
  'keep-daily': 'daily',
  'keep-weekly': 'weekly',
  'keep-monthly': 'monthly',
  'keep-yearly': 'yearly',
  'keep-gone': 'goneDays',
} as const satisfies Partial<Record<keyof typeof UPKEEP_OPTIONS, keyof RetentionRule>>;

type Flags = 'quick' | 'full' | 'dry-run' | 'at-once' | 'damaged' | 'off';
type Values = Record<Flags, boolean> & { [name in 'sample' | keyof typeof LINES]?: string };

/** null for what is no number. */
export function readLevel(values: Values): { level: CheckLevel; percent: number } | null {
  if (values.sample === undefined) {
    return { level: values.quick && !values.full ? 'quick' : 'full', percent: 100 };
  }
  const percent = readNumber(values.sample);
  return percent === null ? null : { level: 'sample', percent };
}

/** null for what is no number. */
export function readPrune(values: Values): PruneArguments | null {
  const rule: Partial<RetentionRule> = {};
  for (const [option, line] of Object.entries(LINES)) {
    const text = values[option as keyof typeof LINES];
    if (text === undefined) continue;
    const number = readNumber(text);
    if (number === null) return null;
    rule[line] = number;
  }
  const { 'dry-run': isDryRun, 'at-once': isAtOnce, damaged: removeDamaged } = values;
  return { isDryRun, isAtOnce, removeDamaged, rule };
}

function readNumber(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
