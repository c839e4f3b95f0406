import type { OverlayActs } from '../overlay-acts.ts';
import type { Run } from '../overlay-state.ts';
import { count, resultWords } from '../words.ts';
import { Icon } from './icon.tsx';
import { whenTrusted } from './trusted.ts';

/** How far a restore is, and how it ended, with what takes it back. */
export function RunWords({ run, acts }: { run: Run; acts: OverlayActs }) {
  const { kind, step, job, total, trouble } = run;
  const isUndo = kind === 'undo';
  if (step === 'ended') {
    const words = trouble ?? job?.remark ?? resultWords(kind, job?.rows ?? []);
    const isTrouble = trouble !== null || job?.remark != null;
    return (
      <span class="run">
        <span role="status" class={`said ${isTrouble ? 'trouble' : isUndo ? '' : 'equal'}`}>
          {words}
        </span>
        {run.journal !== null && kind === 'restore' && (
          <button
            type="button"
            class="button small plain"
            onClick={whenTrusted(() => void acts.undo())}
          >
            <Icon name="undo" />
            Undo
          </button>
        )}
      </span>
    );
  }
  const doing = isUndo ? 'Taking out…' : 'Restoring…';
  return (
    <span class="run">
      <span role="status" class="said">
        {total > 1 && job ? `${count(job.done)} of ${count(total)} done.` : doing}
        {job?.remark != null && ` ${job.remark}`}
      </span>
      {total > 1 && <progress max={Math.max(1, total)} value={job?.done ?? 0} aria-label={doing} />}
    </span>
  );
}

/** Announced before Microsoft's window opens. */
export function Consent({ acts }: { acts: OverlayActs }) {
  return (
    <span class="run">
      <span role="status" class="said">
        Microsoft will ask once whether Holdfast may put messages back. Nothing is done before.
      </span>
      <button
        type="button"
        class="button small primary"
        onClick={whenTrusted(() => void acts.allow())}
      >
        Go on…
      </button>
      <button
        type="button"
        class="button small plain"
        onClick={whenTrusted(() => acts.dismissRun())}
      >
        Cancel
      </button>
    </span>
  );
}
