import { useSignal } from '@preact/signals';
import type { RestoredItem } from '../../shared/model/restore.ts';
import { counted, formats } from '../../shared/ui/formats.ts';
import { Icon } from '../../shared/ui/parts/icon.tsx';
import { FaultNote } from '../../shared/ui/parts/note.tsx';
import type { HereRestores, HereRun } from '../../shared/ui/restore-here.ts';
import { resultSums, resultTitle } from '../../shared/ui/restore-words.ts';
import { FAULT_SENTENCES } from '../../shared/ui/sentences.ts';

interface HereRunProps {
  here: HereRestores;
  /**
   * Where Microsoft can be asked, for a face that its window would close; without it, Microsoft is
   * asked from here.
   */
  askBeside?: (() => Promise<void>) | undefined;
}

/** How the latest restore goes, or what came of it, with the way back. */
export function HereRunLine(props: HereRunProps) {
  const run = props.here.run.value;
  if (run === null) return null;
  return (
    <div class="here-run">
      <RunWords run={run} {...props} />
    </div>
  );
}

function RunWords({ run, here, askBeside }: HereRunProps & { run: HereRun }) {
  switch (run.kind) {
    case 'asking':
      return <p class="late">Asking your mailbox what it still has…</p>;
    case 'consent':
      return <Consent here={here} askBeside={askBeside} />;
    case 'restoring':
      return (
        <>
          <p class="number">
            Restoring… {formats.count(run.done)} of {formats.count(run.total)}
          </p>
          <progress aria-label="Restoring" max={Math.max(1, run.total)} value={run.done} />
        </>
      );
    case 'restored':
      return <Restored run={run} here={here} />;
    case 'undoing':
      return <p>Taking it out again…</p>;
    case 'undone':
      return <p>Undone: it was moved to Deleted Items or back to where it was.</p>;
    case 'failed':
      return <FaultNote fault={run.fault} again={() => void here.restore(run.rows)} />;
  }
}

/** The right to write, before the first restore. */
function Consent({ here, askBeside }: HereRunProps) {
  const isAsking = useSignal(false);
  const allow = async () => {
    if (isAsking.peek()) return;
    isAsking.value = true;
    await here.allow();
    isAsking.value = false;
  };
  return (
    <>
      <p>
        Microsoft will ask whether Holdfast may write to your mailbox. It is needed to restore, and
        used for nothing else.
      </p>
      <div class="line">
        {askBeside ? (
          <button type="button" class="button small primary" onClick={askBeside}>
            Go on in the side panel
          </button>
        ) : (
          <button
            type="button"
            class="button small primary"
            aria-disabled={isAsking.value}
            onClick={allow}
          >
            Go on at Microsoft
          </button>
        )}
        <button type="button" class="button small plain" onClick={here.dismiss}>
          Cancel
        </button>
      </div>
    </>
  );
}

function Restored(props: { run: Extract<HereRun, { kind: 'restored' }>; here: HereRestores }) {
  const { run, here } = props;
  const sums = resultSums(run.items);
  return (
    <>
      <p>
        <span class="strong">{resultTitle('restore', sums)}</span> {detail(run)}
      </p>
      <div class="line">
        {run.journal !== null && (
          <button type="button" class="button small" onClick={() => void here.undo()}>
            <Icon name="undo" />
            Undo
          </button>
        )}
        <button type="button" class="button small plain" onClick={here.dismiss}>
          Done
        </button>
      </div>
    </>
  );
}

/** What the sentence leaves open: whether it was compared, what failed, what had to be made. */
function detail({ items, madeFolders }: Extract<HereRun, { kind: 'restored' }>): string {
  const differing = items.filter(({ state }) => state === 'differs').length;
  const compared = items.some(({ state }) => state === 'equal' || state === 'differs');
  const fault = items.find((item) => item.fault !== null)?.fault;
  return [
    compared && differing === 0 && 'Read back and compared with your copy: equal.',
    differing > 0 &&
      `Read back and compared: ${counted(differing, 'one is', 'ones are')} not exactly as it was; the Journal says how.`,
    madeFolders.length > 0 && `${madeFolders.join(', ')} was made again for it.`,
    fault && FAULT_SENTENCES[fault.code].happened,
  ]
    .filter(Boolean)
    .join(' ');
}

/** What came of one row, in its own place. */
export function outcomeWords({ state, fault }: RestoredItem): string {
  if (state === 'equal') return 'Restored, equal.';
  if (state === 'differs') return 'Restored, not exactly as it was.';
  if (state === 'left-alone') return 'Left alone: it is there.';
  return `Not restored. ${fault ? FAULT_SENTENCES[fault.code].happened : ''}`.trim();
}
