import './welcome.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { type Fault, isFault, toFault } from '../../model/fault.ts';
import { hostOf } from '../cloud-words.ts';
import { MAIL_READ } from '../consent.ts';
import { useFace } from '../face.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Icon, Mark } from '../parts/icon.tsx';
import { FaultNote, Note } from '../parts/note.tsx';
import { OrganisationDecides } from '../parts/organisation-decides.tsx';
import { OtherCloud } from '../parts/other-cloud.tsx';
import { useTitle } from '../parts/use-title.ts';
import { WhereStep } from '../parts/where-step.tsx';

type Step = 'where' | 'sign-in' | 'what';

const STEPS: readonly { step: Step | 'first-copy'; label: string }[] = [
  { step: 'where', label: 'Where to keep it' },
  { step: 'sign-in', label: 'Sign in with Microsoft' },
  { step: 'what', label: 'What to keep' },
  { step: 'first-copy', label: 'First copy' },
];

/** First run: where to keep it, sign in, what to keep, first copy. Any step can be left. */
export function Welcome() {
  const face = useFace();
  const { query, route } = useLocation();
  const asked = STEPS.find(({ step }) => step === query.step)?.step;
  const signIn = face.signIns.value?.find(({ state }) => state !== 'ended');
  // A sign-in that went through this window comes back to the step it left from.
  const isSignedIn =
    signIn !== undefined && MAIL_READ.every((scope) => signIn.scopes.includes(scope));
  const step: Step =
    asked === 'what' || (asked === 'sign-in' && !isSignedIn)
      ? asked
      : asked === 'sign-in' || (signIn && asked === undefined)
        ? 'what'
        : 'where';
  const go = (to: Step) => route(`/welcome?step=${to}`);
  useTitle(STEPS.find((known) => known.step === step)?.label ?? 'Welcome');
  useEffect(() => {
    document.querySelector<HTMLElement>('.welcome h1')?.focus();
  }, [step]);
  // A browser that forgot its sign-ins may still hold a copy; that is known a moment later.
  const hasCopy = (face.status.value?.repository.snapshots ?? 0) > 0;
  useEffect(() => {
    if (hasCopy && asked === undefined) route('/', true);
  }, [hasCopy, asked]);
  return (
    <div class="welcome">
      <aside class="steps" aria-label="Steps">
        <span class="logo">
          <Mark size={24} />
          <span>Holdfast</span>
        </span>
        <ol>
          {STEPS.map(({ step: known, label }, index) => (
            <StepLine
              key={known}
              number={index + 1}
              label={label}
              remark={
                known === 'where'
                  ? (face.status.value?.first.folder ?? 'This browser')
                  : known === 'sign-in'
                    ? signIn?.account.username
                    : undefined
              }
              at={index - STEPS.findIndex((other) => other.step === step)}
            />
          ))}
        </ol>
        <p>
          No account with us, no server of ours. Holdfast talks to Microsoft and to your own disk,
          to nothing else.
        </p>
      </aside>
      <main id="page" data-pane>
        {step === 'where' && <WhereStep onGo={() => go(signIn ? 'what' : 'sign-in')} />}
        {step === 'sign-in' && <SignInStep onSignedIn={() => go('what')} />}
        {step === 'what' && <What />}
      </main>
    </div>
  );
}

function StepLine(props: {
  number: number;
  label: string;
  remark: string | undefined;
  /** Below 0: done; 0: here; above: to come. */
  at: number;
}) {
  const { at } = props;
  return (
    <li class={at < 0 ? 'done' : at === 0 ? 'at' : ''} aria-current={at === 0 ? 'step' : undefined}>
      <i>{at < 0 ? <Icon name="done" /> : props.number}</i>
      <span>
        {props.label}
        {at < 0 && <span class="heard">, done</span>}
      </span>
      {at < 0 && props.remark && <small>{props.remark}</small>}
    </li>
  );
}

