import type { AffectedItem, CheckLevel, LastCheck } from '../model/check.ts';
import type { CheckProgress } from '../model/job.ts';
import { agree, counted, formats } from './formats.ts';

const DAY_MS = 86_400_000;

/** One sentence of what is so, and what it means. */
export interface CheckWords {
  title: string;
  text: string;
}

/** What is known of the copy being whole. `now` in milliseconds since 1970. */
export function checkWords(last: LastCheck | null, now: number): CheckWords {
  if (last === null) {
    return {
      title: 'Never checked.',
      text: 'Whatever is opened is compared with its checksum. A check does that with what nobody has opened, too.',
    };
  }
  const when = formats.within(last.at, now);
  switch (last.verdict) {
    case 'sound':
      return { title: `Checked ${when}: sound.`, text: readWords(last, now) };
    case 'stopped':
      return {
        title: `A check was stopped ${when}.`,
        text: 'Nothing was found so far. The next one goes on where this one was.',
      };
    case 'damaged': {
      const { title, text } = damageWords(last);
      return { title: `Checked ${when}: ${lower(title)}`, text };
    }
  }
}

function readWords({ level, oldestVerifiedAt }: LastCheck, now: number): string {
  if (level === 'full') return 'Every byte was read and compared.';
  if (oldestVerifiedAt === null) {
    return 'Not every pack has been read yet: a share of them is, after a copy, once a day.';
  }
  const days = Math.max(1, Math.ceil((now - Date.parse(oldestVerifiedAt)) / DAY_MS));
  return `Every pack was read within the last ${days === 1 ? 'day' : counted(days, 'day')}.`;
}

/** What can't be read, what that hits, and what of it comes back. */
export function damageWords(last: Pick<LastCheck, 'files' | 'affected' | 'receipts'>): CheckWords {
  const { one, title } = fileWords(last.files.map(({ file }) => file));
  const parts = [affectedWords(last, one)];
  if (last.receipts > 0) {
    parts.push(
      `${counted(last.receipts, 'receipt')} of earlier copies can’t be read any more, which loses nothing else.`,
    );
  }
  return { title, text: parts.join(' ') };
}

function fileWords(files: readonly string[]): { title: string; one: boolean } {
  const packs = files.filter((file) => file.startsWith('packs/')).length;
  const moments = files.filter((file) => file.startsWith('snapshots/')).length;
  const [count, word] =
    packs > 0
      ? [packs, 'pack']
      : moments > 0
        ? [moments, 'moment']
        : [Math.max(1, files.length), 'file'];
  const title =
    count === 1 ? `One ${word} can’t be read.` : `${counted(count, word)} can’t be read.`;
  return { title, one: count === 1 };
}

function affectedWords({ affected }: Pick<LastCheck, 'affected'>, isOne: boolean): string {
  const all = affected.reduce((sum, { count, unlisted }) => sum + count + unlisted, 0);
  if (all === 0) return 'No message is hit by it. It is put right with the next copy.';
  const named = affected.flatMap(({ items }) => items);
  const older = named.filter(({ isNewest }) => !isNewest).length;
  const where = `${counted(all, 'message')} ${agree(all, 'is', 'are')} in ${isOne ? 'it' : 'them'}`;
  const they = agree(all, 'it is', 'they are');
  if (named.length < all) {
    return `${where}. What Microsoft still has of them is fetched again with the next copy; what it no longer has is lost.`;
  }
  if (older === 0) return `${where}; ${they} fetched again with the next copy.`;
  const lost = `only in older moments, and Microsoft has ${agree(older, 'it', 'them')} no longer like that`;
  if (older === all)
    return `${where}, ${lost}: ${agree(older, 'that state is', 'those states are')} lost.`;
  return `${where}. ${formats.count(all - older)} ${agree(all - older, 'is', 'are')} fetched again with the next copy; ${formats.count(older)} ${agree(older, 'is', 'are')} ${lost}.`;
}

/** What of one message can't be read. */
export function lostWords({ lost, isNewest }: Pick<AffectedItem, 'lost' | 'isNewest'>): string {
  const what = {
    properties: 'Nothing of it can be read',
    text: 'Its text can’t be read',
    attachments: 'An attachment can’t be read',
  }[lost];
  return isNewest
    ? `${what}; fetched again with the next copy.`
    : `${what}, as it was in older moments.`;
}

const LEVELS: Readonly<Record<CheckLevel, string>> = {
  quick: 'Checking every list',
  sample: 'Checking every list and a share of the packs',
  full: 'Reading everything',
};

/** A check under way, in one line. */
export function checkProgressWords(job: CheckProgress): string {
  if (job.state.kind === 'stopping') return 'Stopping…';
  const what = LEVELS[job.level];
  if (job.step === 'names') return `${what}: looking what is affected.`;
  if (job.totalBytes === 0) return `${what}.`;
  const done = `${formats.bytes(job.doneBytes)} of ${formats.bytes(job.totalBytes)}`;
  return `${what}: ${done}.${job.leftMs === null ? '' : ` ${formats.about(job.leftMs)} left.`}`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
