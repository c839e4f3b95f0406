import type { AccountId } from '../model/ids.ts';
import type { SignIn } from '../model/platform.ts';
import { askedToRead, mayReadChannels } from '../model/sources.ts';
import { askToRead } from './consent.ts';
import type { Face } from './face.ts';
import type { AskedBeside } from './parts/organisation-decides.tsx';

/**
 * Copies the channels of the person's teams beside their chats from now on. Microsoft is asked for the
 * right first where it is missing: call it from a click. Fault `consent-required` when it says no, which
 * it does until an administrator has agreed; nothing has changed then.
 */
export async function addChannels(face: Face, signIn: SignIn): Promise<void> {
  if (!mayReadChannels(signIn.scopes)) await askToRead(face, 'channels', signIn);
  const { account } = signIn;
  await choose(face, account.id, true);
  await face.engine.startBackup(account, ['chats']);
}

/** Copies them no more; what is kept stays. */
export function leaveOutChannels(face: Face, account: AccountId): Promise<void> {
  return choose(face, account, false);
}

async function choose({ engine }: Face, account: AccountId, channels: boolean): Promise<void> {
  const choice = await engine.readChoice(account, 'chats');
  await engine.writeChoice(account, 'chats', { ...choice, channels });
}

/** What whoever looks after Microsoft 365 is asked for. */
export const CHANNELS_ASKED: AskedBeside = {
  scopes: askedToRead('channels'),
  mine: 'the channels of my teams',
  text: (link) =>
    [
      'I would like to keep my own copy of the channels of my teams with Holdfast. Microsoft wants an administrator to allow that first.',
      '',
      `To look at it and decide: ${link}`,
      '',
      `What it allows: people who sign in to this app may let it read the channels of teams they are a member of, and files they can open (delegated permissions ${askedToRead('channels').join(', ')}). It can read nothing that the person who signed in can’t read in Teams.`,
      'What it does not allow: sending, changing or deleting anything, or reading anything while nobody is signed in. Holdfast runs in the person’s own browser and has no server; the copy stays on their computer.',
      'It can be taken back at any time under Enterprise applications in the Entra admin center.',
    ].join('\n'),
};
