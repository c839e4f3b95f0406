import './source-settings.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Fault, isFault } from '../../model/fault.ts';
import { SOURCE_NAMES, type SourceName } from '../../model/item.ts';
import type { SignIn } from '../../model/platform.ts';
import { isOffered, mayRead, SOURCE_SCOPES } from '../../model/sources.ts';
import { type AccountLine, accountLines } from '../accounts.ts';
import { addSource, leaveOutSource } from '../add-source.ts';
import { chosenSources } from '../copies.ts';
import { type Face, useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { listedOf, NOT_OFFERED, SOURCE_WORDS } from '../source-words.ts';
import { ActButton } from './act-button.tsx';
import { ChannelItem } from './channel-settings.tsx';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { OrganisationDecides } from './organisation-decides.tsx';

/** What the copies of each account take in, with what right; each source is turned on and off alone. */
export function SourceSettings({ onFault }: { onFault(fault: Fault | null): void }) {
  const face = useFace();
  const lines = accountLines(face.status.value, face.signIns.value ?? []);
  useEffect(() => {
    // It was not there yet when the address was followed.
    if (location.hash.endsWith('#sources')) document.getElementById('sources')?.scrollIntoView();
  }, []);
  return (
    <section aria-labelledby="sources">
      <h2 id="sources">Sources</h2>
      <p>{copyingWords(face.platform.inOutlook !== null)}</p>
      {lines.length === 0 && <p>What is copied is chosen once somebody has signed in.</p>}
      {lines.map((line) => (
        <AccountSources
          key={line.account.id}
          line={line}
          isOne={lines.length === 1}
          {...{ onFault }}
        />
      ))}
    </section>
  );
}

interface SourceProps {
  line: AccountLine;
  onFault(fault: Fault | null): void;
}

function AccountSources({ line, isOne, onFault }: SourceProps & { isOne: boolean }) {
  return (
    <>
      {!isOne && <h3 class="cut">{line.account.username}</h3>}
      <ul class="source-settings">
        {SOURCE_NAMES.map((source) => (
          <SourceItem key={source} source={source} line={line} onFault={onFault} />
        ))}
        <ChannelItem line={line} onFault={onFault} />
      </ul>
    </>
  );
}

function SourceItem({ source, line, onFault }: SourceProps & { source: SourceName }) {
  const face = useFace();
  const isLeaving = useSignal(false);
  const isBlocked = useSignal(false);
  const { account, signIn } = line;
  const isChosen = chosenSources(face.status.value, account.id, signIn).includes(source);
  const isAllowed = mayRead(source, signIn?.scopes ?? []);
  const { name, your } = SOURCE_WORDS[source];
  const canTurnOn =
    signIn !== null &&
    signIn.state !== 'ended' &&
    isOffered(source, account.id) &&
    (!isChosen || !isAllowed);
  const turnOn = async () => {
    if (signIn === null) return;
    try {
      await addSource(face, signIn, source);
      isBlocked.value = false;
    } catch (error) {
      if (!isFault(error, 'consent-required')) throw error;
      isBlocked.value = true;
    }
  };
  return (
    <li>
      <Icon name={SOURCE_WORDS[source].icon} />
      <div>
        <p>
          <span class="strong">{name}</span>. {stateWords(face, line, source)}
        </p>
        <p>{rightWords(source, signIn)}</p>
        {isBlocked.value && !isAllowed && <OrganisationDecides source={source} />}
      </div>
      {canTurnOn && (
        <ActButton
          class="button small"
          cannotBecause={face.online.value ? null : 'No network'}
          act={turnOn}
          onFault={onFault}
        >
          {isBlocked.value ? 'Check again' : isAllowed ? `Copy ${your}` : `Allow and copy ${your}…`}
        </ActButton>
      )}
      {isChosen && (isAllowed || line.kept) && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            isLeaving.value = true;
          }}
        >
          Turn off…<span class="heard"> {name}</span>
        </button>
      )}
      {isLeaving.value && (
        <Dialog
          title={`Copy ${your} no more?`}
          answer={{
            label: 'Turn off',
            run: () => leaveOutSource(face, line, source),
          }}
          leave="Go on copying"
          onClose={() => {
            isLeaving.value = false;
          }}
        >
          <p>
            What is kept of {your} stays kept, can be read and restored. Nothing new is copied, and
            a copy that runs ends after what is in hand. It can be turned on again at any time.
          </p>
        </Dialog>
      )}
    </li>
  );
}

function stateWords({ status, now }: Face, { account, signIn }: AccountLine, source: SourceName) {
  const kept = status.value?.accounts
    .find((each) => each.account.id === account.id)
    ?.sources.find((each) => each.source === source);
  const isChosen = chosenSources(status.value, account.id, signIn).includes(source);
  const isRunning = status.value?.jobs.some(
    (job) => job.kind === 'backup' && job.account === account.id && job.source === source,
  );
  const much = kept && kept.items + kept.gone > 0 ? `${listedOf(kept.items, [source])} kept` : null;
  const last = kept?.lastCopiedAt
    ? `, last copied ${formats.short(kept.lastCopiedAt, now.value)}`
    : '';
  const here = much === null ? 'Nothing of it is kept.' : `${much}${last}.`;
  if (isRunning) return `Being copied now. ${here}`;
  if (!isChosen)
    return much === null ? 'Not copied.' : `Not copied any more. ${here} It stays kept.`;
  if (signIn && !mayRead(source, signIn.scopes)) return `Waits for the right to read it. ${here}`;
  return here;
}

/** What Microsoft lets Holdfast do with it, and what it is asked for. */
function rightWords(source: SourceName, signIn: SignIn | null): string {
  const { read, write } = SOURCE_SCOPES[source];
  if (!isOffered(source, signIn?.account.id ?? null)) return NOT_OFFERED;
  if (signIn === null) return 'Nobody is signed in for it here.';
  const mayWrite = write.length > 0 && write.every((scope) => signIn.scopes.includes(scope));
  if (mayWrite) return `May be read and, for restoring, written (${write.join(', ')}).`;
  if (mayRead(source, signIn.scopes)) {
    if (write.length === 0) return `May be read (${read.join(', ')}). Nothing is written.`;
    return `May be read (${read.join(', ')}). Restoring asks for ${write.join(', ')} when it is needed.`;
  }
  return `Needs ${read.join(', ')}: reading, of your own only.`;
}

/** How often, in the words that are true here: the extension looks by itself, a page does not. */
function copyingWords(isExtension: boolean): string {
  return isExtension
    ? 'Each is copied by itself: what changed every 15 minutes while this browser runs, every hour while nothing changes.'
    : 'Each is copied when you press Back up now, and a copy that was broken off goes on by itself.';
}
