import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso/router';
import { type Fault, toFault } from '../../model/fault.ts';
import type { JournalId } from '../../model/ids.ts';
import type { JournalEntry, RestoredItem, RestoreResult } from '../../model/restore.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { agree, counted, formats } from '../formats.ts';
import {
  differenceLines,
  type LedgerLine,
  propertyWords,
  type ResultSums,
  resultSums,
  resultTitle,
  stateWords,
} from '../restore-words.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { FaultNote } from './note.tsx';
import { RestoreItems } from './restore-items.tsx';
import { SumsList } from './sums-list.tsx';

/** What a restore or an undo did, item by item, and the way back from it. */
export function RestoreResultView(props: {
  entry: JournalEntry | null;
  kind: 'restore' | 'undo';
  result: RestoreResult;
  /** Rows that were planned but not tried, after a stop. */
  untried: readonly number[];
}) {
  const { entry, kind, result, untried } = props;
  const face = useFace();
  const { route } = useLocation();
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const sums = resultSums(result.items);
  const failed = result.items.filter(({ state }) => state === 'failed');
  const again = [...failed.map(({ row }) => row.row), ...untried];
  const tryAgain = async () => {
    const plan = await face.restores.plan({ kind: 'rows', rows: again });
    route(`/restore/${encodeURIComponent(plan.id)}`);
  };
  return (
    <div class="restoring">
      <section data-pane>
        <a class="back" href="/journal">
          <Icon name="back" />
          Journal
        </a>
        <h1 tabIndex={-1}>{resultTitle(kind, sums)}</h1>
        <p class="under">{underWords(entry, kind, result, untried.length)}</p>
        <SumsList lines={linesOf(kind, sums, result.items)} total={result.items.length} />
        <Failures items={failed} />
        <Differences items={result.items} />
        {fault.value && <FaultNote fault={fault.value} />}
        <div class="foot">
          {again.length > 0 && kind === 'restore' && (
            <ActButton
              class="button primary"
              cannotBecause={cannotActBecause(face)}
              act={tryAgain}
              onFault={note}
            >
              {failed.length > 0 && untried.length === 0
                ? `Try the ${formats.count(again.length)} again`
                : `Restore the other ${formats.count(again.length)}`}
            </ActButton>
          )}
          <a
            class={again.length > 0 ? 'button' : 'button primary'}
            href={face.platform.outlookUrl}
            target="_blank"
            rel="noopener noreferrer"
          >
            Open in Outlook
          </a>
          <button type="button" class="button" onClick={() => print()}>
            <Icon name="print" />
            Print
          </button>
          {entry?.canUndo && kind === 'restore' && (
            <UndoButton journal={entry.id} sums={sums} onFault={note} />
          )}
          {entry?.undoneBy && (
            <a class="button" href={`/journal/${entry.undoneBy}`}>
              Undone: show
            </a>
          )}
        </div>
      </section>
      <RestoreItems
        items={result.items.map((restored) => ({
          item: restored.row,
          words: stateWords(kind, restored),
          isFailed: restored.state === 'failed',
          isTicked: null,
        }))}
      />
    </div>
  );
}

function underWords(
  entry: JournalEntry | null,
  kind: 'restore' | 'undo',
  result: RestoreResult,
  untried: number,
): string {
  const when = entry
    ? `${formats.day(entry.startedAt)}, ${formats.time(entry.startedAt)}${entry.endedAt ? ` to ${formats.time(entry.endedAt)}` : ''}`
    : '';
  const stopped = result.stopped
    ? ` It was stopped there${untried > 0 ? `; ${formats.count(untried)} ${agree(untried, 'was', 'were')} not tried` : ''}.`
    : '';
  if (kind === 'undo') return `${when}. What was made again is in Deleted Items now.${stopped}`;
  return `Every one was read back from Microsoft and compared with your copy${when === '' ? '' : `, ${when}`}.${stopped}`;
}

