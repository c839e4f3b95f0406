import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso/router';
import { type Fault, toFault } from '../../model/fault.ts';
import type { JournalId } from '../../model/ids.ts';
import type { ItemRow, SourceName } from '../../model/item.ts';
import type { JournalEntry, RestoredItem, RestoreResult } from '../../model/restore.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { agree, formats } from '../formats.ts';
import {
  backOf,
  differenceLines,
  type LedgerLine,
  propertyWords,
  type ResultSums,
  resultSums,
  resultTitle,
  stateWords,
} from '../restore-words.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import { PLACE_WORDS, things, thingsOf } from '../thing-words.ts';
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
  source: SourceName;
  /** Rows that were planned but not tried, after a stop. */
  untried: readonly number[];
}) {
  const { entry, kind, result, source, untried } = props;
  const face = useFace();
  const { route } = useLocation();
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const { page } = PLACE_WORDS[source];
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
        <h1 tabIndex={-1}>{resultTitle(kind, sums, thingsOf(source, doneRows(result)))}</h1>
        <p class="under">{underWords(entry, kind, result, source, untried.length)}</p>
        <SumsList lines={linesOf(kind, source, sums, result.items)} total={result.items.length} />
        <Failures items={failed} />
        <Differences items={result.items} source={source} />
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
          {source === 'mail' ? (
            <a
              class={again.length > 0 ? 'button' : 'button primary'}
              href={face.platform.outlookUrl}
              target="_blank"
              rel="noopener noreferrer"
            >
              Open in Outlook
            </a>
          ) : (
            <a class={again.length > 0 ? 'button' : 'button primary'} href={page.path}>
              Go to {page.label}
            </a>
          )}
          <button type="button" class="button" onClick={() => print()}>
            <Icon name="print" />
            Print
          </button>
          {entry?.canUndo && kind === 'restore' && (
            <UndoButton journal={entry.id} source={source} sums={sums} onFault={note} />
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
          note: renamedWords(restored),
          isFailed: restored.state === 'failed',
          isTicked: null,
        }))}
      />
    </div>
  );
}

/** What OneDrive did not take as it was called. */
function renamedWords({ row, differences }: RestoredItem): string {
  const name = row.source === 'drive' && differences.find(({ property }) => property === 'name');
  return name ? `as “${name.is}”` : '';
}

function underWords(
  entry: JournalEntry | null,
  kind: 'restore' | 'undo',
  result: RestoreResult,
  source: SourceName,
  untried: number,
): string {
  const when = entry
    ? `${formats.day(entry.startedAt)}, ${formats.time(entry.startedAt)}${entry.endedAt ? ` to ${formats.time(entry.endedAt)}` : ''}`
    : '';
  const stopped = result.stopped
    ? ` It was stopped there${untried > 0 ? `; ${formats.count(untried)} ${agree(untried, 'was', 'were')} not tried` : ''}.`
    : '';
  if (kind === 'undo') {
    const { bin } = PLACE_WORDS[source];
    return `${when}. What was made again is in ${bin} now.${stopped}`;
  }
  return `Every one was read back from Microsoft and compared with your copy${when === '' ? '' : `, ${when}`}.${stopped}`;
}

function doneRows({ items }: RestoreResult): ItemRow[] {
  const done = items.filter(({ state }) => state === 'equal' || state === 'differs');
  return done.map(({ row }) => row);
}

function linesOf(
  kind: 'restore' | 'undo',
  source: SourceName,
  sums: ResultSums,
  items: readonly RestoredItem[],
): LedgerLine[] {
  const differ = items.filter(({ state }) => state === 'differs').length;
  const remark = differ === 0 ? 'all equal' : 'all equal but for what is below';
  if (kind === 'undo') {
    return [
      { count: sums.madeAgain, words: takenOutWords(source), remark: '' },
      { count: sums.movedBack, words: 'moved back to where they were before', remark: '' },
      { count: sums.leftAlone, words: 'left alone', remark: 'changed since' },
      { count: sums.failed, words: 'failed', remark: '' },
    ];
  }
  return [
    { count: sums.madeAgain, words: 'made again', remark: sums.madeAgain > 0 ? remark : '' },
    ...(sums.fromBin > 0
      ? [
          {
            count: sums.fromBin,
            words: `taken out of ${PLACE_WORDS[source].bin}`,
            remark: agree(sums.fromBin, 'the original', 'the originals'),
          },
        ]
      : []),
    {
      count: sums.movedBack,
      words: 'moved back',
      remark: sums.movedBack > 0 ? agree(sums.movedBack, 'the original', 'the originals') : '',
    },
    { count: sums.leftAlone, words: 'left alone', remark: '' },
    { count: sums.failed, words: 'failed', remark: '' },
  ];
}

/** A file that was put over another one gives way to that one again. */
function takenOutWords(source: SourceName): string {
  const moved = `moved to ${PLACE_WORDS[source].bin}`;
  return source === 'mail' ? moved : `${moved}, or as they were before`;
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
              <td dir="auto">{row.subject || PLACE_WORDS[row.source].nameless}</td>
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

function Differences(props: { items: readonly RestoredItem[]; source: SourceName }) {
  const { items, source } = props;
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
                    {count > 1 && <span class="quiet">{things(source, count)}: </span>}
                    <span class="heard">from </span>
                    <del>{was || 'nothing'}</del>
                    <span aria-hidden="true"> → </span>
                    <span class="heard"> to </span>
                    <ins>{is || 'nothing'}</ins>
                  </>
                ) : (
                  <span class="quiet">differs in {things(source, count)}</span>
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
  source: SourceName;
  sums: ResultSums;
  onFault(fault: Fault | null): void;
}) {
  const { journal, source, sums } = props;
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
          answer={{ label: `Take out ${formats.count(backOf(sums))}`, run }}
          leave="Keep them"
          onClose={() => {
            isAsking.value = false;
          }}
        >
          <p>
            {sums.madeAgain > 0 && undoneWords(source, sums.madeAgain)}
            {sums.fromBin > 0 && binWords(source, sums.fromBin)}
            {sums.movedBack > 0 &&
              `${formats.count(sums.movedBack)} ${agree(sums.movedBack, 'goes', 'go')} back to where ${agree(sums.movedBack, 'it was', 'they were')} before. `}
            What was {source === 'mail' && 'answered or '}changed since stays.
          </p>
        </Dialog>
      )}
    </>
  );
}

function binWords(source: SourceName, count: number): string {
  const { bin } = PLACE_WORDS[source];
  return `${things(source, count)} that came out of ${bin} ${agree(count, 'goes', 'go')} back into it. `;
}

function undoneWords(source: SourceName, count: number): string {
  const { bin } = PLACE_WORDS[source];
  const moved = `${things(source, count)} made again ${agree(count, 'is', 'are')} moved to ${bin}. `;
  if (source === 'mail') return moved;
  return `${moved}Where a file was put over another one, that one is the present one again. `;
}
