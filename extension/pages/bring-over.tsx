import '../../shared/ui/style.css';
import './bring-over.css';
import { useSignal } from '@preact/signals';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Fault, isAbort, isFault, toFault } from '../../shared/model/fault.ts';
import type { Platform } from '../../shared/model/platform.ts';
import type { Locks } from '../../shared/rpc/host-election.ts';
import type { OwnCopy, TakeOverProgress } from '../../shared/rpc/own-copy.ts';
import { MAIL_READ } from '../../shared/ui/consent.ts';
import { agree, counted, formats } from '../../shared/ui/formats.ts';
import { ActButton } from '../../shared/ui/parts/act-button.tsx';
import { Mark } from '../../shared/ui/parts/icon.tsx';
import { FaultNote, Note } from '../../shared/ui/parts/note.tsx';
import type { PageOnWeb } from './page-on-web.ts';
import { takeOver } from './take-over.ts';

export interface BringOverParts {
  root: HTMLElement;
  page: PageOnWeb;
  own: NonNullable<PageOnWeb['own']>;
  platform: Pick<Platform, 'signIn'>;
  locks: Locks;
}

/** Offers to bring the page's copy into the extension. Resolves when it is there. */
export function bringOver(parts: BringOverParts): Promise<void> {
  const { root, page, own, platform, locks } = parts;
  return new Promise((resolve) => {
    const done = () => {
      render(null, root);
      resolve();
    };
    render(
      <main class="bring-over">
        <span class="logo">
          <Mark size={24} />
          <span>Holdfast</span>
        </span>
        <BringOver
          copy={own.copy}
          start={(signal) => takeOver({ far: own.portForWorker, locks, signal })}
          leave={page.showOwn}
          signIn={() => platform.signIn(MAIL_READ, null, new AbortController().signal)}
          onDone={done}
        />
      </main>,
      root,
    );
  });
}

interface Props {
  copy: OwnCopy;
  start(signal: AbortSignal): AsyncIterable<TakeOverProgress>;
  leave(): void;
  signIn(): Promise<unknown>;
  onDone(): void;
}

function BringOver(props: Props) {
  const { copy, start, leave } = props;
  const progress = useSignal<TakeOverProgress | null>(null);
  const stop = useSignal<AbortController | null>(null);
  const fault = useSignal<Fault | null>(null);
  const bring = async () => {
    stop.value = new AbortController();
    progress.value = { step: 'waiting' };
    fault.value = null;
    try {
      for await (const next of start(stop.value.signal)) progress.value = next;
    } catch (error) {
      progress.value = null;
      if (!isAbort(error)) fault.value = toFault(error);
    }
  };
  const isRunning = progress.value !== null && progress.value.step !== 'done';
  useEffect(() => {
    document.title = isRunning ? 'Bringing your copy over – Holdfast' : 'Your copy – Holdfast';
  }, [isRunning]);
  if (copy.isAway) return <Away {...props} />;
  if (progress.value?.step === 'done') return <Done {...props} damaged={progress.value.damaged} />;
  if (progress.value !== null) {
    return (
      <>
        <h1>Bringing your copy over.</h1>
        <Running progress={progress.value} />
        <div class="line">
          <button type="button" class="button" onClick={() => stop.value?.abort()}>
            Stop
          </button>
        </div>
      </>
    );
  }
  return (
    <>
      <h1>The extension can keep your copy from here on.</h1>
      <p>
        This page has {sizeOf(copy)}
        {spanOf(copy)}. The extension goes on with it, and copies by itself while the browser runs:
        no tab has to be open.
      </p>
      <ul>
        <li>Everything is brought over as it is, and each file is compared with its checksum.</li>
        <li>Nothing is asked of Microsoft for that, and nothing there is touched.</li>
        <li>
          What this page keeps stays until you remove it. It only stops copying, so that nothing is
          copied twice.
        </li>
      </ul>
      {fault.value && <Failed fault={fault.value} again={bring} />}
      <div class="line">
        <button type="button" class="button primary" onClick={bring}>
          Bring it over
        </button>
        <button type="button" class="button" onClick={leave}>
          Not now; show this page’s copy
        </button>
      </div>
    </>
  );
}

