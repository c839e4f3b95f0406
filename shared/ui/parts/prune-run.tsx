import { useSignal } from '@preact/signals';
import { Fault, toFault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { PruneProgress } from '../../model/job.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { pruneWords } from '../retention-words.ts';
import { useWatched } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNote, Note } from './note.tsx';

const STEPS: Readonly<Record<PruneProgress['step'], string>> = {
  choosing: 'Looking which moments the rule keeps.',
  walking: 'Looking what those need.',
  packing: 'Packing anew what stays.',
  removing: 'Removing what nobody needs.',
};

/** A thinning, foreseen or done: how far it is, then what it comes to. */
export function PruneRun(props: {
  job: JobId;
  onThinOut(): Promise<void>;
  onFault(fault: Fault | null): void;
}) {
  const { job, onThinOut, onFault } = props;
  const { engine } = useFace();
  const isAsking = useSignal(false);
  const { value, fault } = useWatched(() => engine.watchUpkeep(job), [job]);
  if (fault) return <FaultNote fault={fault} />;
  const progress = value?.kind === 'prune' ? value : undefined;
  if (progress?.endedBy === 'stopped') {
    return <p>It was stopped. Whatever is needed is still here.</p>;
  }
  if (progress?.endedBy) {
    return <FaultNote fault={new Fault(progress.endedBy, 'a thinning ended')} />;
  }
  if (!progress?.result) {
    return (
      <div class="upkeep-run">
        <progress aria-label="Thinning out" />
        <p role="status">{progress ? STEPS[progress.step] : 'Beginning…'}</p>
        <ActButton class="button small" act={() => engine.stopJob(job)} onFault={onFault}>
          Stop
        </ActButton>
      </div>
    );
  }
  const { result } = progress;
  const { title, text } = pruneWords(result);
  const isOfUse = result.forgotten.length > 0 || result.freedBytes + result.laterBytes > 0;
  const thinOut = () => {
    onThinOut().catch((error: unknown) => onFault(toFault(error)));
  };
  return (
    <div role="status">
      <Note kind="info">
        <p class="strong">{title}</p>
        <p>{text}</p>
        {result.isDryRun && isOfUse && (
          <div class="line">
            <button
              type="button"
              class="button small"
              onClick={() => {
                isAsking.value = true;
              }}
            >
              Thin out now…
            </button>
          </div>
        )}
      </Note>
      {isAsking.value && (
        <Dialog
          title={
            result.forgotten.length > 0
              ? `Let ${counted(result.forgotten.length, 'moment')} go?`
              : 'Remove what nobody needs any more?'
          }
          answer={{ label: 'Thin out', run: thinOut }}
          leave="Keep them"
          onClose={() => {
            isAsking.value = false;
          }}
        >
          <p>
            {oldestToNewest(result.forgotten)} What only they have can’t be restored afterwards.
            Your mailbox is not touched, and the second copy follows.
          </p>
        </Dialog>
      )}
    </div>
  );
}

function oldestToNewest(moments: readonly { endedAt: string }[]): string {
  const [first, last] = [moments.at(0), moments.at(-1)];
  if (!first || !last) return '';
  const [from, to] = [formats.date(first.endedAt), formats.date(last.endedAt)];
  return from === to ? `They are of ${from}.` : `They are from ${from} to ${to}.`;
}
