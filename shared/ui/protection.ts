import type { BackupProgress, JobProgress } from '../model/job.ts';
import type { SignIn } from '../model/platform.ts';
import { type Receipt, type ReceiptSums, sumLines } from '../model/receipt.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { healedAt } from './damage.ts';
import { agree, counted, formats } from './formats.ts';
import { FAULT_SENTENCES } from './sentences.ts';

/**
 * The state of protection as one sentence, what it means, and what can be done about it. It is
 * worked out here from what the engine and the platform tell, so that bar, Home and its title
 * never say different things.
 */
export interface Protection {
  /** `ok`: nothing is missing. `gap`: something is, or nothing new comes in. `none`: no copy yet. */
  tone: 'ok' | 'gap' | 'busy' | 'none';
  title: string;
  text: string;
  /** A few words for the bar. */
  brief: string;
  action: ProtectionAction | null;
  /** The run that goes on now, whatever the sentence is about. */
  job: BackupProgress | null;
}

type ProtectionAction = 'sign-in' | 'back-up' | 'go-on' | 'organisation' | 'accept' | 'unlock';

export interface ProtectionFacts {
  status: EngineStatus;
  signIns: readonly SignIn[];
  online: boolean;
  now: number;
}

/** Never says "everything" while anything is missing, unread or cannot be known. */
export function protectionOf(facts: ProtectionFacts): Protection {
  const job = facts.status.jobs.find(isRunningBackup) ?? null;
  const receipt = facts.status.lastReceipts[0] ?? null;
  const { trouble, lock } = facts.status.repository;
  // What is in it can be told only when it is open.
  if (lock === 'locked') return { ...LOCKED, job: null };
  if (trouble) return { ...TROUBLES[trouble], job };
  if (!isLookedAt(facts.status)) return { ...OPENING, job };
  const state = job?.state.kind === 'waiting' ? waitingSentence(job, facts) : null;
  if (state) return { ...state, job };
  if (job && !receipt?.snapshot) return { ...firstCopySentence(job, facts.status), job };
  if (!facts.online) return { ...offlineSentence(facts), job };
  const ended = facts.signIns.find((signIn) => signIn.state === 'ended');
  if (ended && !job) return { ...signedOutSentence(facts, ended.endsAt), job };
  if (!receipt) return { ...nothingYet(), job };
  const isDamaged = facts.status.upkeep.lastCheck?.verdict === 'damaged';
  if (isDamaged && healedAt(facts.status) === null && job === null) return { ...DAMAGED, job };
  return { ...receiptSentence(receipt, facts, job !== null), job };
}

function isRunningBackup(job: JobProgress): job is BackupProgress {
  return job.kind === 'backup' && job.state.kind !== 'ended';
}

type Sentence = Omit<Protection, 'job'>;

/** What is hit is named beside it, with the button: a copy with a hole is never called whole. */
const DAMAGED: Sentence = {
  tone: 'gap',
  title: 'Not all of your copy can be read.',
  text: 'What is hit is named below. The next copy fetches again what Microsoft still has.',
  brief: 'Damaged',
  action: null,
};

/** The first thing said of a copy that can't be read here: nothing else of it is known. */
export const LOCKED: Sentence = {
  tone: 'gap',
  title: 'Your copy is locked.',
  text: 'Nothing of it has changed. Reading it, copying and restoring need your passphrase.',
  brief: 'Locked',
  action: 'unlock',
};

/** The copy is not what was here the last time: said before anything is written to it. */
const TROUBLES: Readonly<Record<NonNullable<EngineStatus['repository']['trouble']>, Sentence>> = {
  missing: {
    tone: 'gap',
    title: 'Your copy is not here any more.',
    text: 'This browser had one. Either its data was cleared or this is another profile. Nothing at Microsoft is touched; a new copy begins from the start.',
    brief: 'No copy here',
    action: 'accept',
  },
  replaced: {
    tone: 'gap',
    title: 'This is not the copy that was here.',
    text: 'What lies here is whole, but it is another one. Nothing is written to it before you say so.',
    brief: 'Another copy',
    action: 'accept',
  },
  older: {
    tone: 'gap',
    title: 'The newest part of your copy is missing.',
    text: 'This browser knows of later moments than are here, as after restoring an old backup of this computer. What is here can be read; the next copy fetches what Microsoft still has.',
    brief: 'Older than it was',
    action: 'accept',
  },
};

