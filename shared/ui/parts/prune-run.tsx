import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Fault, toFault } from '../../model/fault.ts';
import type { JobId } from '../../model/ids.ts';
import type { PruneProgress } from '../../model/job.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { pruneWords } from '../retention-words.ts';
import type { AlarmWords } from '../scramble-words.ts';
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
  /** What has to be read before. */
  alarm: AlarmWords | null;
  /** `despiteLosses`: it was asked twice. */
  onThinOut(despiteLosses: boolean): Promise<void>;
  onFault(fault: Fault | null): void;
}) {
  const { job, alarm, onThinOut, onFault } = props;
  const { engine } = useFace();
  const asking = useSignal<'first' | 'again' | null>(null);
  const isAgreed = useRef(false);
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
  const thinOut = (despiteLosses: boolean) => {
    onThinOut(despiteLosses).catch((error: unknown) => onFault(toFault(error)));
  };
  const agree = () => {
    isAgreed.current = alarm !== null;
    if (alarm === null) thinOut(false);
  };
  return (
    <div role="status">
      <Note kind="info">
        <p class="strong">{title}</p>
        <p>{text}</p>
        {result.isDryRun && isOfUse && alarm && (
          <p>
            {alarm.title} <a href="/">Look at them</a> before anything is thinned out.
          </p>
        )}
        {result.isDryRun && isOfUse && (
          <div class="line">
            <button
              type="button"
              class="button small"
              onClick={() => {
                isAgreed.current = false;
                asking.value = 'first';
              }}
            >
              Thin out now…
            </button>
          </div>
        )}
      </Note>
      {asking.value === 'first' && (
        <Dialog
          title={
            result.forgotten.length > 0
              ? `Let ${counted(result.forgotten.length, 'moment')} go?`
              : 'Remove what nobody needs any more?'
          }
          answer={{ label: 'Thin out', run: agree }}
          leave="Keep them"
          onClose={() => {
            asking.value = isAgreed.current ? 'again' : null;
          }}
        >
          <p>
            {oldestToNewest(result.forgotten)} What only they have can’t be restored afterwards.
            Your mailbox is not touched, and the second copy follows.
          </p>
        </Dialog>
      )}
      {asking.value === 'again' && alarm && (
        <Dialog
          title={alarm.question}
          answer={{ label: 'Thin out all the same', run: () => thinOut(true) }}
          leave="Keep them"
          onClose={() => {
            asking.value = null;
          }}
        >
          <p>{alarm.warning}</p>
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
