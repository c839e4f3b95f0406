import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { AccountId } from '../../model/ids.ts';
import { type AccountLine, accountLines } from '../accounts.ts';
import { cloudWords } from '../cloud-words.ts';
import { MAIL_READ, signInAgain } from '../consent.ts';
import { chosenSources, stopCopies } from '../copies.ts';
import { type Face, useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { listedOf } from '../source-words.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNote } from './note.tsx';
import { OtherCloud } from './other-cloud.tsx';
import { SourceSettings } from './source-settings.tsx';

/** Who is signed in, and what is copied of them; somebody else can be signed in beside them. */
export function AccountSettings(props: { onFault(fault: Fault | null): void }) {
  return (
    <>
      <SignInSettings {...props} />
      <SourceSettings {...props} />
      <FileChoices />
    </>
  );
}

/** For everybody whose files are copied; fetched when there is somebody. */
function FileChoices() {
  const { status, signIns } = useFace();
  const lines = accountLines(status.value, signIns.value ?? []).filter(({ account, signIn }) =>
    chosenSources(status.value, account.id, signIn).includes('drive'),
  );
  const isWanted = lines.length > 0;
  const { value: parts, fault } = useAnswer(
    async () => (isWanted ? import('./drive-choice.tsx') : null),
    [isWanted],
  );
  if (!isWanted) return null;
  return (
    <section aria-labelledby="files">
      <h2 id="files">Files: what is copied</h2>
      {fault && <FaultNote fault={fault} />}
      {parts &&
        lines.map(({ account }) => (
          <div class="part" key={account.id}>
            {lines.length > 1 && <h3 class="cut">{account.username}</h3>}
            <parts.DriveChoice account={account.id} />
          </div>
        ))}
    </section>
  );
}

function SignInSettings({ onFault }: { onFault(fault: Fault | null): void }) {
  const face = useFace();
  const { cloud, clientId } = face.settings.value;
  const signIns = face.signIns.value;
  const lines = accountLines(face.status.value, signIns ?? []);
  const isNobody = signIns?.length === 0;
  return (
    <section aria-labelledby="sign-in">
      <h2 id="sign-in">Sign-in and rights</h2>
      {lines.length > 0 && (
        <ul class="accounts">
          {lines.map((line) => (
            <AccountItem key={line.account.id} line={line} onFault={onFault} />
          ))}
        </ul>
      )}
      {isNobody && <p>Nobody is signed in. What is kept can be read all the same.</p>}
      {lines.length > 1 && (
        <p>
          Everybody who is signed in is copied, each on their own. What is restored goes back to the
          mailbox it came from.
        </p>
      )}
      {signIns && (
        <ActButton
          cannotBecause={face.online.value ? null : 'No network'}
          act={() => signInAnother(face)}
          onFault={onFault}
        >
          {isNobody ? 'Sign in with Microsoft' : 'Sign in with another account…'}
        </ActButton>
      )}
      <p>
        Signs in at {cloudWords(cloud)}, with{' '}
        {clientId === ''
          ? 'the registration built into Holdfast'
          : `your own registration ${clientId}`}
        .
      </p>
      <OtherCloud />
    </section>
  );
}

/** Microsoft shows who is signed in there, and lets the person choose somebody else. */
function signInAnother({ platform }: Face) {
  return platform.signIn(MAIL_READ, null, new AbortController().signal);
}

function AccountItem(props: { line: AccountLine; onFault(fault: Fault | null): void }) {
  const { line, onFault } = props;
  const { account, signIn, kept } = line;
  const face = useFace();
  const isLeaving = useSignal(false);
  const leave = async () => {
    try {
      // What is under way would wait for a sign-in that nobody wants any more.
      await stopCopies(face, account.id);
      await face.platform.signOut(account.id, new AbortController().signal);
      onFault(null);
    } catch (error) {
      onFault(toFault(error));
    }
  };
  const isCopied = kept || face.status.value?.jobs.some((job) => job.account === account.id);
  return (
    <li>
      <p>
        <span class="strong">{account.name}</span>, {account.username}.{' '}
        {stateWords(line, keptWords(face, account.id), face.now.value)}
      </p>
      <div class="line">
        {signIn && !isCopied && signIn.state !== 'ended' && (
          <ActButton
            class="button small primary"
            cannotBecause={face.online.value ? null : 'No network'}
            act={() =>
              face.engine.startBackup(
                account,
                chosenSources(face.status.peek(), account.id, signIn),
              )
            }
            onFault={onFault}
          >
            Start the first copy
          </ActButton>
        )}
        <ActButton
          class="button small"
          act={() => (signIn ? signInAgain(face, signIn) : signInAnother(face))}
          onFault={onFault}
        >
          {signIn ? 'Sign in again now' : 'Sign in again'}
          <span class="heard"> as {account.username}</span>
        </ActButton>
        {signIn && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              isLeaving.value = true;
            }}
          >
            Sign out…<span class="heard"> {account.username}</span>
          </button>
        )}
      </div>
      {isLeaving.value && (
        <Dialog
          title="Sign out here?"
          answer={{ label: 'Sign out', run: leave }}
          leave="Stay signed in"
          onClose={() => {
            isLeaving.value = false;
          }}
        >
          <p>
            What is kept of {account.username} stays kept and can be read. Nothing new of it is
            copied until you sign in again.
          </p>
        </Dialog>
      )}
    </li>
  );
}

/** "20 messages and 6 files and folders kept." */
function keptWords({ status }: Face, id: AccountId): string {
  const kept = status.value?.accounts.find(({ account }) => account.id === id)?.sources ?? [];
  if (kept.length === 0) return 'Nothing of it is kept yet.';
  return `${kept.map(({ source, items }) => listedOf(items, [source])).join(' and ')} kept.`;
}

function stateWords({ signIn }: AccountLine, copy: string, now: number): string {
  if (signIn === null) return `Signed out. ${copy}`;
  const state =
    signIn.state === 'ended'
      ? 'Signed out by Microsoft.'
      : signIn.endsAt
        ? `Signed in until ${formats.until(signIn.endsAt, now)}.`
        : 'Signed in.';
  const canWrite = signIn.scopes.some((scope) => /ReadWrite/i.test(scope));
  const rights = canWrite
    ? 'For restoring, Holdfast may also write. You can take that back under “Apps and services” of your Microsoft account.'
    : 'Holdfast can’t change anything at Microsoft; restoring asks for that when it is needed.';
  return `${state} ${copy} ${rights}`;
}