/** What is kept is there before the engine has read what it is: until then nothing is said of it. */
function isLookedAt({ repository, accounts, lastReceipts }: EngineStatus): boolean {
  return repository.snapshots === 0 || accounts.length > 0 || lastReceipts.length > 0;
}

const OPENING: Sentence = {
  tone: 'busy',
  title: 'Opening your copy…',
  text: 'Nothing is asked of Microsoft for that.',
  brief: 'Opening',
  action: null,
};

function nothingYet(): Sentence {
  return {
    tone: 'none',
    title: 'Nothing is kept yet.',
    text: 'The first copy takes a while and can be stopped and continued at any time. The newest messages come first.',
    brief: 'No copy yet',
    action: 'back-up',
  };
}

function firstCopySentence(job: BackupProgress, { repository }: EngineStatus): Sentence {
  return {
    tone: 'busy',
    title: `Your first copy is on its way: ${progressOf(job)}.`,
    text:
      repository.snapshots > 0
        ? 'You can already read what is here.'
        : 'The newest messages come first, and can be read in a minute at most.',
    brief: 'First copy',
    action: null,
  };
}

/** "12,300 of about 41,900", or what is known when the total is not. */
function progressOf(job: BackupProgress): string {
  const { done, total } = job.messages;
  if (total === null) return counted(done, 'message');
  return `${formats.count(done)} of about ${formats.count(Math.max(done, total))}`;
}

function offlineSentence({ status, now }: ProtectionFacts): Sentence {
  const at = status.repository.lastSnapshotAt;
  return {
    tone: 'gap',
    title: at
      ? `No network. This is your own copy, as of ${formats.short(at, now)}.`
      : 'No network, and no copy yet.',
    text: at
      ? 'Everything kept can be read. Copying goes on when the network is back.'
      : 'The first copy needs Microsoft to answer.',
    brief: 'No network',
    action: null,
  };
}

function signedOutSentence(facts: ProtectionFacts, endsAt: string | null): Sentence {
  const at = facts.status.repository.lastSnapshotAt;
  const whole = facts.status.lastReceipts[0]?.verdict === 'complete';
  const here = !at
    ? 'Nothing is kept yet.'
    : `Your copy is here${whole ? ' and whole' : ''} up to ${formats.short(at, facts.now)}.`;
  const isOver = endsAt !== null && Date.parse(endsAt) <= facts.now;
  return {
    tone: 'gap',
    title: isOver
      ? `Microsoft ended your sign-in ${formats.within(endsAt, facts.now)}.`
      : 'Microsoft asks you to sign in again.',
    text: `That is normal${isOver ? ': it ends every browser sign-in after 24 hours.' : ' after the browser was closed, and when your password was changed.'} ${here} Nothing new is being copied until you sign in again.`,
    brief: 'Signed out',
    action: 'sign-in',
  };
}

