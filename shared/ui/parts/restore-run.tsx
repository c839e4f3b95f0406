import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Fault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { RestoreProgress } from '../../model/job.ts';
import { signInAgain } from '../consent.ts';
import { type Face, useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import { things } from '../thing-words.ts';
import { useWatched } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { FaultNote } from './note.tsx';
import { SumsList } from './sums-list.tsx';

/** A restore or an undo while it runs: the plan's geometry, filling. */
export function RestoreRun(props: { job: JobId; onEnded(progress: RestoreProgress): void }) {
  const { job, onEnded } = props;
  const face = useFace();
  const { value, fault } = useWatched(() => face.engine.watchJob(job), [job]);
  const actFault = useSignal<Fault | null>(null);
  const progress = value && value.kind !== 'backup' ? value : undefined;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (progress?.state.kind === 'ended') onEnded(progress);
  }, [progress]);
  useAnnouncedQuarters(face, progress);
  if (fault) {
    return (
      <section data-pane>
        <FaultNote fault={fault} />
      </section>
    );
  }
  const isUndo = progress?.kind === 'undo';
  const isStopping = progress?.state.kind === 'stopping';
  return (
    <section data-pane>
      <h1 ref={heading} tabIndex={-1}>
        {isUndo ? 'Taking out' : 'Restoring'}{' '}
        {progress ? things(progress.source, progress.total) : '…'}
      </h1>
      <p class="under">
        You can leave this page; it goes on while the browser is open, and where it stopped if it
        isn’t.
      </p>
      {progress ? (
        <progress
          aria-label={isUndo ? 'Taking out' : 'Restoring'}
          max={Math.max(1, progress.total)}
          value={progress.done}
        />
      ) : (
        <progress aria-label="Restoring" />
      )}
      <p class="number">
        {progress && `${formats.count(progress.done)} of ${formats.count(progress.total)} done.`}{' '}
        {isStopping && 'Stopping after what is in hand…'}
        {!isStopping && progress?.leftMs != null && `${formats.about(progress.leftMs)} left.`}
      </p>
      {progress && (
        <div style={{ marginBlockStart: '20px' }}>
          <SumsList
            total={progress.total}
            lines={[
              {
                count: progress.done - progress.failed,
                words: isUndo ? 'taken out' : 'written, read back and compared',
                remark: '',
              },
              { count: progress.failed, words: 'failed', remark: '' },
              { count: progress.total - progress.done, words: 'still to come', remark: '' },
            ]}
          />
        </div>
      )}
      {progress && <Waiting progress={progress} />}
      {actFault.value && <FaultNote fault={actFault.value} />}
      <div class="foot">
        {progress?.state.kind === 'waiting' && !CANT_BE_HURRIED.has(progress.state.for) && (
          <ActButton
            act={() => face.engine.nudgeJob(job)}
            onFault={(found) => {
              actFault.value = found;
            }}
          >
            Try now
          </ActButton>
        )}
        <ActButton
          cannotBecause={isStopping ? 'It is stopping' : null}
          act={() => face.engine.stopJob(job)}
          onFault={(found) => {
            actFault.value = found;
          }}
        >
          Stop here
        </ActButton>
        <span class="caption push">
          {isUndo
            ? 'Stopping leaves the rest where it is.'
            : 'Stopping keeps what is back; the rest can follow later.'}
        </span>
      </div>
    </section>
  );
}

function Waiting({ progress }: { progress: RestoreProgress }) {
  const face = useFace();
  const fault = useSignal<Fault | null>(null);
  if (progress.state.kind !== 'waiting') return null;
  const { until } = progress.state;
  const signIn = face.signIns.value?.find(({ account }) => account.id === progress.account);
  const leftMs = until ? Date.parse(until) - face.now.value : 0;
  const { happened, todo } = FAULT_SENTENCES[WAITS[progress.state.for]];
  const isPause = CANT_BE_HURRIED.has(progress.state.for);
  return (
    <>
      <h2>{isPause ? pauseInWords(progress.state.for, leftMs) : happened}</h2>
      <p class="quiet">
        {isPause
          ? 'That comes of writing or reading much at once. Nothing is lost by waiting.'
          : `What is back stays. ${todo}`}
      </p>
      {(progress.state.for === 'sign-in' || progress.state.for === 'consent') && (
        <p>
          <ActButton
            class="button primary"
            act={() => signInAgain(face, signIn)}
            onFault={(found) => {
              fault.value = found;
            }}
          >
            Sign in again
          </ActButton>
        </p>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
    </>
  );
}

const WAITS = {
  'sign-in': 'signed-out',
  consent: 'consent-required',
  network: 'offline',
  server: 'throttled',
  limit: 'throttled',
  room: 'mailbox-full',
  folder: 'away',
  'room-ahead': 'room-ahead',
  metered: 'metered',
} as const;

/** Microsoft is given the time it asks for. */
const CANT_BE_HURRIED: ReadonlySet<string> = new Set(['server', 'limit']);

function pauseInWords(reason: string, leftMs: number): string {
  const what =
    reason === 'limit' ? 'Microsoft allows no more requests' : 'Microsoft asked for a pause';
  if (leftMs <= 0) return what;
  return `${what} ${reason === 'limit' ? 'for' : 'of'} ${formats.span(leftMs)}`;
}

/** Said at 25, 50 and 75 %, no oftener. */
function useAnnouncedQuarters(face: Face, progress: RestoreProgress | undefined): void {
  const quarter = useRef(0);
  const reached = progress ? Math.floor((progress.done / Math.max(1, progress.total)) * 4) : 0;
  useEffect(() => {
    if (!progress || reached <= quarter.current || reached >= 4) return;
    quarter.current = reached;
    face.announcement.value = `${formats.count(progress.done)} of ${formats.count(progress.total)} done.`;
  }, [reached]);
}
