import type { KeptSnapshot, PruneResult } from '../model/prune.ts';
import type { KeepReason, Period, RetentionRule } from '../model/retention.ts';
import { agree, counted, formats } from './formats.ts';

/** Longer than anybody's copy reaches back: said as "for good". */
const FOR_GOOD = { days: 36_500, count: 1_000 };

/** A rule by which nothing ever goes. */
export const KEEP_EVERYTHING: RetentionRule = {
  withinDays: FOR_GOOD.days,
  last: 3,
  hourly: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  goneDays: 365,
};

const UNITS: Readonly<Record<Period, string>> = {
  hourly: 'hour',
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
};

/** "Everything of the last 30 days; then one a day for 90 days, …" */
export function ruleWords(rule: RetentionRule): string {
  if (rule.withinDays >= FOR_GOOD.days) return 'Everything is kept; nothing is ever thinned out.';
  const { withinDays, last, goneDays } = rule;
  const first = [
    withinDays > 0 ? `everything of the last ${counted(withinDays, 'day')}` : '',
    last > 0 ? `the last ${last === 1 ? 'copy' : counted(last, 'copy', 'copies')}` : '',
  ].filter(Boolean);
  const then = (Object.keys(UNITS) as Period[])
    .filter((period) => rule[period] > 0)
    .map((period) =>
      rule[period] >= FOR_GOOD.count
        ? `one a ${UNITS[period]} for good`
        : `one ${period === 'hourly' ? 'an' : 'a'} ${UNITS[period]} for ${counted(rule[period], UNITS[period])}`,
    );
  const parts = [
    first.join(' and ') || 'the newest copy',
    then.length > 0 ? `then ${then.join(', ')}` : '',
    goneDays > 0 ? `what went from your mailbox stays for ${daysWords(goneDays)}` : '',
  ].filter(Boolean);
  return `${capital(parts.join('; '))}.`;
}

function daysWords(days: number): string {
  if (days >= FOR_GOOD.days) return 'good';
  if (days % 365 === 0) return days === 365 ? 'a year' : counted(days / 365, 'year');
  return counted(days, 'day');
}

/** What thinning out would do, or has done. */
export function pruneWords(result: PruneResult): { title: string; text: string } {
  const { isDryRun, forgotten, kept, freedBytes, laterBytes, laterAt } = result;
  const moments = counted(forgotten.length, 'moment');
  const room = freedBytes > 0 ? formats.bytes(freedBytes) : '';
  const title =
    forgotten.length > 0
      ? isDryRun
        ? `${moments} would go.`
        : `${moments} ${agree(forgotten.length, 'has', 'have')} gone.`
      : isDryRun
        ? 'No moment would go.'
        : 'No moment has gone.';
  const parts = [
    `${counted(kept.length, 'moment')} ${isDryRun ? 'would stay' : agree(kept.length, 'stays', 'stay')}.`,
    room !== '' ? `${room} of room ${isDryRun ? 'would come back' : 'came back'}.` : '',
    laterBytes > 0 && laterAt !== null
      ? `${formats.bytes(laterBytes)} more ${isDryRun ? 'would follow' : 'follow'} on ${formats.date(laterAt)}.`
      : '',
  ].filter(Boolean);
  return { title, text: parts.join(' ') };
}

/** Why a moment stays: "The newest. Kept for its day and week." */
export function reasonWords({
  reasons,
  goneItems,
}: Pick<KeptSnapshot, 'reasons' | 'goneItems'>): string {
  const periods = reasons.filter(isPeriod).map((period) => UNITS[period]);
  const others = reasons
    .filter((reason): reason is Exclude<KeepReason, Period> => !isPeriod(reason))
    // The newest says enough.
    .filter((reason) => reason !== 'newest-complete' || !reasons.includes('newest'))
    .map((reason) => REASONS[reason](goneItems));
  const last = periods.pop();
  const kept =
    last && `kept for its ${periods.length > 0 ? `${periods.join(', ')} and ` : ''}${last}`;
  return [...others, kept ?? '']
    .filter(Boolean)
    .map((words) => `${capital(words)}.`)
    .join(' ');
}

function isPeriod(reason: KeepReason): reason is Period {
  return reason in UNITS;
}

const REASONS: Readonly<Record<Exclude<KeepReason, Period>, (goneItems: number) => string>> = {
  newest: () => 'the newest',
  'newest-complete': () => 'the newest complete one',
  pinned: () => 'pinned by you',
  undated: () => 'its time can’t be read',
  within: () => 'recent',
  last: () => 'one of the last copies',
  'has-gone-items': (items) =>
    `the last to have ${counted(items, 'message')} that went from your mailbox`,
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