function waitingSentence(job: BackupProgress, facts: ProtectionFacts): Sentence | null {
  if (job.state.kind !== 'waiting') return null;
  const { until } = job.state;
  switch (job.state.for) {
    case 'sign-in': {
      const ended = facts.signIns.find((signIn) => signIn.account.id === job.account);
      return signedOutSentence(facts, ended?.endsAt ?? null);
    }
    case 'consent':
      return {
        tone: 'gap',
        title: 'Your organisation decides about mail.',
        text: 'An administrator has to allow reading mail through this app. You haven’t done anything wrong. What is kept stays kept.',
        brief: 'Waits for your organisation',
        action: 'organisation',
      };
    case 'network':
      return offlineSentence(facts);
    case 'server': {
      const leftMs = until ? Date.parse(until) - facts.now : 0;
      return {
        tone: 'busy',
        title:
          leftMs > 0
            ? `Microsoft asked for a pause of ${formats.span(leftMs)}.`
            : 'Microsoft asked for a pause.',
        text: 'It does that when much is read at once. Nothing is lost by waiting.',
        brief: 'Microsoft asked for a pause',
        action: null,
      };
    }
    case 'limit': {
      const at = until ? formats.time(until) : null;
      return {
        tone: 'busy',
        title: `The copy rests${at ? ` until ${at}` : ''}.`,
        text: `Microsoft lets a program ask ${formats.count(10_000)} times in ten minutes, and this copy has. It goes on by itself; nothing is lost by waiting.`,
        brief: 'Rests for Microsoft’s limit',
        action: null,
      };
    }
    case 'room': {
      const waiting = Math.max(0, (job.messages.total ?? 0) - job.messages.done);
      return {
        tone: 'gap',
        title: 'This disk is full. Nothing is lost.',
        text: `${waiting > 0 ? `${counted(waiting, 'thing waits', 'things wait')} for room. ` : ''}Free some space on this computer; the copy goes on where it is.`,
        brief: 'Disk full',
        action: 'go-on',
      };
    }
  }
}

function receiptSentence(receipt: Receipt, facts: ProtectionFacts, isBusy: boolean): Sentence {
  const sums = sumLines(receipt.lines);
  const at = formats.time(receipt.endedAt);
  if (receipt.verdict === 'stopped') return stoppedSentence(receipt, sums, facts, isBusy);
  const listed = `${capital(formats.within(receipt.endedAt, facts.now))} Microsoft listed ${counted(sums.listed, 'message')} of yours.`;
  if (receipt.verdict === 'complete') {
    return {
      tone: 'ok',
      title: 'Everything Microsoft lists is in your copy.',
      text: `${listed} ${sums.listed === 1 ? 'It is' : 'All of them are'} here${sums.keptBeyond > 0 ? `, and ${formats.count(sums.keptBeyond)} more that Microsoft no longer lists` : ''}.`,
      brief: `Complete, ${at}`,
      action: 'back-up',
    };
  }
  const missing = Math.max(sums.missing, receipt.gaps.length);
  if (missing === 0) return unreadSentence(receipt, listed, at);
  return {
    tone: 'gap',
    title: `All but ${counted(missing, 'message')} are in your copy.`,
    text: `${listed} ${formats.count(sums.stored)} of them are here. The other ${formats.count(missing)} ${agree(missing, 'is', 'are')} named below and asked for again with the next copy.`,
    brief: `All but ${formats.count(missing)}, ${at}`,
    action: 'back-up',
  };
}

function unreadSentence(receipt: Receipt, listed: string, at: string): Sentence {
  const unread = receipt.lines.filter((line) => !line.readToEnd).length;
  return {
    tone: 'gap',
    title: `${counted(unread, 'folder was', 'folders were')} not read to the end.`,
    text: `${listed} There may be more in ${agree(unread, 'that folder', 'those folders')}; the next copy reads on where this one ended.`,
    brief: `Incomplete, ${at}`,
    action: 'back-up',
  };
}

function stoppedSentence(
  receipt: Receipt,
  sums: ReceiptSums,
  facts: ProtectionFacts,
  isBusy: boolean,
): Sentence {
  const when = formats.within(receipt.endedAt, facts.now);
  const kept = `${counted(sums.stored, 'message')} ${agree(sums.stored, 'is', 'are')} here and stay${agree(sums.stored, 's', '')} here.`;
  if (isBusy) {
    return {
      tone: 'busy',
      title: 'The copy goes on where it stopped.',
      text: kept,
      brief: 'Copying',
      action: null,
    };
  }
  if (receipt.reason === null) {
    return {
      tone: 'gap',
      title: `You stopped the copy ${when}.`,
      text: `${kept} It goes on where it was.`,
      brief: 'Stopped',
      action: 'go-on',
    };
  }
  const sentence = FAULT_SENTENCES[receipt.reason];
  return {
    tone: 'gap',
    title: `The last copy stopped ${when}.`,
    text: `${sentence.happened} ${kept} ${sentence.todo}`.trim(),
    brief: 'Stopped',
    action: receipt.reason === 'signed-out' ? 'sign-in' : 'go-on',
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
