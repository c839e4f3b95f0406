import type { EngineStatus } from '../rpc/protocol.ts';
import { agree, counted } from './formats.ts';

export type LossAlarm = NonNullable<EngineStatus['lossAlarm']>;

/** Much went at once: what is so, what it means for the copy, and what is asked before it is thinned. */
export function lossWords({ count, folders }: LossAlarm) {
  const things = counted(count, 'thing');
  const places = folders === 1 ? 'one folder' : counted(folders, 'folder');
  return {
    title: `${things} went from Microsoft in the last week, more than usual.`,
    text: `${agree(count, 'It is', 'They are')} kept here, from ${places}. Nothing is thinned out until you say it was you.`,
    /** Before a thinning that was asked for, and with it once more. */
    question: `${things} went in the last week. Thin out all the same?`,
    warning:
      'That is more than usual. If it was not you, look at what went first: a moment that has gone can’t be brought back.',
  };
}
