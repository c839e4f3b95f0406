import type { ScrambleAlarm } from '../model/scrambled.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { counted, formats } from './formats.ts';
import { lossWords } from './loss-words.ts';

export interface AlarmWords {
  title: string;
  text: string;
  /** Before a thinning that was asked for, and with it once more. */
  question: string;
  warning: string;
}

/** What somebody has to look at before anything is thinned out; what was spoiled comes first. */
export function alarmWords(
  status: Pick<EngineStatus, 'lossAlarm' | 'scrambleAlarm'>,
): AlarmWords | null {
  const { scrambleAlarm, lossAlarm } = status;
  if (scrambleAlarm !== null) return scrambleWords(scrambleAlarm);
  return lossAlarm === null ? null : lossWords(lossAlarm);
}

/** Much became unreadable: what is so, what the copy has of it, and what waits for a word. */
export function scrambleWords(alarm: ScrambleAlarm): AlarmWords {
  const { source, count, isMore, folders, names, ending, before } = alarm;
  const things = counted(count, source === 'mail' ? 'message' : 'file');
  const title = `${isMore ? 'More than ' : ''}${things} became unreadable, as encryption leaves them.`;
  const [first, second] = names.map((name) => `“${name}”`);
  const some = first === undefined ? '' : second === undefined ? first : `${first}, ${second}`;
  const where = folders === 1 ? 'in one folder' : `in ${counted(folders, 'folder')}`;
  const what = `${some}${count > 2 ? ' and others' : ''}, ${where}`;
  const called = ending === null ? '' : ` Their names end with “${ending}” now.`;
  const kept =
    before === null
      ? 'Earlier copies have them as they were.'
      : `Your copy of ${formats.day(before.at)}, ${formats.time(before.at)}, has them as they were.`;
  return {
    title,
    text: `${what}.${called} ${kept} Nothing is thinned out until you say it was you.`,
    question: `${things} became unreadable. Thin out all the same?`,
    warning:
      'They look encrypted. If it was not you, put them back first: a moment that has gone can’t be brought back.',
  };
}
