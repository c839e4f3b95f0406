import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Fault } from '../../model/fault.ts';
import type { SignIn } from '../../model/platform.ts';
import type { JournalEntry } from '../../model/restore.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { cannotActBecause, signInAgain } from '../consent.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { ActButton } from './act-button.tsx';
import { Icon } from './icon.tsx';
import { FolderInOwnTab, PickFolderButton } from './mirror-acts.tsx';
import { MirrorLine } from './mirror-line.tsx';
import { FaultNote } from './note.tsx';

/** Together the sentence: where the copy is, how long the sign-in lasts, what was restored last. */
export function HomeAside({ status }: { status: EngineStatus }) {
  const { homePart } = useFace();
  const last = status.lastJournal.find(({ kind }) => kind === 'restore');
  return (
    <aside class="beside" aria-label="Where it lives" data-pane>
      <section>
        <h2>Where your copy is</h2>
        <Storage status={status}>
          <a href="/settings">What helps</a>
        </Storage>
        <KeepMirror mirror={status.mirror} />
      </section>
      {homePart}
      <SignIns />
      {last && <LastRestored entry={last} />}
    </aside>
  );
}

/** How to keep a second copy, where there is none. */
function KeepMirror({ mirror }: Pick<EngineStatus, 'mirror'>) {
  const { platform } = useFace();
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  return (
    <>
      {mirror === null && platform.canPickFolder && (
        <PickFolderButton
          class="button small"
          onFault={note}
          label="Keep a second copy in a folder…"
        />
      )}
      {mirror === null && <FolderInOwnTab />}
      {fault.value && <FaultNote fault={fault.value} />}
    </>
  );
}

/** Every place a copy is in, and how it is there. Children stand under trouble of the second one. */
export function Storage(props: { status: EngineStatus; children?: ComponentChildren }) {
  const { status, children } = props;
  const { now, platform } = useFace();
  const { repository, mirror, first } = status;
  const { storedBytes, freeBytes, persisted, place, firstSnapshotAt } = repository;
  const isInFolder = first.folder !== null;
  return (
    <ul>
      <li class="mirror-line">
        <Icon name={isInFolder ? 'folder' : 'browser'} />
        <span class="cut" dir="auto" title={first.folder ?? undefined}>
          {isInFolder ? `Folder ${first.folder}` : 'This browser'}
        </span>
        <p>
          {formats.bytes(storedBytes)}
          {repository.snapshots > 0 && `, ${counted(repository.snapshots, 'moment')} kept`}
          {firstSnapshotAt && ` since ${formats.short(firstSnapshotAt, now.value)}`}.{' '}
          {placeSentence(place, persisted, platform.inOutlook !== null)}
        </p>
        {first.moving?.running && (
          <progress
            aria-label="Moving the copy"
            max={Math.max(1, first.moving.running.totalBytes)}
            value={first.moving.running.doneBytes}
          />
        )}
      </li>
      {mirror && <MirrorLine mirror={mirror}>{children}</MirrorLine>}
      {freeBytes !== null && !isInFolder && (
        <li>
          <Icon name="disk" />
          <span>{formats.bytes(freeBytes)} free</span>
          <p>What this browser says it may still use here.</p>
        </li>
      )}
    </ul>
  );
}

function placeSentence(
  place: EngineStatus['repository']['place'],
  persisted: boolean | null,
  isExtension: boolean,
): string {
  if (place === 'memory') return 'It is only in memory: it ends with this window.';
  if (place === 'folder') return 'It stays when this browser’s data is cleared.';
  if (isExtension) return 'If Holdfast is removed from this browser, the copy goes with it.';
  return persisted
    ? 'The browser has promised not to clear it by itself.'
    : 'If you clear this browser’s data, the copy goes with it.';
}

/** One for each account, told apart by their addresses. */
function SignIns() {
  const signIns = useFace().signIns.value ?? [];
  return signIns.map((signIn) => (
    <SignInUntil key={signIn.account.id} signIn={signIn} isOneOfMany={signIns.length > 1} />
  ));
}

function SignInUntil({ signIn, isOneOfMany }: { signIn: SignIn; isOneOfMany: boolean }) {
  const face = useFace();
  const fault = useSignal<Fault | null>(null);
  const isOver = signIn.state === 'ended';
  const until = signIn.endsAt ? formats.until(signIn.endsAt, face.now.value) : null;
  return (
    <section>
      <h2>
        {isOver ? 'Signed out' : until ? `Signed in until ${until}` : 'Signed in with Microsoft'}
      </h2>
      {isOneOfMany && <p class="strong cut">{signIn.account.username}</p>}
      <p>
        {signIn.state === 'ending'
          ? 'Microsoft ends it then, as it does with every browser sign-in after 24 hours. Renew it now: one click.'
          : isOver
            ? 'Your copy can be read all the same. Copying and restoring need Microsoft.'
            : `Microsoft ends every browser sign-in after 24 hours. ${face.platform.inOutlook ? 'While this browser runs, it is renewed without a click where Microsoft lets it.' : 'Your copy can be read all the same.'}`}
      </p>
      <ActButton
        class={signIn.state === 'ending' ? 'button small primary' : 'button small'}
        act={() => signInAgain(face, signIn)}
        cannotBecause={face.online.value ? null : 'No network'}
        onFault={(found) => {
          fault.value = found;
        }}
      >
        Sign in again now
        {isOneOfMany && <span class="heard"> as {signIn.account.username}</span>}
      </ActButton>
      {fault.value && <FaultNote fault={fault.value} />}
    </section>
  );
}

function LastRestored({ entry }: { entry: JournalEntry }) {
  const face = useFace();
  const { movedBack, madeAgain, failed } = entry.counts;
  const done = movedBack + madeAgain;
  return (
    <section>
      <h2>Last restored</h2>
      <p dir="auto">
        {entry.label}, {formats.short(entry.startedAt, face.now.value)}.{' '}
        {entry.undoneBy
          ? 'Undone since.'
          : `${counted(done, 'message')} restored, read back and compared.`}
        {failed > 0 && ` ${counted(failed, 'one', 'ones')} could not be written.`}
      </p>
      <a class="button small" href={`/journal/${entry.id}`}>
        <Icon name="undo" />
        {entry.canUndo && !cannotActBecause(face) ? 'Undo…' : 'Show'}
      </a>
    </section>
  );
}