function SignInStep({ onSignedIn }: { onSignedIn(): void }) {
  const face = useFace();
  const { route } = useLocation();
  const fault = useSignal<Fault | null>(null);
  const { cloud } = face.settings.value;
  const login = hostOf(cloud.login);
  const signIn = async () => {
    try {
      await face.platform.signIn(MAIL_READ, null, new AbortController().signal);
      onSignedIn();
    } catch (error) {
      if (!isFault(error, 'consent-required')) throw error;
      route('/welcome?step=what&waits=mail');
    }
  };
  return (
    <>
      <h1 tabIndex={-1}>Sign in with Microsoft.</h1>
      <p class="under">
        Microsoft will ask whether Holdfast may <b>read your mail</b>. It can’t change anything with
        that.
      </p>
      <ul class="sources">
        <li>
          <Icon name="key-large" />
          {cloud.name === 'custom' ? (
            <>
              <h2>This isn’t Microsoft</h2>
              <p>
                The window that opens is at <b>{login}</b>, which is set here in Microsoft’s place.
                Enter a password there only if you know who runs it.
              </p>
            </>
          ) : (
            <>
              <h2>Is this really Microsoft?</h2>
              <p>
                The window that opens must begin with <b>{login}</b>. Holdfast never sees your
                password.
              </p>
            </>
          )}
        </li>
        <li>
          <Icon name="clock-large" />
          <h2>How long it lasts</h2>
          <p>
            Microsoft ends every browser sign-in after 24 hours. Your copy can be read all the same.
          </p>
        </li>
      </ul>
      {fault.value && <SignInFault fault={fault.value} />}
      <div class="go">
        <ActButton
          class="button primary"
          act={signIn}
          cannotBecause={face.online.value ? null : 'No network'}
          onFault={(found) => {
            fault.value = found;
          }}
        >
          Sign in
        </ActButton>
        <button type="button" class="button plain" onClick={() => route('/welcome?step=where')}>
          Back
        </button>
      </div>
      <OtherCloud class="other-cloud" />
    </>
  );
}

/** Without a registration there is no window to open; that is said, with the way out below. */
function SignInFault({ fault }: { fault: Fault }) {
  if (fault.code !== 'unsupported') return <FaultNote fault={fault} />;
  return (
    <div role="alert">
      <Note kind="gap">
        <p class="strong">This Holdfast has no registration at Microsoft built in.</p>
        <p>Nothing was asked of Microsoft. Enter the client id of your own registration below.</p>
      </Note>
    </div>
  );
}

function What() {
  const face = useFace();
  const { query, route } = useLocation();
  const fault = useSignal<Fault | null>(null);
  const signIn = face.signIns.value?.find(({ state }) => state !== 'ended');
  const mayRead = signIn?.scopes.some((scope) => /^Mail\.Read/i.test(scope)) ?? false;
  const waits = query.waits === 'mail' || (signIn !== undefined && !mayRead);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const check = async () => {
    try {
      await face.platform.signIn(
        MAIL_READ,
        signIn?.account.id ?? null,
        new AbortController().signal,
      );
      route('/welcome?step=what', true);
    } catch (error) {
      if (isFault(error, 'consent-required')) {
        face.announcement.value = 'Not allowed yet.';
        return;
      }
      throw toFault(error);
    }
  };
  const start = async () => {
    if (!signIn) return route('/welcome?step=sign-in');
    await face.engine.startBackup(signIn.account, ['mail']);
    route('/', true);
  };
  return (
    <>
      <h1 tabIndex={-1}>{waits ? 'Mail needs your organisation.' : 'What should be kept?'}</h1>
      <p class="under">
        {waits
          ? 'Holdfast asks only to read. Your organisation has kept the decision about mail for its administrators.'
          : 'Holdfast asks only to read. One source is asked for at a time.'}
      </p>
      <ul class="sources">
        <li>
          <Icon name="mail-large" />
          <h2>Mail</h2>
          {waits ? (
            <span class="tag waits">
              <Icon name="organisation" />
              Your organisation decides
            </span>
          ) : (
            <span class="tag may">
              <Icon name="complete" />
              {mayRead ? 'Allowed' : 'You may decide'}
            </span>
          )}
          <p>
            {waits
              ? 'Microsoft told us: an administrator has to allow reading mail through this app. You haven’t done anything wrong.'
              : 'Every folder with its messages, attachments, dates, flags and categories. The newest come first; the first copy can be stopped and continued at any time.'}
          </p>
          {waits && <OrganisationDecides />}
        </li>
      </ul>
      {fault.value && <FaultNote fault={fault.value} />}
      <div class="go">
        {waits ? (
          <ActButton class="button primary" act={check} onFault={note}>
            Check again
          </ActButton>
        ) : (
          <ActButton class="button primary" act={start} onFault={note}>
            {signIn ? 'Start the first copy' : 'Sign in first'}
          </ActButton>
        )}
        {waits && <span class="caption">Waiting costs nothing; you can leave this page.</span>}
      </div>
    </>
  );
}
