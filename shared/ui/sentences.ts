import type { FaultCode } from '../model/fault.ts';

/**
 * Each fault in plain words, in the order a frightened person needs them: what happened, what it
 * means for the copy, what to do. Never a guess, never blame, no exclamation marks.
 */
interface FaultSentence {
  /** What happened, as a whole sentence; for one item where a fault can meet a single item. */
  happened: string;
  /** What it means for the copy. */
  means: string;
  /** What to do; empty when nothing has to be done. */
  todo: string;
}

export const FAULT_SENTENCES: Readonly<Record<FaultCode, FaultSentence>> = {
  'signed-out': {
    happened: 'Microsoft ended your sign-in.',
    means: 'Your copy is here and whole. Nothing new is copied until you sign in again.',
    todo: 'Sign in again.',
  },
  'consent-required': {
    happened: 'Microsoft has not been told yet that this is allowed.',
    means: 'Your copy is as it was. Nothing was read and nothing was changed.',
    todo: 'Allow it in Microsoft’s window, or ask your organisation.',
  },
  forbidden: {
    happened: 'Microsoft does not let this account do that.',
    means: 'Your copy is as it was.',
    todo: 'Ask whoever looks after Microsoft 365 in your organisation.',
  },
  'not-found': {
    happened: 'It is not there any more.',
    means: 'What was kept of it before stays kept.',
    todo: '',
  },
  'cursor-expired': {
    happened: 'Microsoft forgot how far this folder had been read.',
    means: 'The folder is read again from its start. Nothing is fetched twice.',
    todo: '',
  },
  throttled: {
    happened: 'Microsoft asked for a pause, and asked again after every wait.',
    means: 'Nothing is lost by waiting. What is stored stays stored.',
    todo: 'Go on later.',
  },
  offline: {
    happened: 'There was no answer from Microsoft: no network, or a connection that broke.',
    means: 'Your copy is here and can be read. Nothing new is copied meanwhile.',
    todo: 'It goes on when the network is back.',
  },
  'server-error': {
    happened: 'Microsoft’s service failed, and failed again on every try.',
    means: 'Nothing stored is touched. It is asked for again with the next copy.',
    todo: '',
  },
  unreadable: {
    happened: 'Microsoft can’t hand out this one thing, and says that asking again won’t help.',
    means: 'Everything else is copied. It stays on the list of what is missing.',
    todo: 'Open it in Outlook and see whether it can be read there.',
  },
  conflict: {
    happened: 'It was changed somewhere else in the meantime.',
    means: 'Nothing was replaced.',
    todo: 'Look at it again, then decide.',
  },
  'too-large': {
    happened: 'It is larger than Microsoft or this browser takes in one piece.',
    means: 'Everything else goes on.',
    todo: 'Save it as a file instead.',
  },
  'mailbox-full': {
    happened: 'Your mailbox at Microsoft is full.',
    means: 'What is restored already stays. Your copy has everything.',
    todo: 'Make room in the mailbox, then go on.',
  },
  'room-ahead': {
    happened: 'What is still to be copied may not fit into the room that is left here.',
    means: 'Everything so far is kept. The rest waits for your word.',
    todo: 'Free some space, choose less, or go on anyway.',
  },
  metered: {
    happened: 'This connection is metered or very slow, as your browser says.',
    means: 'Names and changes are read; what is in files waits.',
    todo: 'It goes on by itself with another connection, or when you say so.',
  },
  quota: {
    happened: 'This disk, or the browser’s share of it, is full.',
    means: 'Nothing stored is lost; what is new waits for room.',
    todo: 'Free some space on this computer, then go on.',
  },
  corrupt: {
    happened: 'Stored bytes are not what they were.',
    means: 'Nothing was overwritten. Everything else can be read.',
    todo: 'Back up again: what Microsoft still has is fetched anew.',
  },
  held: {
    happened: 'A great deal went from your account at once, or became unreadable.',
    means: 'Nothing that is kept is thinned out meanwhile; everything is still here.',
    todo: 'Home says what; look at it, then say whether that was right.',
  },
  'key-needed': {
    happened: 'Your copy is encrypted and has not been unlocked.',
    means:
      'Nothing of it has changed. It can’t be read and nothing new is copied until you unlock it.',
    todo: 'Type your passphrase or your recovery code.',
  },
  'wrong-password': {
    happened: 'Your copy doesn’t open with that.',
    means: 'Nothing was changed, and you can try as often as you like.',
    todo: 'Look for slips in typing, capital letters and the keyboard’s language. The recovery code opens it as well.',
  },
  'key-damaged': {
    happened: 'The files with the key to your copy are damaged or missing.',
    means: 'Nothing was changed. Without one of them the copy can’t be read.',
    todo: 'Try the recovery code. If that doesn’t help, bring back the folder “keys” from another place where you have this copy.',
  },
  away: {
    happened: 'The folder your copy lies in can’t be used just now.',
    means: 'Nothing in it was changed. Until it is back, nothing of it can be called safe.',
    todo: 'Home says what is the matter and what helps.',
  },
  locked: {
    happened: 'Another window has your copy open and is at work on it.',
    means: 'Your copy is safe. Two can’t write to it at once.',
    todo: 'Go on in the other window, or close it.',
  },
  unsupported: {
    happened: 'This browser lacks something that Holdfast needs.',
    means: 'Nothing was read and nothing was changed.',
    todo: 'Use a current Edge, Chrome, Firefox or Safari, not in a private window.',
  },
  unexpected: {
    happened: 'That didn’t work, and it is our mistake.',
    means: 'What is stored stays stored.',
    todo: 'Try again. If it happens again, copy the details and report them.',
  },
};

/** Why one thing is missing, in one sentence for a ledger; the code comes from outside. */
export function whyMissing(code: string): string {
  return REASONS[code] ?? 'Microsoft did not hand it out.';
}

const REASONS: Readonly<Record<string, string>> = {
  'not-found': 'It went away between being listed and being read.',
  'server-error': 'Microsoft’s service failed each time it was asked for it.',
  unreadable: 'Microsoft can’t hand it out, and says that asking again won’t help.',
  forbidden: 'Microsoft does not let this account read it.',
  conflict: 'It changed while it was being read.',
  'too-large': 'It is larger than this browser can take in.',
  offline: 'The connection broke each time in the middle of it.',
  throttled: 'Microsoft asked for a pause before it could be read.',
  quota: 'There was no room left for it on this disk.',
  corrupt: 'What is stored of it can’t be read.',
  'key-needed': 'Your copy had not been unlocked.',
  away: 'The folder of your copy could not be used.',
  unexpected: 'We failed to read it; that is our mistake.',
};
