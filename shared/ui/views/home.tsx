import './home.css';
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { BackupProgress } from '../../model/job.ts';
import type { Receipt } from '../../model/receipt.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { accountLines, signInToRenew } from '../accounts.ts';
import { cannotActBecause, signInAgain } from '../consent.ts';
import { startCopies, stopCopies } from '../copies.ts';
import { type Face, useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { ActButton } from '../parts/act-button.tsx';
import { BackupProgressBlock } from '../parts/backup-progress.tsx';
import { HomeAside } from '../parts/home-aside.tsx';
import { HomeNote } from '../parts/home-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Ledger } from '../parts/ledger.tsx';
import { LostList } from '../parts/lost-list.tsx';
import { FaultNote, Note } from '../parts/note.tsx';
import { useTitle } from '../parts/use-title.ts';
import type { Protection } from '../protection-words.ts';
import { receiptsByAccount } from '../told-receipt.ts';
import { useAnswer } from '../use-engine.ts';

/** What is asked of the person stands under the sentence; what is only offered, beside it. */
const ASKS_MUCH: ReadonlySet<Protection['action']> = new Set([
  'sign-in',
  'organisation',
  'accept',
  'folder',
]);

/** The sentence first; then what is gone, what is kept, and where it is. */
export function Home() {
  const face = useFace();
  const { route } = useLocation();
  const status = face.status.value;
  const protection = face.protection.value;
  const fault = useSignal<Fault | null>(null);
  useTitle('Home');

  // Somebody who was never here need not wait for the engine to be told welcome.
  const isFirstVisit = status ? isFirst(status, face) : face.platform.isFirstVisit;
  useEffect(() => {
    if (isFirstVisit) route('/welcome', true);
  }, [isFirstVisit]);
  if (!status || !protection || isFirstVisit) return <Opening />;

  return (
    <div class="home">
      <div class="column" data-pane>
        <div class={ASKS_MUCH.has(protection.action) ? 'lead stacked' : 'lead'}>
          <h1>{protection.title}</h1>
          <p>{protection.text}</p>
          <div class="line">
            <LeadActions
              protection={protection}
              face={face}
              onFault={(found) => {
                fault.value = found;
              }}
            />
          </div>
        </div>
        {fault.value && (
          <div class="part">
            <FaultNote fault={fault.value} />
          </div>
        )}
        <Copying status={status} />
        <CatalogNote catalog={status.catalog} />
        <HomeNote
          status={status}
          onFault={(found) => {
            fault.value = found;
          }}
        />
        <LostList lost={status.goneThisWeek} />
        {receiptsByAccount(status).map((receipt) => (
          <Kept key={receipt.job} receipt={receipt} status={status} />
        ))}
      </div>
      <HomeAside status={status} />
    </div>
  );
}

/** Every copy that runs; several are told apart by their accounts. */
function Copying({ status }: { status: EngineStatus }) {
  const { signIns } = useFace();
  const jobs = status.jobs.filter(
    (job): job is BackupProgress => job.kind === 'backup' && job.state.kind !== 'ended',
  );
  const known = accountLines(status, signIns.value ?? []);
  return (
    <>
      {jobs.map((job) => (
        <BackupProgressBlock
          key={job.id}
          job={job}
          of={
            jobs.length > 1
              ? known.find(({ account }) => account.id === job.account)?.account.username
              : undefined
          }
        />
      ))}
    </>
  );
}

/** What the last copy of an account found, source by source. */
function Kept({ receipt, status }: { receipt: Receipt; status: EngineStatus }) {
  const { now } = useFace();
  const heading = useId();
  if (receipt.lines.length === 0) return null;
  const account = status.accounts.find((each) => each.account.id === receipt.lines[0]?.account);
  const isOneOfMany = status.lastReceipts.length > 1;
  return (
    <section class="part" aria-labelledby={heading}>
      <header>
        <h2 id={heading}>
          What is kept{isOneOfMany && account && ` of ${account.account.username}`}
        </h2>
        <a href={`/receipt/${receipt.job}`}>
          Receipt of {formats.short(receipt.endedAt, now.value)}
        </a>
      </header>
      <Ledger receipt={receipt} now={now.value} />
    </section>
  );
}

const WAITS_FOR_PERSON: ReadonlySet<string> = new Set(['sign-in', 'consent']);
/** What a person waits for can't be hurried, and Microsoft is given the time it asks for. */
const CANT_BE_HURRIED: ReadonlySet<string> = new Set([
  ...WAITS_FOR_PERSON,
  'server',
  'limit',
  'folder',
]);

function isFirst(status: EngineStatus, face: Face): boolean {
  const signIns = face.signIns.value;
  if (!signIns) return false;
  return (
    status.first.folder === null &&
    signIns.length === 0 &&
    status.accounts.length === 0 &&
    status.repository.snapshots === 0 &&
    status.jobs.length === 0
  );
}

/** Only seen when opening takes long: the copy is being looked at. */
function Opening() {
  return (
    <div class="page late">
      <h1>Opening your copy…</h1>
      <p>Nothing is asked of Microsoft for that.</p>
    </div>
  );
}

function LeadActions(props: {
  protection: Protection;
  face: Face;
  onFault(fault: Fault | null): void;
}) {
  const { face, protection, onFault } = props;
  const { engine } = face;
  const cannot = cannotActBecause(face);
  const { job, action } = protection;
  return (
    <>
      {action === 'sign-in' && (
        <ActButton
          class="button primary"
          cannotBecause={face.online.value ? null : 'No network'}
          act={() => signInAgain(face, signInToRenew(face.signIns.value ?? []))}
          onFault={onFault}
        >
          Sign in again
        </ActButton>
      )}
      {action === 'sign-in' && (
        <a class="button" href="/mail">
          Go on without; read my copy
        </a>
      )}
      {action === 'folder' && <FolderActs onFault={onFault} />}
      {action === 'organisation' && (
        <a class="button primary" href="/welcome?step=what&waits=mail">
          Copy the request…
        </a>
      )}
      {face.platform.together?.is === 'page' && action === 'show-extension' && (
        <button type="button" class="button primary" onClick={face.platform.together.showExtension}>
          Show the extension’s copy
        </button>
      )}
      {action === 'accept' && (
        <ActButton class="button primary" act={() => engine.acceptRepository()} onFault={onFault}>
          {face.status.value?.repository.id === '' ? 'Begin a new copy' : 'Go on with this one'}
        </ActButton>
      )}
      {job?.state.kind === 'waiting' && !CANT_BE_HURRIED.has(job.state.for) && (
        <ActButton
          class={action === 'go-on' ? 'button primary' : 'button'}
          act={() => engine.nudgeJob(job.id)}
          onFault={onFault}
        >
          {action === 'go-on' ? 'Go on' : 'Try now'}
        </ActButton>
      )}
      {job && !(job.state.kind === 'waiting' && WAITS_FOR_PERSON.has(job.state.for)) && (
        <ActButton
          act={() => stopCopies(face)}
          onFault={onFault}
          cannotBecause={job.state.kind === 'stopping' ? 'It is stopping' : null}
        >
          Pause
        </ActButton>
      )}
      {!job && (action === 'back-up' || action === 'go-on' || action === null) && (
        <ActButton
          class={protection.tone === 'none' || action === 'go-on' ? 'button primary' : 'button'}
          cannotBecause={cannot}
          act={() => startCopies(face)}
          onFault={onFault}
        >
          <Icon name="refresh" />
          {action === 'go-on' ? 'Go on' : 'Back up now'}
        </ActButton>
      )}
    </>
  );
}

/** Fetched only when the folder of the copy is in trouble. */
function FolderActs({ onFault }: { onFault(fault: Fault | null): void }) {
  const { value: parts, fault } = useAnswer(() => import('../parts/first-acts.tsx'), []);
  useEffect(() => {
    if (fault) onFault(fault);
  }, [fault]);
  return parts ? <parts.FirstActs /> : null;
}

function CatalogNote({ catalog }: { catalog: EngineStatus['catalog'] }) {
  if (catalog.state === 'ready') return null;
  return (
    <div class="part">
      <Note kind="info">
        <p>
          The list of what is kept is being made again from your copy:{' '}
          <span class="number">
            {formats.count(catalog.done)} of {formats.count(catalog.total)}
          </span>
          . Nothing is missing meanwhile; it can’t be browsed yet.
        </p>
        <progress
          max={Math.max(1, catalog.total)}
          value={catalog.done}
          aria-label="Making the list again"
        />
      </Note>
    </div>
  );
}
