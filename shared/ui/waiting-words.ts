import type { BackupProgress } from '../model/job.ts';
import { counted, formats } from './formats.ts';
import {
  offlineSentence,
  type ProtectionFacts,
  type Sentence,
  signedOutSentence,
} from './protection-words.ts';
import { FAULT_SENTENCES } from './sentences.ts';
import { SOURCE_WORDS } from './source-words.ts';

/** What a copy waits for; null when it does not wait. */
export function waitingSentence(job: BackupProgress, facts: ProtectionFacts): Sentence | null {
  if (job.state.kind !== 'waiting') return null;
  const { until } = job.state;
  switch (job.state.for) {
    case 'sign-in': {
      const ended = facts.signIns.find((signIn) => signIn.account.id === job.account);
      return signedOutSentence(facts, ended);
    }
    case 'consent':
      return {
        tone: 'gap',
        title: `Your organisation decides about ${SOURCE_WORDS[job.source].name.toLowerCase()}.`,
        text: `An administrator has to allow reading ${SOURCE_WORDS[job.source].your} through this app. You haven’t done anything wrong. What is kept stays kept.`,
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
        text: 'Microsoft lets a program ask only so often within some minutes, and this copy has. It goes on by itself; nothing is lost by waiting.',
        brief: 'Rests for Microsoft’s limit',
        action: null,
      };
    }
    case 'folder':
      return {
        tone: 'gap',
        title: 'The copy waits for its folder.',
        text: `${FAULT_SENTENCES.away.happened} ${FAULT_SENTENCES.away.means}`,
        brief: 'Waits for its folder',
        action: null,
      };
    case 'room-ahead':
      return {
        tone: 'gap',
        title: 'The rest may not fit here.',
        text: 'Everything so far is kept. Free some space, choose fewer files in Settings, or go on anyway.',
        brief: 'Asks about room',
        action: 'go-on',
      };
    case 'metered':
      return {
        tone: 'gap',
        title: 'The copy waits for a connection that isn’t metered.',
        text: 'Names and changes are read. What is in files waits, and goes on by itself with another connection.',
        brief: 'Waits: metered connection',
        action: 'go-on',
      };
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
