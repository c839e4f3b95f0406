import type { SignIn } from '../../shared/model/platform.ts';
import type { EngineStatus } from '../../shared/rpc/protocol.ts';
import { protectionOf } from '../../shared/ui/protection.ts';
import type { Protection } from '../../shared/ui/protection-words.ts';
import type { Signal } from '../messages.ts';

export interface SignalFacts {
  status: EngineStatus;
  signIns: readonly SignIn[];
  online: boolean;
  now: number;
}

/**
 * What the toolbar's mark says, and what is worth a notification: only what needs the person and
 * would otherwise be seen too late. The same note has the same id, and is shown once.
 */
export function signalOf(facts: SignalFacts): Signal {
  const { signIns, status, now } = facts;
  const protection = protectionOf(facts);
  const signal = { to: 'signal', title: `Holdfast: ${protection.brief}`, note: null } as const;
  const ended = signIns.find(({ state }) => state === 'ended');
  const ending = signIns.find(({ state }) => state === 'ending');
  if (ended) return { ...signal, badge: 'key', note: signInNote(ended, now, protection) };
  if (ending) {
    const title = `Microsoft ends your sign-in at ${timeOf(ending.endsAt)}.`;
    const text = 'Renew it now: one click. Until then everything goes on.';
    return { ...signal, badge: 'key', note: { id: `ending ${ending.endsAt}`, title, text } };
  }
  if (status.repository.lock === 'locked') return { ...signal, badge: 'locked' };
  if (status.jobs.some(({ state }) => state.kind === 'running')) {
    return { ...signal, badge: 'running' };
  }
  return {
    ...signal,
    badge: protection.tone === 'gap' ? 'gap' : 'none',
    note: gapNote(protection),
  };
}

function signInNote(ended: SignIn, now: number, protection: Protection): Signal['note'] {
  const isSaid = protection.action === 'sign-in';
  const isOver = ended.endsAt !== null && Date.parse(ended.endsAt) <= now;
  return {
    // One note for each sign-in that has ended.
    id: `ended ${ended.endsAt}`,
    title: isSaid
      ? protection.title
      : isOver
        ? `Microsoft ended your sign-in at ${timeOf(ended.endsAt)}.`
        : 'Microsoft asks you to sign in again.',
    text: isSaid ? protection.text : 'Nothing new is copied until you sign in again.',
  };
}

/** Trouble that stops copying until the person has decided; a single missing item can wait. */
function gapNote({ action, title, text }: Protection): Signal['note'] {
  return action === 'accept' ? { id: `accept ${title}`, title, text } : null;
}

function timeOf(at: string | null): string {
  if (at === null) return 'an unknown time';
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}
