import { useSignal } from '@preact/signals';
import type { Fault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { RestoreProgress } from '../../model/job.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { type PutBackKind, resultSentence, WAY_WORDS } from '../put-back-words.ts';
import { differenceLines } from '../restore-words.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import { useWatched } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { FaultNote } from './note.tsx';

/** To delete one's own message Microsoft wants more than to send it. */
const TO_DELETE = 'Chat.ReadWrite';

/** A conversation on its way back, how it went, and the way back from that. */
export function PutBackRun(props: { kind: PutBackKind; job: JobId; onClose(): void }) {
  const { kind, onClose } = props;
  const face = useFace();
  const job = useSignal(props.job);
  const fault = useSignal<Fault | null>(null);
  const watched = useWatched(() => face.engine.watchJob(job.value), [job.value]);
  const { value } = watched;
  const progress = value !== undefined && value.kind !== 'backup' ? value : null;
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  if (watched.fault) return <FaultNote fault={watched.fault} />;
  if (progress === null || progress.state.kind !== 'ended') {
    return (
      <>
        <Running kind={kind} progress={progress} />
        <div class="line put-back-foot">
          <ActButton act={() => face.engine.stopJob(job.value)} onFault={note}>
            Stop here
          </ActButton>
          <button type="button" class="button" onClick={onClose}>
            Close, it goes on
          </button>
        </div>
        {fault.value && <FaultNote fault={fault.value} />}
      </>
    );
  }
  const undo = async () => {
    const { account, journal } = progress;
    const signIn = face.signIns.value?.find((each) => each.account.id === account);
    // The window has to be opened from the click itself.
    if (kind === 'post' && !signIn?.scopes.includes(TO_DELETE)) {
      await face.platform.signIn([TO_DELETE], account, new AbortController().signal);
    }
    if (journal !== null) job.value = await face.engine.startUndo(journal);
  };
  const items = progress.result?.items ?? [];
  const isUndo = progress.kind === 'undo';
  const hasWritten = items.some(({ state }) => state === 'equal' || state === 'differs');
  return (
    <>
      <p role="status" class="strong">
        {resultSentence(kind, isUndo, items)}
      </p>
      {progress.endedBy !== null && progress.endedBy !== 'stopped' && (
        <p>
          {FAULT_SENTENCES[progress.endedBy].happened} {FAULT_SENTENCES[progress.endedBy].todo}
        </p>
      )}
      <Items progress={progress} />
      {kind === 'post' && hasWritten && !isUndo && (
        <p class="caption">
          Deleting a post leaves “This message has been deleted” in the chat. Microsoft asks once
          whether Holdfast may do that ({TO_DELETE}).
        </p>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
      <div class="line put-back-foot">
        {hasWritten && !isUndo && (
          <ActButton cannotBecause={cannotActBecause(face)} act={undo} onFault={note}>
            {WAY_WORDS[kind].undo}
          </ActButton>
        )}
        <button type="button" class="button primary" onClick={onClose}>
          Done
        </button>
      </div>
    </>
  );
}

function Running(props: { kind: PutBackKind; progress: RestoreProgress | null }) {
  const { kind, progress } = props;
  const isUndo = progress?.kind === 'undo';
  const words = isUndo ? 'Taking out…' : WAY_WORDS[kind].busy;
  return (
    <>
      <p role="status">
        {words}
        {progress && (
          <span class="number">
            {' '}
            {formats.count(progress.done)} of {formats.count(progress.total)}
          </span>
        )}
      </p>
      <progress
        aria-label={words}
        {...(progress ? { max: Math.max(1, progress.total), value: progress.done } : {})}
      />
      {progress?.state.kind === 'waiting' && (
        <p class="quiet">It waits for Microsoft or the network, and goes on by itself.</p>
      )}
    </>
  );
}

/** Only what needs words: files with their place, what failed, and what is not as it was. */
function Items({ progress }: { progress: RestoreProgress }) {
  const items = progress.result?.items ?? [];
  const told = items.filter(({ link, fault }) => link !== undefined || fault !== null);
  const differences = differenceLines(items);
  return (
    <>
      {told.length > 0 && (
        <ul class="put-back-units">
          {told.map(({ row, link, fault }) => (
            <li key={row.itemId}>
              {link !== undefined && progress.kind === 'restore' ? (
                <a href={link} target="_blank" rel="noopener noreferrer" dir="auto">
                  {row.subject}
                </a>
              ) : (
                <span dir="auto">{row.subject}</span>
              )}
              {fault && <span class="caption"> {FAULT_SENTENCES[fault.code].happened}</span>}
            </li>
          ))}
        </ul>
      )}
      {differences.length > 0 && (
        <p class="caption">
          {differences.length === 1 ? 'One thing is' : 'Some things are'} not exactly as written;
          the journal says what.
        </p>
      )}
    </>
  );
}
