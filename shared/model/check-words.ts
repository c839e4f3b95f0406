import type { AffectedContainer, CheckResult } from './check.ts';
import type { SourceName } from './item.ts';

/** What a person calls an item of a source: one, and many. */
const UNITS: Readonly<Record<SourceName, readonly [one: string, many: string]>> = {
  mail: ['message', 'messages'],
  drive: ['file', 'files'],
  chats: ['message', 'messages'],
};

/** "3 messages in Inbox, 1 message in Clients / Harbour Street 14"; empty when nothing is hit. */
export function sayAffected(affected: readonly AffectedContainer[]): string {
  return affected.map(sayContainer).join(', ');
}

/** In one sentence, for a log or a terminal. */
export function sayCheck(result: Pick<CheckResult, 'verdict' | 'affected' | 'damage'>): string {
  if (result.verdict === 'sound') return 'Everything that was looked at is sound.';
  if (result.verdict === 'stopped') return 'The check was stopped; nothing was found so far.';
  const affected = sayAffected(result.affected);
  return affected === ''
    ? 'Something is damaged, and nothing that is kept is hit by it.'
    : `Something is damaged: ${affected}.`;
}

function sayContainer({ source, path, count, unlisted }: AffectedContainer): string {
  const all = count + unlisted;
  const [one, many] = UNITS[source];
  // Below a damaged list nobody knows which of them are the same as those named elsewhere.
  const number = unlisted > 0 ? `up to ${all}` : String(all);
  return `${number} ${all === 1 ? one : many} in ${path}`;
}
