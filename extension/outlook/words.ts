import type { ShownRow, Sight } from './protocol.ts';

/** Times and sentences of the overlay, as the rest of Holdfast says them; in the reader's locale. */
const DAY_MS = 86_400_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
});
const withYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const number = new Intl.NumberFormat();

export function count(value: number): string {
  return number.format(value);
}

export function messages(value: number): string {
  return `${count(value)} ${value === 1 ? 'message' : 'messages'}`;
}

/** "14:12" today, "Tue 24 Nov, 08:58" this year, else a date with its year. */
export function moment(iso: string, now = Date.now()): string {
  const at = new Date(iso);
  if (isSameDay(at, now)) return clock.format(at);
  if (at.getFullYear() !== new Date(now).getFullYear()) return withYear.format(at);
  return `${shortDay.format(at)}, ${clock.format(at)}`;
}

/** "at 14:12", "on Tue 24 Nov, 08:46 to 08:58", "from 3 Oct, 07:00 to Tue 24 Nov, 08:58". */
export function span(fromIso: string, toIso: string, now = Date.now()): string {
  const [from, to] = [moment(fromIso, now), moment(toIso, now)];
  const isOneDay = isSameDay(new Date(fromIso), Date.parse(toIso));
  const isToday = isSameDay(new Date(toIso), now);
  if (from === to) return `${isToday ? 'at' : 'on'} ${to}`;
  if (!isOneDay) return `from ${from} to ${to}`;
  const begin = isToday ? `from ${from}` : `on ${from}`;
  return `${begin} to ${clock.format(new Date(toIso))}`;
}

/** "since 14:12", "since Monday", "since 3 March". */
export function since(iso: string, now = Date.now()): string {
  const at = new Date(iso);
  if (isSameDay(at, now)) return `since ${clock.format(at)}`;
  if (now - at.getTime() < 6 * DAY_MS) return `since ${weekday.format(at)}`;
  const isThisYear = at.getFullYear() === new Date(now).getFullYear();
  return `since ${(isThisYear ? dayMonth : withYear).format(at)}`;
}

/** For tooltips and those who listen. */
export function fully(iso: string): string {
  return full.format(new Date(iso));
}

function isSameDay(at: Date, now: number): boolean {
  return at.toDateString() === new Date(now).toDateString();
}

/** The state of the copy, in the strip and its tab. */
export function copied({ state, copiedAt, isCopying }: Sight): string {
  if (state === 'locked') return 'your copy is locked';
  if (state === 'signed-out') return 'sign in again';
  if (state === 'starting') return 'starting';
  if (copiedAt === null) return isCopying ? 'first copy under way' : 'nothing copied yet';
  return `copied ${moment(copiedAt)}`;
}

/** What the strip says of the place, as one sentence. */
export function sentenceOf(sight: Sight): string {
  switch (sight.state) {
    case 'locked':
      return 'What is kept can be read when you have unlocked it.';
    case 'signed-out':
      return 'Microsoft ended your sign-in. Nothing new is copied until you sign in again.';
    case 'starting':
      return 'Holdfast is opening your copy.';
    default:
  }
  const { folder } = sight;
  if (folder === null) return '';
  if (folder.gone === 1) {
    return `1 message that was in ${folder.name} is gone from your mailbox. It is kept here.`;
  }
  if (folder.gone > 1) {
    return `${messages(folder.gone)} that were in ${folder.name} are gone from your mailbox. All are kept here.`;
  }
  if (folder.role === 'deleteditems' && folder.present > 0) return binSentence(folder.present);
  return `Nothing is gone from ${folder.name}.`;
}

/** Outlook says nowhere when it will empty the bin; this holds whenever it does. */
export function binSentence(present: number): string {
  return present === 1
    ? 'The message here is in your backup, also after Deleted Items is emptied.'
    : `${count(present)} messages here are in your backup, also after Deleted Items is emptied.`;
}

export function folderTab(folder: NonNullable<Sight['folder']>): string | null {
  if (folder.gone > 0) return `${count(folder.gone)} gone from this folder`;
  if (folder.role === 'deleteditems' && folder.present > 0) {
    return `${count(folder.present)} of these kept, also when emptied`;
  }
  return null;
}

/** What the tab under the reading pane says, and whether it is about a loss. */
export function conversationTab(
  conversation: NonNullable<Sight['conversation']>,
): { words: string; isLoss: boolean } | null {
  const { rows } = conversation;
  if (rows.length === 0) return null;
  const gone = rows.filter(({ state, restorable }) => restorable && state === 'gone').length;
  const binned = rows.filter(({ restorable }) => restorable).length - gone;
  const of = rows.length === 1 ? '' : ` of ${count(rows.length)}`;
  if (gone > 0) {
    const what = rows.length === 1 ? 'This message is gone' : `${count(gone)}${of} gone`;
    return {
      words: rows.length === 1 ? what : `${what} from this conversation`,
      isLoss: true,
    };
  }
  if (binned > 0) {
    return {
      words:
        rows.length === 1
          ? 'This message was deleted'
          : `${count(binned)}${of} deleted from this conversation`,
      isLoss: true,
    };
  }
  const differed = rows.flatMap(({ earlier }) => earlier.differed);
  const [first] = differed;
  if (first !== undefined) return { words: `Earlier version: ${first}`, isLoss: false };
  return {
    words:
      conversation.since === null
        ? 'In your backup'
        : `In your backup ${since(conversation.since)}`,
    isLoss: false,
  };
}

/** Where a row is now, in place of a button. */
export function whereabouts(row: ShownRow): string {
  if (row.state === 'here') return 'In your mailbox';
  return row.where === null ? 'Elsewhere' : `In ${row.where}`;
}

export const OUTCOMES = {
  equal: 'Back, equal',
  differs: 'Back, differs',
  'left-alone': 'Was there',
  failed: 'Not written',
} as const;

/** The end of a restore or of taking it back, as one sentence. */
export function resultWords(
  kind: 'restore' | 'undo',
  rows: readonly { state: keyof typeof OUTCOMES }[],
): string {
  const tally = (...states: string[]) => rows.filter(({ state }) => states.includes(state)).length;
  const done = tally('equal', 'differs');
  const left = tally('left-alone');
  const failed = tally('failed');
  const said =
    kind === 'undo' ? undoneWords(done, left) : restoredWords(done, left, tally('equal') === done);
  return failed === 0 ? said : `${said} ${count(failed)} could not be written.`;
}

function restoredWords(done: number, left: number, areEqual: boolean): string {
  if (done === 0) return left === 0 ? 'Nothing is back.' : 'Nothing had to be done: it is there.';
  const equal = areEqual ? ', equal' : '';
  const back = done === 1 ? `Back${equal}.` : `${count(done)} are back${equal}.`;
  return left === 0 ? back : `${back} ${count(left)} ${left === 1 ? 'was' : 'were'} there already.`;
}

function undoneWords(done: number, left: number): string {
  const out = done === 0 ? 'Nothing was taken out.' : `${messages(done)} taken out again.`;
  return left === 0
    ? out
    : `${out} ${count(left)} ${left === 1 ? 'stays' : 'stay'}: changed since.`;
}
