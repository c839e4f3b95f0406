import type { AccountId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import type { BackupProgress } from '../model/job.ts';
import type { SignIn } from '../model/platform.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { accountLines } from './accounts.ts';
import type { FolderWords } from './folder-words.ts';
import { formats } from './formats.ts';
import { listedOf, SOURCE_WORDS } from './source-words.ts';
import { receiptToTell } from './told-receipt.ts';

/**
 * The state of protection as one sentence, what it means, and what can be done about it. It is
 * worked out in one place (`protectionOf`), so that bar, Home and its title never say different
 * things.
 */
export interface Protection {
  /** `ok`: nothing is missing. `gap`: something is, or nothing new comes in. `none`: no copy yet. */
  tone: 'ok' | 'gap' | 'busy' | 'none';
  title: string;
  text: string;
  /** The same where nothing stands below the sentence. */
  textAlone?: string;
  /** A few words for the bar. */
  brief: string;
  action: ProtectionAction | null;
  /** The run that goes on now, whatever the sentence is about. */
  job: BackupProgress | null;
}

type ProtectionAction =
  | 'sign-in'
  | 'back-up'
  | 'go-on'
  | 'organisation'
  /** Settings asks Microsoft for what is missing. */
  | 'allow'
  | 'accept'
  | 'unlock'
  | 'folder'
  | 'show-extension';

export interface ProtectionFacts {
  status: EngineStatus;
  signIns: readonly SignIn[];
  online: boolean;
  now: number;
  /** This is the page on the web, and the extension is in this browser, too. Default false. */
  isBesideExtension?: boolean;
}

/** A state without the run beside it. */
export type Sentence = Omit<Protection, 'job'>;

/** What is hit is named beside it, with the button: a copy with a hole is never called whole. */
export const DAMAGED: Sentence = {
  tone: 'gap',
  title: 'Not all of your copy can be read.',
  text: 'What is hit is named below. The next copy fetches again what Microsoft still has.',
  textAlone: 'Holdfast names what is hit. The next copy fetches again what Microsoft still has.',
  brief: 'Damaged',
  action: null,
};

/** The folder the copy lies in can't be used: what is in it can't be called safe. */
export function folderSentence({ brief, text }: FolderWords): Sentence {
  return { tone: 'gap', title: brief, text, brief: 'Folder not available', action: 'folder' };
}

/** The first thing said of a copy that can't be read here: nothing else of it is known. */
export const LOCKED: Sentence = {
  tone: 'gap',
  title: 'Your copy is locked.',
  text: 'Nothing of it has changed. Reading it, copying and restoring need your passphrase.',
  brief: 'Locked',
  action: 'unlock',
};

/** The copy is not what was here the last time: said before anything is written to it. */
export const TROUBLES: Readonly<
  Record<Exclude<EngineStatus['repository']['trouble'], 'elsewhere' | null>, Sentence>
> = {
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

/** The extension has kept the copy since: what is here is older, and is read and not added to. */
export function elsewhereSentence({ status, now, isBesideExtension }: ProtectionFacts): Sentence {
  const { lastSnapshotAt: at } = status.repository;
  const asOf = at ? `, as of ${formats.short(at, now)}` : '';
  if (isBesideExtension) {
    return {
      tone: 'none',
      title: `This is the older copy${asOf}.`,
      text: 'The extension keeps your copy now. Nothing is added to this one.',
      brief: 'Older copy',
      action: 'show-extension',
    };
  }
  const next = at ? `This page can go on with its own${asOf}.` : 'Nothing is kept in this page.';
  return {
    tone: 'gap',
    title: 'The extension that kept your copy is not here any more.',
    text: `If it was removed, its copy went with it. ${next}`,
    brief: 'No extension',
    action: 'accept',
  };
}

/** The person's own doing, and still nothing new is kept. */
export const ALL_TURNED_OFF: Sentence = {
  tone: 'gap',
  title: 'Nothing new is copied: every source is turned off.',
  text: 'What is kept stays kept. Settings turns each of them on again.',
  brief: 'Turned off',
  action: 'allow',
};

export const OPENING: Sentence = {
  tone: 'busy',
  title: 'Opening your copy…',
  text: 'Nothing is asked of Microsoft for that.',
  brief: 'Opening',
  action: null,
};

export function nothingYet(): Sentence {
  return {
    tone: 'none',
    title: 'Nothing is kept yet.',
    text: 'The first copy takes a while and can be stopped and continued at any time. The newest messages come first.',
    brief: 'No copy yet',
    action: 'back-up',
  };
}

/** Somebody was signed in beside those who are kept. */
export function notCopiedYet(username: string): Sentence {
  return { ...nothingYet(), tone: 'gap', title: `Nothing of ${username} is kept yet.` };
}

/** It was chosen, and nothing of it is kept, or Microsoft doesn't let it be read. */
export function sourceNotCopied(of: {
  source: SourceName;
  isKept: boolean;
  isAllowed: boolean;
}): Sentence {
  const { your } = SOURCE_WORDS[of.source];
  const missing = `Microsoft has not allowed Holdfast to read ${your}${of.isKept ? ', or has taken that back. What is kept stays kept.' : '.'} Everything else goes on.`;
  return {
    tone: 'gap',
    title: of.isKept ? `Nothing new of ${your} is copied.` : `Nothing of ${your} is kept yet.`,
    text: of.isAllowed
      ? 'The first copy takes a while and can be stopped and continued at any time.'
      : missing,
    brief: 'Not all is copied',
    action: of.isAllowed ? 'back-up' : 'allow',
  };
}

/** Of everything, or of a source that comes to what is kept. `first`: all that are first copies. */
export function firstCopySentence(
  job: BackupProgress,
  first: readonly BackupProgress[],
  facts: ProtectionFacts,
): Sentence {
  const named = nameAmong(facts, job.account);
  const own = first.filter(({ account }) => account === job.account);
  const isAdded = facts.status.lastReceipts.some(({ of }) => of.account === job.account);
  const what = named ?? (isAdded ? SOURCE_WORDS[job.source].your : null);
  return {
    tone: 'busy',
    title: `${what ? `The first copy of ${what}` : 'Your first copy'} is on its way${progressOf(own)}.`,
    text:
      facts.status.repository.snapshots > 0
        ? 'You can already read what is here.'
        : 'The newest come first, and can be read in a minute at most.',
    brief: 'First copy',
    action: null,
  };
}

/** ": 12,300 of about 41,900", or what is known when the total is not. */
function progressOf(jobs: readonly BackupProgress[]): string {
  const done = jobs.reduce((sum, { messages }) => sum + messages.done, 0);
  const total = jobs.reduce((sum, { messages }) => sum + (messages.total ?? Number.NaN), 0);
  const sources = jobs.map(({ source }) => source);
  if (Number.isNaN(total)) return done === 0 ? '' : `: ${listedOf(done, sources)}`;
  return `: ${formats.count(done)} of about ${formats.count(Math.max(done, total))}`;
}

export function offlineSentence({ status, now }: ProtectionFacts): Sentence {
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

/** The address, where there are several accounts one could mean; null where there is one. */
function nameAmong({ status, signIns }: ProtectionFacts, id: AccountId | undefined): string | null {
  const known = accountLines(status, signIns);
  if (known.length < 2) return null;
  return known.find(({ account }) => account.id === id)?.account.username ?? null;
}

export function signedOutSentence(facts: ProtectionFacts, signIn: SignIn | undefined): Sentence {
  const endsAt = signIn?.endsAt ?? null;
  const named = nameAmong(facts, signIn?.account.id);
  const at = facts.status.repository.lastSnapshotAt;
  const whole = receiptToTell(facts.status, facts.signIns)?.verdict === 'complete';
  const here = !at
    ? 'Nothing is kept yet.'
    : `Your copy is here${whole ? ' and whole' : ''} up to ${formats.short(at, facts.now)}.`;
  const isOver = endsAt !== null && Date.parse(endsAt) <= facts.now;
  return {
    tone: 'gap',
    title: isOver
      ? `Microsoft ended ${named ? `the sign-in of ${named}` : 'your sign-in'} ${formats.within(endsAt, facts.now)}.`
      : `Microsoft asks you to sign in again${named ? ` as ${named}` : ''}.`,
    text: `That is normal${isOver ? ': it ends every browser sign-in after 24 hours.' : ' after the browser was closed, and when your password was changed.'} ${here} Nothing new ${named ? 'of that account ' : ''}is being copied until you sign in again.`,
    brief: 'Signed out',
    action: 'sign-in',
  };
}
