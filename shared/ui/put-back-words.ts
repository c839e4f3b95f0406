import type { PutBackPlan, PutBackUnit, PutBackWay } from '../model/put-back.ts';
import type { RestoredItem } from '../model/restore.ts';
import { agree, counted, formats } from './formats.ts';

export type PutBackKind = PutBackWay['kind'];

/** Why a conversation does not simply come back. */
export const NO_HISTORY =
  'Microsoft lets no program write what others said, or what was said before, into a chat: it can’t be made again as it was.';

export const WAY_WORDS: Readonly<
  Record<
    PutBackKind,
    {
      menu: string;
      title: string;
      /** What it does instead, after `NO_HISTORY`. */
      instead: string;
      act: string;
      busy: string;
      one: string;
      done: string;
      here: string;
      undo: string;
      undone: string;
      /** What Microsoft asks for. */
      consent: string;
    }
  >
> = {
  mail: {
    menu: 'Send to my mailbox…',
    title: 'Send to my mailbox',
    instead:
      'It can lie in your mailbox, in Conversation History: a message for each day, with its dates, people, pictures and files. Outlook finds it there. Nobody is sent anything.',
    act: 'Put into my mailbox',
    busy: 'Writing…',
    one: 'day',
    done: 'in Conversation History now',
    here: 'there already',
    undo: 'Take out again',
    undone: 'moved to Deleted Items',
    consent: 'write into your mailbox',
  },
  post: {
    menu: 'Post again…',
    title: 'Post again',
    instead:
      'You can post it again, as yourself and now, quoted with who wrote it and when. Everybody in the chat sees that.',
    act: 'Post this',
    busy: 'Posting…',
    one: 'post',
    done: 'posted, read back and compared',
    here: 'posted before, and there still',
    undo: 'Delete the post',
    undone: 'deleted in the chat',
    consent: 'send messages to chats as you',
  },
  files: {
    menu: 'Put its files back…',
    title: 'Put its files back',
    instead:
      'The files that were shared in it can come into a folder of your own OneDrive, where only you see them. Links in transcripts and mails made later lead there.',
    act: 'Put into my OneDrive',
    busy: 'Sending…',
    one: 'file',
    done: 'in your OneDrive now',
    here: 'there already',
    undo: 'Take out again',
    undone: 'moved to the recycle bin',
    consent: 'write into your OneDrive',
  },
};

/** "1 day", "4 posts": what a plan writes when all of it is chosen. */
export function unitWords(kind: PutBackKind, count: number): string {
  return counted(count, WAY_WORDS[kind].one);
}

/** What becomes of one unit, in a few words. */
export function fateOfUnit(kind: PutBackKind, { planned, messages }: PutBackUnit): string {
  const { here } = WAY_WORDS[kind];
  if (planned.outcome === 'cannot') {
    return kind === 'files' ? 'not in the copy' : 'can’t be written';
  }
  if (planned.outcome === 'here') return here;
  const parts = [
    // A post of several is called by how many they are.
    kind === 'mail' ? counted(messages, 'message or event', 'messages and events') : '',
    planned.outcome === 'move-back'
      ? 'comes back from Deleted Items'
      : formats.bytes(planned.sendBytes),
    planned.replaces === true ? 'in place of what was put there of it before' : '',
    ...planned.willDiffer
      .filter(({ property }) => property === 'name')
      .map(({ is }) => `as “${is}”, the name is taken`),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export function isWrittenUnit({ planned }: PutBackUnit): boolean {
  return planned.outcome === 'make-again' || planned.outcome === 'move-back';
}

/** Above a plan in which nothing is to be done. */
export function nothingToDo(plan: PutBackPlan): string {
  const isHere = plan.units.every(({ planned }) => planned.outcome === 'here');
  return isHere
    ? `All of it is ${WAY_WORDS[plan.way].here}. There is nothing to do.`
    : 'Nothing of it can be written.';
}

/** How a run ended, in one sentence. */
export function resultSentence(
  kind: PutBackKind,
  isUndo: boolean,
  items: readonly RestoredItem[],
): string {
  const count = (...states: RestoredItem['state'][]) =>
    items.filter(({ state }) => states.includes(state)).length;
  const { done, here, undone } = WAY_WORDS[kind];
  const [worked, left, failed] = [count('equal', 'differs'), count('left-alone'), count('failed')];
  const parts = [
    worked > 0
      ? `${unitWords(kind, worked)} ${agree(worked, 'is', 'are')} ${isUndo ? undone : done}`
      : '',
    left > 0
      ? `${unitWords(kind, left)} ${agree(left, 'was', 'were')} ${isUndo ? 'changed or gone since, and left alone' : `${here}, and left alone`}`
      : '',
    failed > 0 ? `${unitWords(kind, failed)} could not be written` : '',
  ];
  const told = parts.filter((part) => part !== '');
  return told.length === 0 ? 'Nothing was written.' : `${told.join('; ')}.`;
}
