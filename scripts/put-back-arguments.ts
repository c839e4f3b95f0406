import { startOfDay } from '../shared/lib/local-day.ts';
import type { PutBackWay, TimeSpan, TranscriptFormat } from '../shared/model/put-back.ts';

/** What the engine's commands take about conversations on their way out or back. */
export const PUT_BACK_OPTIONS = {
  chat: { type: 'string' },
  as: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  into: { type: 'string', default: 'Microsoft Teams Chat Files' },
  yes: { type: 'boolean', default: false },
  journal: { type: 'string', default: 'latest' },
} as const;

interface Values {
  chat?: string | undefined;
  as?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  into: string;
  yes: boolean;
  'dry-run': boolean;
}

export interface PutBackArguments {
  /** Its name or its id. */
  chat: string;
  way: PutBackWay;
  span: TimeSpan;
  /** Only what would be written is told. */
  isDryRun: boolean;
}

/** As the interface writes days and times, where this machine is. */
function lookHere() {
  const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { locale, timeZone };
}

/** A sentence for what is missing or no value. Posts are seen by others: they want a `--yes`. */
export function readPutBack(values: Values): PutBackArguments | string {
  const { chat, as, into, yes } = values;
  if (chat === undefined) return '--chat is missing';
  const span = readSpan(values);
  if (typeof span === 'string') return span;
  const way = wayFrom(as, into);
  if (way === null) return '--as is mail, files or post';
  return { chat, way, span, isDryRun: values['dry-run'] || (way.kind === 'post' && !yes) };
}

function wayFrom(as: string | undefined, folder: string): PutBackWay | null {
  if (as === 'files') return { kind: as, folder };
  return as === 'mail' || as === 'post' ? { kind: as, look: lookHere() } : null;
}

export interface TranscriptArguments {
  chat: string;
  format: TranscriptFormat;
  span: TimeSpan;
  look: ReturnType<typeof lookHere>;
}

/** A sentence for what is missing or no value. */
export function readTranscript(values: Values): TranscriptArguments | string {
  const { chat, as } = values;
  if (chat === undefined) return '--chat is missing';
  const span = readSpan(values);
  if (typeof span === 'string') return span;
  if (as !== 'html' && as !== 'json' && as !== 'csv') return '--as is html, json or csv';
  return { chat, format: as, span, look: lookHere() };
}

/** Whole days where this machine is; both of them are in it. */
function readSpan({ since, until }: Pick<Values, 'since' | 'until'>): TimeSpan | string {
  const from = since === undefined ? undefined : startOfDay(since);
  const to = until === undefined ? undefined : startOfDay(until, 1);
  if (from === null) return '--since is a day, as 2026-03-01';
  if (to === null) return '--until is a day, as 2026-03-01';
  if (from !== undefined && to !== undefined && from >= to) return '--until comes before --since';
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
