import './settings.css';
import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { SignIn } from '../../model/platform.ts';
import type { Settings } from '../../model/settings.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { signInAgain } from '../consent.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { ActButton } from '../parts/act-button.tsx';
import { CheckSettings } from '../parts/check-settings.tsx';
import { CloudForm, cloudWords } from '../parts/cloud-form.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Storage } from '../parts/home-aside.tsx';
import { LockSettings } from '../parts/lock-settings.tsx';
import { FaultNote } from '../parts/note.tsx';
import { RetentionSettings } from '../parts/retention-settings.tsx';
import { useTitle } from '../parts/use-title.ts';
import { useAnswer } from '../use-engine.ts';

/** One page, no tabs; each line says what is so now, then what can be changed. */
export function SettingsPage() {
  const face = useFace();
  const settings = face.settings.value;
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const change = (part: Partial<Settings>) => {
    face.settings.value = { ...face.settings.peek(), ...part };
    face.platform.saveSettings(face.settings.peek());
  };
  useTitle('Settings');
  const status = face.status.value;
  return (
    <div class="page settings">
      <h1>Settings</h1>
      <p>Nothing here touches what is kept.</p>
      {fault.value && <FaultNote fault={fault.value} />}
      <section aria-labelledby="sign-in">
        <h2 id="sign-in">Sign-in and rights</h2>
        {(face.signIns.value ?? []).map((signIn) => (
          <SignInLines key={signIn.account.id} signIn={signIn} onFault={note} />
        ))}
        {face.signIns.value?.length === 0 && (
          <>
            <p>Nobody is signed in. What is kept can be read all the same.</p>
            <ActButton act={() => signInAgain(face, undefined)} onFault={note}>
              Sign in with Microsoft
            </ActButton>
          </>
        )}
        <p>
          Signs in at {cloudWords(settings.cloud)}, with{' '}
          {settings.clientId === ''
            ? 'the registration built into Holdfast'
            : `your own registration ${settings.clientId}`}
          .
        </p>
        <details>
          <summary>Another cloud, or my own client id…</summary>
          <CloudForm />
        </details>
      </section>
      <section aria-labelledby="sources">
        <h2 id="sources">What is kept</h2>
        <p>
          Mail: {status ? formats.count(mailItems(status)) : '…'} messages. It is copied when you
          press <em>Back up now</em>, and a copy that was broken off goes on by itself.
        </p>
      </section>
      <section aria-labelledby="where">
        <h2 id="where">Where it is kept</h2>
        {status && <Storage status={status} />}
        {status && <PlaceSettings status={status} />}
      </section>
      <LockSettings />
      {status && <CheckSettings status={status} />}
      {status && <RetentionSettings status={status} />}
      <section aria-labelledby="look">
        <h2 id="look">Look and keys</h2>
        <label class="choice">
          <input
            type="checkbox"
            checked={settings.density === 'compact'}
            onChange={(event) =>
              change({ density: event.currentTarget.checked ? 'compact' : 'comfortable' })
            }
          />
          <span>Compact lists</span>
          <small>
            {settings.density === 'compact'
              ? 'Lists show two lines a message.'
              : 'Lists show three lines a message.'}
          </small>
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={settings.singleLetterKeys}
            onChange={(event) => change({ singleLetterKeys: event.currentTarget.checked })}
          />
          <span>Keys of a single letter</span>
          <small>
            {settings.singleLetterKeys
              ? 'They are on; ? shows those of a page. None of them writes without a further click.'
              : 'They are off. Function and arrow keys work as ever.'}
          </small>
        </label>
      </section>
      <section aria-labelledby="about">
        <h2 id="about">About Holdfast</h2>
        <p>
          No account with us, no server of ours. Holdfast talks to Microsoft and to your own disk,
          to nothing else. The format of your copy is public: it can be read without Holdfast.
        </p>
      </section>
    </div>
  );
}

/** Fetched with this page, which can be read before it is there. */
function PlaceSettings({ status }: { status: EngineStatus }) {
  const { value: parts, fault } = useAnswer(() => import('../parts/place-settings.tsx'), []);
  if (fault) return <FaultNote fault={fault} />;
  return parts ? <parts.PlaceSettings status={status} /> : null;
}

function mailItems(status: { accounts: { sources: { items: number }[] }[] }): number {
  return status.accounts
    .flatMap(({ sources }) => sources)
    .reduce((sum, { items }) => sum + items, 0);
}

function SignInLines(props: { signIn: SignIn; onFault(fault: Fault | null): void }) {
  const { signIn, onFault } = props;
  const face = useFace();
  const isLeaving = useSignal(false);
  const { account, endsAt, scopes, state } = signIn;
  const canWrite = scopes.some((scope) => /ReadWrite/i.test(scope));
  const leave = () =>
    face.platform.signOut(account.id, new AbortController().signal).then(
      () => onFault(null),
      (error: unknown) => onFault(toFault(error)),
    );
  return (
    <>
      <p>
        <span class="strong">{account.name}</span>, {account.username}.{' '}
        {state === 'ended'
          ? 'Signed out by Microsoft.'
          : endsAt
            ? `Signed in until ${formats.until(endsAt, face.now.value)}.`
            : 'Signed in.'}{' '}
        {canWrite
          ? 'Holdfast may read your mail and, for restoring, write to your mailbox. You can take that back under “Apps and services” of your Microsoft account.'
          : 'Holdfast may read your mail. It can’t change anything with that; restoring asks when it is needed.'}
      </p>
      <div class="line">
        <ActButton class="button small" act={() => signInAgain(face, signIn)} onFault={onFault}>
          Sign in again now
        </ActButton>
        <button
          type="button"
          class="button small"
          onClick={() => {
            isLeaving.value = true;
          }}
        >
          Sign out…
        </button>
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
            What is kept stays kept and can be read. Nothing new is copied until you sign in again.
          </p>
        </Dialog>
      )}
    </>
  );
}
