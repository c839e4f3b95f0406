import type { MirrorStatus, MirrorTrouble } from '../rpc/protocol.ts';
import { type FolderTrouble, folderWords } from './folder-words.ts';
import { agree, counted, formats } from './formats.ts';

/** What a button can do about it; each is one click, or a click and a window. */
export type MirrorHelp =
  | 'allow'
  | 'write-anyway'
  | 'pick-again'
  | 'bring-back'
  | 'try-again'
  | 'check';

/** How the second copy is, for Home and Settings alike. */
export interface MirrorWords {
  /** A few words: "As of 14:12." */
  brief: string;
  /** What happened, what it means for the copy, what to do; or what is so. */
  text: string;
  tone: 'ok' | 'busy' | 'gap';
  /** The first helps most. */
  help: readonly MirrorHelp[];
  /** Nothing gets better before somebody has acted: Home says so, too. */
  needsPerson: boolean;
}

/** `now` in milliseconds since 1970; `first` the folder the copy lies in first, if it lies in one. */
export function mirrorWords(
  mirror: MirrorStatus,
  now: number,
  first: string | null = null,
): MirrorWords {
  const here = first ?? 'this browser';
  if (mirror.running !== null) return runningWords(mirror, mirror.running);
  if (mirror.trouble !== null) {
    return { ...troubleWords(mirror, mirror.trouble, now, here), tone: 'gap' };
  }
  const { lastCompleteAt } = mirror;
  if (behindOf(mirror) !== '') {
    return {
      brief: `${behindOf(mirror)} behind.`,
      text:
        lastCompleteAt === null
          ? 'It is filled after the next copy, or now.'
          : `It is as your copy was ${formats.within(lastCompleteAt, now)}, and is brought up to date after the next copy, or now.`,
      tone: 'busy',
      help: [],
      needsPerson: false,
    };
  }
  return {
    brief: asOfWords(lastCompleteAt, now),
    text:
      lastCompleteAt === null
        ? 'It is filled after the first copy.'
        : `Everything kept in ${here} is there, too. It opens without Microsoft and without Holdfast.`,
    tone: lastCompleteAt === null ? 'busy' : 'ok',
    help: [],
    needsPerson: false,
  };
}

export function asOfWords(lastCompleteAt: string | null, now: number): string {
  return lastCompleteAt === null
    ? 'Nothing is in it yet.'
    : `As of ${formats.short(lastCompleteAt, now)}.`;
}

function runningWords(
  { lastCompleteAt }: MirrorStatus,
  { doneBytes, totalBytes }: NonNullable<MirrorStatus['running']>,
): MirrorWords {
  const what = lastCompleteAt === null ? 'Being filled' : 'Being brought up to date';
  return {
    brief:
      totalBytes === 0
        ? `${what}.`
        : `${what}: ${formats.bytes(doneBytes)} of ${formats.bytes(totalBytes)}.`,
    text: 'It goes on by itself while this browser is open, and where it stopped when it opens again.',
    tone: 'busy',
    help: [],
    needsPerson: false,
  };
}

type Sentences = Omit<MirrorWords, 'tone'>;

const HELP: Readonly<Record<FolderTrouble, readonly MirrorHelp[]>> = {
  permission: ['allow'],
  unreachable: ['try-again', 'pick-again'],
  emptied: ['pick-again'],
  'read-only': ['try-again', 'pick-again'],
  full: ['try-again', 'pick-again'],
  'in-use': ['try-again', 'write-anyway'],
};

function troubleWords(
  mirror: MirrorStatus,
  trouble: MirrorTrouble,
  now: number,
  here: string,
): Sentences {
  const { name, lost } = mirror;
  const behind = behindOf(mirror);
  const goesOn = `The copy in ${here} goes on.`;
  const asOf =
    mirror.lastCompleteAt === null
      ? ''
      : ` What is there is as of ${formats.short(mirror.lastCompleteAt, now)}.`;
  const alone = { needsPerson: false };
  switch (trouble) {
    case 'permission':
    case 'unreachable':
    case 'emptied':
    case 'read-only':
    case 'full':
    case 'in-use': {
      const isAsOf = trouble === 'permission' || trouble === 'read-only';
      const meaning = {
        means: isAsOf ? `${goesOn}${asOf}` : goesOn,
        orElse: ', or pick another one',
        emptied: 'Pick it again, and it is filled from the start.',
        full: `Nothing is lost; what is new waits for room there${behind === '' ? '' : ` (${behind})`}. Free some space on it and try again, or pick a folder on another disk.`,
        inUse:
          'It is tried again after the next copy. If you know that nobody has it open, it can be written all the same.',
      };
      const needsPerson = trouble === 'permission';
      return { ...folderWords(name, trouble, meaning), help: HELP[trouble], needsPerson };
    }
    case 'another-repository':
      return {
        ...alone,
        brief: `What lies in ${name} is another copy, not this one’s.`,
        text: 'Nothing was written to it, and nothing in it was changed. Pick another folder; an empty one is best.',
        help: ['pick-again'],
      };
    case 'damaged':
      return {
        ...alone,
        brief: `Something written to ${name} could not be read back.`,
        text: `The copy in ${here} is not touched by that. What could not be read is written again; if this comes back, don’t rely on that disk.`,
        help: ['try-again', 'pick-again'],
      };
    case 'primary-damaged':
      return {
        ...alone,
        brief: `Something in ${here} is damaged and was not taken over to ${name}.`,
        text: 'What is whole in the folder stays whole. A check names what is affected, and the next copy fetches it again.',
        help: ['check'],
      };
    case 'primary-lost':
      return {
        brief: `${lostIn(lost)} in ${name} and not in ${here}.`,
        text: 'Nobody removed that on purpose. Nothing is removed in the folder, and it can be brought back from there.',
        help: ['bring-back'],
        needsPerson: true,
      };
    case 'failed':
      return {
        ...alone,
        brief: `${name} could not be brought up to date.`,
        text: `${goesOn}${asOf} It is tried again after the next copy.`,
        help: ['try-again', 'pick-again'],
      };
  }
}

/** "3 moments are", "12 files are" */
function lostIn({ snapshots, files }: MirrorStatus['lost']): string {
  return snapshots > 0
    ? `${counted(snapshots, 'moment')} ${agree(snapshots, 'is', 'are')}`
    : `${counted(files, 'file')} ${agree(files, 'is', 'are')}`;
}

/** "3 moments and 12 MB"; empty when it is not behind. */
export function behindOf({ behindSnapshots, behindBytes }: MirrorStatus): string {
  return [
    behindSnapshots > 0 ? counted(behindSnapshots, 'moment') : '',
    behindBytes > 0 ? formats.bytes(behindBytes) : '',
  ]
    .filter(Boolean)
    .join(' and ');
}
