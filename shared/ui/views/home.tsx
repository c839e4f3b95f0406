import './home.css';
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import { SOURCE_NAMES } from '../../model/item.ts';
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
import { SOURCE_WORDS } from '../source-words.ts';
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
        {receiptsByAccount(status).map((receipts) => (
          <Kept key={receipts[0]?.of.account} receipts={receipts} status={status} />
        ))}
      </div>
      <HomeAside status={status} />
    </div>
  );
}

/** Every copy that runs; several are told apart by what they copy, and whose it is. */
function Copying({ status }: { status: EngineStatus }) {
  const { signIns, engine } = useFace();
  const jobs = status.jobs
    .filter((job): job is BackupProgress => job.kind === 'backup' && job.state.kind !== 'ended')
    .sort((one, other) => SOURCE_NAMES.indexOf(one.source) - SOURCE_NAMES.indexOf(other.source));
  const known = accountLines(status, signIns.value ?? []);
  return (
    <>
      {jobs.map((job) => (
        <BackupProgressBlock
          key={job.id}
          job={job}
          {...(jobs.length > 1 && {
            of: [
              SOURCE_WORDS[job.source].name,
              known.length > 1 &&
                known.find(({ account }) => account.id === job.account)?.account.username,
            ]
              .filter(Boolean)
              .join(', '),
            pause: () => engine.stopJob(job.id),
          })}
        />
      ))}
    </>
  );
}

/** What the last copies of an account found, source by source. */
function Kept({ receipts, status }: { receipts: readonly Receipt[]; status: EngineStatus }) {
  const { now } = useFace();
  const heading = useId();
  const account = status.accounts.find((each) => each.account.id === receipts[0]?.of.account);
  const isOneOfMany = status.accounts.length > 1;
  return (
    <section class="part" aria-labelledby={heading}>
      <header>
        <h2 id={heading}>
          What is kept{isOneOfMany && account && ` of ${account.account.username}`}
        </h2>
        <span class="line">
          {receipts.map(({ job, of, endedAt }) => (
            <a key={job} href={`/receipt/${job}`}>
              Receipt of {receipts.length > 1 && `${SOURCE_WORDS[of.source].name}, `}
              {formats.short(endedAt, now.value)}
            </a>
          ))}
        </span>
      </header>
      <Ledger receipts={receipts} choices={status.choices} now={now.value} />
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
  const copies = face.status.value?.jobs.filter(({ kind }) => kind === 'backup').length ?? 0;
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
        <a class="button primary" href={`/welcome?step=what&waits=${job?.source ?? 'mail'}`}>
          Copy the request…
        </a>
      )}
      {action === 'allow' && (
        <a class="button primary" href="/settings#sources">
          See the sources
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
          {copies > 1 ? 'Pause all' : 'Pause'}
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
