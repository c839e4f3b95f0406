import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { type Fault, isFault } from '../../model/fault.ts';
import type { AccountId } from '../../model/ids.ts';
import { SOURCE_NAMES, type SourceName } from '../../model/item.ts';
import { isOffered, mayRead } from '../../model/sources.ts';
import { askToRead } from '../consent.ts';
import { useFace } from '../face.ts';
import { NOT_OFFERED, SOURCE_WORDS } from '../source-words.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { Icon } from './icon.tsx';
import { FaultNote } from './note.tsx';
import { OrganisationDecides } from './organisation-decides.tsx';
import { SourceLarge } from './source-icons.tsx';

/** What is read of a source, said before Microsoft is asked for it. */
const READS: Readonly<Record<SourceName, string>> = {
  mail: 'Every folder with its messages, attachments, dates, flags and categories. The newest come first.',
  drive:
    'Every file and folder of your own OneDrive, with its dates. What others share with you stays theirs and is only named.',
  chats:
    'Every Teams chat with its messages, pictures and reactions, and the files shared in it: for those it asks to read your files as well.',
};

/**
 * First run, third step: what is copied. Each source is asked for alone and by a click; one that
 * an organisation keeps to itself is left out and said, and keeps no other one waiting.
 */
export function WhatStep() {
  const face = useFace();
  const { query, route } = useLocation();
  const fault = useSignal<Fault | null>(null);
  const leftOut = useSignal<readonly SourceName[]>([]);
  const asked = SOURCE_NAMES.filter((name) => query.waits?.split(',').includes(name));
  const waits = useSignal<readonly SourceName[]>(asked);
  const signIn = face.signIns.value?.find(({ state }) => state !== 'ended') ?? null;
  const account = signIn?.account.id ?? null;
  const allowed = SOURCE_NAMES.filter((name) => signIn !== null && mayRead(name, signIn.scopes));
  const waiting = waits.value.filter((name) => !allowed.includes(name));
  const chosen = allowed.filter((name) => !leftOut.value.includes(name));
  useEffect(() => {
    document.querySelector<HTMLElement>('.welcome h1')?.focus();
  }, []);

  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const ask = async (source: SourceName) => {
    const others = SOURCE_NAMES.filter((name) => name !== source && !allowed.includes(name));
    try {
      await askToRead(face, source, signIn);
      // What is allowed along with it was not chosen by that.
      leftOut.value = [...leftOut.peek().filter((name) => name !== source), ...others];
    } catch (error) {
      if (!isFault(error, 'consent-required')) throw error;
      if (waits.peek().includes(source)) face.announcement.value = 'Not allowed yet.';
      else waits.value = [...waits.peek(), source];
    }
  };
  const start = async () => {
    if (!signIn) return route('/welcome?step=sign-in');
    await face.engine.chooseSources(signIn.account.id, chosen);
    await face.engine.startBackup(signIn.account, chosen);
    route('/', true);
  };
  const [first] = waiting;
  return (
    <>
      <h1 tabIndex={-1}>{titleOf(waiting, chosen)}</h1>
      <p class="under">
        {waiting.length > 0
          ? `Holdfast asks only to read. Your organisation has kept the decision about ${listed(waiting)} for its administrators.`
          : 'Holdfast asks only to read. One source is asked for at a time.'}{' '}
        The first copy can be stopped and continued at any time.
      </p>
      <ul class="sources">
        {SOURCE_NAMES.map((source) => (
          <li key={source}>
            <SourceLarge source={source} />
            <h2>{SOURCE_WORDS[source].name}</h2>
            {isOffered(source, account) && (
              <Tag isWaiting={waiting.includes(source)} isAllowed={allowed.includes(source)} />
            )}
            <p>
              {!isOffered(source, account)
                ? NOT_OFFERED
                : waiting.includes(source)
                  ? `Microsoft told us: an administrator has to allow reading ${SOURCE_WORDS[source].your} through this app. You haven’t done anything wrong.`
                  : READS[source]}
            </p>
            {waiting.includes(source) && <OrganisationDecides source={source} />}
            {signIn && allowed.includes(source) && allowed.length > 1 && (
              <label class="keep">
                <input
                  type="checkbox"
                  checked={chosen.includes(source)}
                  onChange={(event) => {
                    const others = leftOut.peek().filter((name) => name !== source);
                    leftOut.value = event.currentTarget.checked ? others : [...others, source];
                  }}
                />
                Keep {SOURCE_WORDS[source].your}
              </label>
            )}
            {signIn && source === 'drive' && chosen.includes('drive') && (
              <div class="keep">
                <FileChoice account={signIn.account.id} />
              </div>
            )}
            {signIn &&
              isOffered(source, account) &&
              !allowed.includes(source) &&
              !waiting.includes(source) && (
                <div class="keep">
                  <ActButton
                    class="button small"
                    cannotBecause={face.online.value ? null : 'No network'}
                    act={() => ask(source)}
                    onFault={note}
                  >
                    Keep {SOURCE_WORDS[source].your} as well…
                  </ActButton>
                </div>
              )}
          </li>
        ))}
      </ul>
      {fault.value && <FaultNote fault={fault.value} />}
      <div class="go">
        {(chosen.length > 0 || first === undefined) && (
          <ActButton
            class="button primary"
            cannotBecause={signIn && chosen.length === 0 ? 'Nothing is chosen' : null}
            act={start}
            onFault={note}
          >
            {signIn ? 'Start the first copy' : 'Sign in first'}
          </ActButton>
        )}
        {first && (
          <ActButton
            class={chosen.length > 0 ? 'button' : 'button primary'}
            act={() => ask(first)}
            onFault={note}
          >
            Check again
          </ActButton>
        )}
        {first && !signIn && (
          <button type="button" class="button plain" onClick={() => route('/welcome?step=sign-in')}>
            Begin with something else
          </button>
        )}
        {first && <span class="caption">Waiting costs nothing; you can leave this page.</span>}
      </div>
    </>
  );
}

/** Fetched when files are to be copied. */
function FileChoice({ account }: { account: AccountId }) {
  const { value: parts, fault } = useAnswer(() => import('./drive-choice.tsx'), []);
  if (fault) return <FaultNote fault={fault} />;
  return parts ? <parts.DriveChoice account={account} /> : null;
}

function Tag({ isWaiting, isAllowed }: { isWaiting: boolean; isAllowed: boolean }) {
  if (isWaiting) {
    return (
      <span class="tag waits">
        <Icon name="organisation" />
        Your organisation decides
      </span>
    );
  }
  return (
    <span class="tag may">
      <Icon name="complete" />
      {isAllowed ? 'Allowed' : 'You may decide'}
    </span>
  );
}

function titleOf(waiting: readonly SourceName[], chosen: readonly SourceName[]): string {
  if (waiting.length === 0) return 'What should be kept?';
  const isOneThing = waiting.length === 1 && waiting[0] === 'mail';
  const needs = `${capital(listed(waiting))} ${isOneThing ? 'needs' : 'need'} your organisation.`;
  return chosen.length === 0 ? needs : `Your ${listed(chosen)} can start now. ${needs}`;
}

/** "mail, files and chats" */
function listed(sources: readonly SourceName[]): string {
  const names = sources.map((source) => SOURCE_WORDS[source].name.toLowerCase());
  return names.join(', ').replace(/, (?=[^,]*$)/, ' and ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