function linesOf(
  kind: 'restore' | 'undo',
  sums: ResultSums,
  items: readonly RestoredItem[],
): LedgerLine[] {
  const differ = items.filter(({ state }) => state === 'differs').length;
  const remark = differ === 0 ? 'all equal' : 'all equal but for what is below';
  if (kind === 'undo') {
    return [
      { count: sums.madeAgain, words: 'moved to Deleted Items', remark: '' },
      { count: sums.movedBack, words: 'moved back to where they were before', remark: '' },
      { count: sums.leftAlone, words: 'left alone', remark: 'changed since' },
      { count: sums.failed, words: 'failed', remark: '' },
    ];
  }
  return [
    { count: sums.madeAgain, words: 'made again', remark: sums.madeAgain > 0 ? remark : '' },
    {
      count: sums.movedBack,
      words: 'moved back',
      remark: sums.movedBack > 0 ? agree(sums.movedBack, 'the original', 'the originals') : '',
    },
    { count: sums.leftAlone, words: 'left alone', remark: '' },
    { count: sums.failed, words: 'failed', remark: '' },
  ];
}

function Failures({ items }: { items: readonly RestoredItem[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <h2>Why {agree(items.length, 'it', 'they')} could not be written</h2>
      <table class="differences">
        <tbody>
          {items.map(({ row, fault }) => (
            <tr key={row.row}>
              <td dir="auto">{row.subject || '(no subject)'}</td>
              <td class="quiet">
                {fault ? FAULT_SENTENCES[fault.code].happened : 'Microsoft did not say why.'}
                {fault?.upstreamCode && ` (${fault.upstreamCode})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Differences({ items }: { items: readonly RestoredItem[] }) {
  const lines = differenceLines(items);
  if (lines.length === 0) return null;
  return (
    <>
      <h2>What is not exactly as it was</h2>
      <table class="differences">
        <tbody>
          {lines.map(({ property, count, was, is }) => (
            <tr key={property}>
              <td>{propertyWords(property)}</td>
              <td>
                {was !== null && is !== null ? (
                  <>
                    {count > 1 && <span class="quiet">{counted(count, 'message')}: </span>}
                    <span class="heard">from </span>
                    <del>{was || 'nothing'}</del>
                    <span aria-hidden="true"> → </span>
                    <span class="heard"> to </span>
                    <ins>{is || 'nothing'}</ins>
                  </>
                ) : (
                  <span class="quiet">differs in {counted(count, 'message')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The title is the question, the buttons answer it. */
function UndoButton(props: {
  journal: JournalId;
  sums: ResultSums;
  onFault(fault: Fault | null): void;
}) {
  const { journal, sums } = props;
  const face = useFace();
  const { route } = useLocation();
  const isAsking = useSignal(false);
  const cannot = cannotActBecause(face);
  const run = async () => {
    try {
      const job = await face.engine.startUndo(journal);
      route(`/journal/${journal}?job=${encodeURIComponent(job)}`);
    } catch (error) {
      props.onFault(toFault(error));
    }
  };
  return (
    <>
      <button
        type="button"
        class="button"
        aria-disabled={cannot !== null}
        title={cannot ?? undefined}
        onClick={() => {
          if (cannot === null) isAsking.value = true;
        }}
      >
        <Icon name="undo" />
        Undo…
      </button>
      {isAsking.value && (
        <Dialog
          title="Take out what was restored?"
          answer={{ label: `Take out ${formats.count(sums.madeAgain + sums.movedBack)}`, run }}
          leave="Keep them"
          onClose={() => {
            isAsking.value = false;
          }}
        >
          <p>
            {sums.madeAgain > 0 &&
              `${counted(sums.madeAgain, 'message')} made again ${agree(sums.madeAgain, 'is', 'are')} moved to Deleted Items. `}
            {sums.movedBack > 0 &&
              `${formats.count(sums.movedBack)} ${agree(sums.movedBack, 'goes', 'go')} back to where ${agree(sums.movedBack, 'it was', 'they were')} before. `}
            What was answered or changed since stays.
          </p>
        </Dialog>
      )}
    </>
  );
}
