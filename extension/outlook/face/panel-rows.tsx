import { isBusy, isUnderWay, outcomeOf, type PanelState } from '../overlay-state.ts';
import type { ShownRow } from '../protocol.ts';
import { count, fully, moment, OUTCOMES, whereabouts } from '../words.ts';
import type { FaceProps } from './face-props.ts';
import { whenTrusted } from './trusted.ts';

type RowsProps = FaceProps & { panel: PanelState };

/** The messages of the panel: a folder's to be chosen from, a conversation's one by one. */
export function PanelRows(props: RowsProps) {
  const { panel, acts } = props;
  const isFolder = panel.of === 'folder';
  return (
    <>
      {isFolder && panel.rows.length > 1 && <ChooseAll {...props} />}
      <ul aria-busy={panel.isLoading}>
        {panel.rows.map((row) => (
          <Row key={row.row} {...props} row={row} />
        ))}
      </ul>
      {panel.next !== null && (
        <button
          type="button"
          class="link more"
          aria-disabled={panel.isLoading}
          onClick={whenTrusted(() => void acts.loadMore())}
        >
          {panel.isLoading ? 'One moment…' : 'Show more'}
        </button>
      )}
    </>
  );
}

function ChooseAll({ panel, acts, state }: RowsProps) {
  const rows = panel.rows.map(({ row }) => row);
  const chosen = rows.filter((row) => panel.chosen.has(row)).length;
  return (
    <label class="choose-all">
      <input
        type="checkbox"
        checked={chosen === rows.length}
        indeterminate={chosen > 0 && chosen < rows.length}
        disabled={isBusy(state.run)}
        onChange={whenTrusted(() => acts.choose(rows, chosen < rows.length))}
      />
      {chosen === 0 ? 'Choose some' : `${count(chosen)} chosen`}
    </label>
  );
}

function Row({ row, panel, state, acts }: RowsProps & { row: ShownRow }) {
  const isFolder = panel.of === 'folder';
  const isChosen = panel.chosen.has(row.row);
  const words = (
    <>
      <span class={row.restorable ? 'from cut strong' : 'from cut'}>
        <bdi>{row.from || '(no sender)'}</bdi>
      </span>
      <p class="cut">
        <time dateTime={row.date} title={fully(row.date)}>
          {moment(row.date)}
        </time>
        . <bdi>{isFolder ? row.subject || '(no subject)' : row.preview || row.subject}</bdi>
      </p>
      <Remark row={row} isFolder={isFolder} />
    </>
  );
  if (!isFolder || panel.rows.length === 1) {
    return (
      <li>
        <div class="words">{words}</div>
        <RowEnd {...{ row, panel, state, acts }} />
      </li>
    );
  }
  return (
    <li class="choosable">
      <label>
        <input
          type="checkbox"
          checked={isChosen}
          disabled={isBusy(state.run)}
          onChange={whenTrusted(() => acts.choose([row.row], !isChosen))}
        />
        <span class="words">{words}</span>
      </label>
      <RowEnd {...{ row, panel, state, acts }} />
    </li>
  );
}

function Remark({ row, isFolder }: { row: ShownRow; isFolder: boolean }) {
  const { earlier, lastSeenAt, state, where } = row;
  const parts: string[] = [];
  if (isFolder && lastSeenAt !== null) parts.push(`Last seen ${moment(lastSeenAt)}`);
  if (isFolder && state === 'moved' && where !== null) parts.push(`now in ${where}`);
  if (earlier.differed.length > 0) parts.push(`Earlier version: ${earlier.differed.join(', ')}`);
  return parts.length === 0 ? null : <p class="cut">{parts.join(', ')}</p>;
}

/** The button, or what became of it. */
function RowEnd({ row, panel, state, acts }: Omit<RowsProps, 'spots'> & { row: ShownRow }) {
  const outcome = outcomeOf(state.run, row.row);
  if (outcome !== undefined) return <span class={`end ${outcome}`}>{OUTCOMES[outcome]}</span>;
  if (isUnderWay(state.run, row.row)) return <span class="end">Restoring…</span>;
  if (!row.restorable) return <span class="end">{whereabouts(row)}</span>;
  if (panel.of === 'folder' && panel.rows.length > 1) return null;
  const restore = () => void acts.restore('panel', { place: panel.place, rows: [row.row] });
  return (
    <button
      type="button"
      class="button small"
      aria-disabled={isBusy(state.run)}
      aria-label={`Restore the message of ${row.from}, ${fully(row.date)}`}
      onClick={whenTrusted(restore)}
    >
      Restore
    </button>
  );
}