/** Only the page itself may ask for its folder. */
function Away({ copy, leave, onDone }: Props) {
  return (
    <>
      <h1>This page’s copy is in the folder {copy.folder}.</h1>
      <p>
        That folder can’t be read now: browsers forget what was allowed, or its drive is not there.
        Show this page’s copy and allow the folder again. After that, open this page once more, and
        the extension can go on with that copy.
      </p>
      <div class="line">
        <button type="button" class="button primary" onClick={leave}>
          Show this page’s copy
        </button>
        <button type="button" class="button" onClick={onDone}>
          Leave it there; show the extension
        </button>
      </div>
    </>
  );
}

function Running({ progress }: { progress: TakeOverProgress }) {
  if (progress.step === 'copying') {
    const { doneBytes, totalBytes } = progress;
    return (
      <>
        <progress aria-label="Bringing over" max={Math.max(1, totalBytes)} value={doneBytes} />
        <p class="number">
          {formats.bytes(doneBytes)} of {formats.bytes(totalBytes)}
        </p>
        <p>
          You may close this page: it goes on when you open it again. Until all of it is there, this
          page’s copy is the one that counts.
        </p>
      </>
    );
  }
  return (
    <>
      <progress aria-label="Bringing over" />
      <p role="status">
        {progress.step === 'waiting'
          ? 'Waiting until nothing is written to it any more. If Holdfast is open in other tabs, close them.'
          : 'Looking what is there.'}
      </p>
    </>
  );
}

function Done({ copy, damaged, signIn, onDone }: Props & { damaged: number }) {
  const fault = useSignal<Fault | null>(null);
  const { mirrorName } = copy;
  return (
    <>
      <h1>Your copy is in the extension.</h1>
      <p>
        Every file of it was compared. From here on the extension copies by itself, and this page
        shows what it keeps.
      </p>
      <ul>
        <li>
          The extension has a sign-in of its own: sign in once more, and choose again what you had
          changed in Settings.
        </li>
        {mirrorName !== null && (
          <li>
            The second copy in the folder {mirrorName} is not brought up to date any more. Pick that
            folder again in the extension, in a tab of its own: it goes on where it was.
          </li>
        )}
        <li>
          {copy.folder === null ? (
            <>
              What this page kept is still here. <em>Home</em> says how much it is and removes it.
            </>
          ) : (
            `What this page kept is still in the folder ${copy.folder}, as it was.`
          )}
        </li>
      </ul>
      {damaged > 0 && (
        <Note kind="gap">
          <p class="strong">
            {counted(damaged, 'file')} {agree(damaged, 'was', 'were')} damaged here already.
          </p>
          <p>
            {agree(damaged, 'It', 'They')} could not be brought along. The next copy fetches again
            what Microsoft still has; <em>Settings</em> checks what is hit.
          </p>
        </Note>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
      <div class="line">
        <ActButton
          class="button primary"
          act={() => signIn().then(onDone)}
          onFault={(found) => {
            fault.value = found;
          }}
        >
          Sign in with Microsoft
        </ActButton>
        <button type="button" class="button" onClick={onDone}>
          Go on without
        </button>
      </div>
    </>
  );
}

function Failed({ fault, again }: { fault: Fault; again(): void }) {
  if (isFault(fault, 'conflict')) {
    return (
      <Note kind="gap">
        <p class="strong">The extension has begun a copy of its own in the meantime.</p>
        <p>Nothing was changed in either. Load this page again: it shows the extension’s copy.</p>
      </Note>
    );
  }
  if (isFault(fault, 'offline')) {
    return (
      <Note kind="gap">
        <p class="strong">Something was lost on the way.</p>
        <p>This page’s copy is whole and goes on being the one that counts. Try again.</p>
      </Note>
    );
  }
  return <FaultNote fault={fault} again={again} />;
}

function sizeOf({ bytes, snapshots }: OwnCopy): string {
  return `a copy of ${formats.bytes(bytes)} with ${counted(snapshots, 'moment')}`;
}

function spanOf({ firstSnapshotAt }: OwnCopy): string {
  return firstSnapshotAt ? `, begun on ${formats.fullDate(firstSnapshotAt)}` : '';
}
