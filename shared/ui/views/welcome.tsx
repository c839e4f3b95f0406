import './welcome.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { type Fault, isFault } from '../../model/fault.ts';
import { SOURCE_NAMES, type SourceName } from '../../model/item.ts';
import { mayRead } from '../../model/sources.ts';
import { hostOf } from '../cloud-words.ts';
import { askToRead } from '../consent.ts';
import { useFace } from '../face.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Icon, Mark } from '../parts/icon.tsx';
import { FaultNote, Note } from '../parts/note.tsx';
import { OtherCloud } from '../parts/other-cloud.tsx';
import { useTitle } from '../parts/use-title.ts';
import { WhereStep } from '../parts/where-step.tsx';
import { SOURCE_WORDS } from '../source-words.ts';
import { useAnswer } from '../use-engine.ts';

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
    signIn !== undefined && SOURCE_NAMES.some((source) => mayRead(source, signIn.scopes));
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
  const source = useSignal<SourceName>('mail');
  const { cloud } = face.settings.value;
  const login = hostOf(cloud.login);
  const signIn = async () => {
    try {
      await askToRead(face, source.value, null);
      onSignedIn();
    } catch (error) {
      if (!isFault(error, 'consent-required')) throw error;
      route(`/welcome?step=what&waits=${source.value}`);
    }
  };
  return (
    <>
      <h1 tabIndex={-1}>Sign in with Microsoft.</h1>
      <p class="under">
        Microsoft will ask whether Holdfast may <b>read {SOURCE_WORDS[source.value].your}</b>. It
        can’t change anything with that.
      </p>
      <fieldset class="begin-with">
        <legend>Begin with</legend>
        {SOURCE_NAMES.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="begin-with"
              checked={source.value === name}
              onChange={() => {
                source.value = name;
              }}
            />
            {SOURCE_WORDS[name].name}
          </label>
        ))}
        <span class="caption">The others can follow in the next step.</span>
      </fieldset>
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

/** Fetched when somebody gets there. */
function What() {
  const { value: parts, fault } = useAnswer(() => import('../parts/what-step.tsx'), []);
  if (fault) return <FaultNote fault={fault} />;
  return parts ? <parts.WhatStep /> : null;
}
