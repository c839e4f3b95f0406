import { useSignal } from '@preact/signals';
import { type Fault, isFault } from '../../model/fault.ts';
import { isPersonal, mayRead } from '../../model/sources.ts';
import { accountLines } from '../accounts.ts';
import { addSource } from '../add-source.ts';
import { chosenSources } from '../copies.ts';
import { useFace } from '../face.ts';
import { ActButton } from './act-button.tsx';
import { FaultNote } from './note.tsx';
import { OrganisationDecides } from './organisation-decides.tsx';

/** In place of chats: why there are none yet, and what can be done. */
export function NoChats() {
  const face = useFace();
  const fault = useSignal<Fault | null>(null);
  const isBlocked = useSignal(false);
  const lines = accountLines(face.status.value, face.signIns.value ?? []);
  const able = lines.filter(({ account }) => !isPersonal(account.id));
  if (lines.length > 0 && able.length === 0) {
    return (
      <div class="page">
        <h1>Microsoft offers no way to copy the chats of a personal account.</h1>
        <p>
          No program can read them but Microsoft’s own. Chats of a work or school account can be
          kept here. Nothing is wrong with your account or with your copy.
        </p>
      </div>
    );
  }
  const line = able.find(({ signIn }) => signIn !== null && signIn.state !== 'ended');
  const isChosen = able.some(
    ({ account, signIn }) =>
      chosenSources(face.status.value, account.id, signIn).includes('chats') &&
      mayRead('chats', signIn?.scopes ?? []),
  );
  if (isChosen) {
    return (
      <div class="page">
        <h1>No chats are kept yet.</h1>
        <p>
          They appear here as soon as the first copy has read them. <a href="/">Go to Home</a>
        </p>
      </div>
    );
  }
  const start = async () => {
    const signIn = line?.signIn;
    if (!signIn) return;
    try {
      await addSource(face, signIn, 'chats');
      isBlocked.value = false;
    } catch (error) {
      if (!isFault(error, 'consent-required')) throw error;
      isBlocked.value = true;
    }
  };
  return (
    <div class="page">
      <h1>
        {isBlocked.value ? 'Your organisation decides about chats.' : 'No chats are kept yet.'}
      </h1>
      <p>
        {isBlocked.value
          ? 'An administrator has to allow reading chats through this app. You haven’t done anything wrong, and everything else goes on being copied.'
          : 'Holdfast can keep your Teams chats: every message with its pictures and files, also what is edited or deleted later. It asks only to read.'}
      </p>
      {fault.value && <FaultNote fault={fault.value} />}
      {isBlocked.value && <OrganisationDecides source="chats" />}
      {line ? (
        <ActButton
          class={isBlocked.value ? 'button' : 'button primary'}
          cannotBecause={face.online.value ? null : 'No network'}
          act={start}
          onFault={(found) => {
            fault.value = found;
          }}
        >
          {isBlocked.value ? 'Check again' : 'Allow and copy your chats…'}
        </ActButton>
      ) : (
        <p>
          <a href="/welcome?step=sign-in">Sign in</a> to begin.
        </p>
      )}
    </div>
  );
}
