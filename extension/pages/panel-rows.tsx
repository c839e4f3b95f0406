import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { ItemRow } from '../../shared/model/item.ts';
import type { ContainerSummary } from '../../shared/model/lists.ts';
import { cannotActBecause } from '../../shared/ui/consent.ts';
import { useFace } from '../../shared/ui/face.ts';
import { formats } from '../../shared/ui/formats.ts';
import { GoneMark, MovedMark } from '../../shared/ui/parts/mark.tsx';
import { type HereRestores, isBusyHere } from '../../shared/ui/restore-here.ts';
import { showApp } from '../background/app-tab.ts';
import { isRestorable } from '../background/outlook-rows.ts';
import { type Chosen, toggled } from './chosen.ts';
import { outcomeWords } from './here-run.tsx';

/** What every list of the panel works with. */
export interface PanelList {
  here: HereRestores;
  chosen: Signal<Chosen>;
  folders: readonly ContainerSummary[];
}

export interface PanelItem {
  item: ItemRow;
  /** In place of the plain subject, sender and preview: with hits marked. */
  subject?: ComponentChildren;
  from?: ComponentChildren;
  preview?: ComponentChildren;
}

export function PanelRows(props: { label: string; items: readonly PanelItem[]; list: PanelList }) {
  return (
    <ul class="panel-rows" aria-label={props.label}>
      {props.items.map((shown) => (
        <Row key={shown.item.row} shown={shown} list={props.list} />
      ))}
    </ul>
  );
}

function Row({ shown, list }: { shown: PanelItem; list: PanelList }) {
  const { item } = shown;
  const { here, chosen, folders } = list;
  const face = useFace();
  const subjectId = useId();
  const subject = item.subject || '(no subject)';
  const outcome = here.outcomes.value.get(item.row);
  const canRestore = isRestorable(item, folders) && outcome === undefined;
  const isUnderWay = isBusyHere(here.run.value) && here.run.value?.rows.includes(item.row);
  const cannot = cannotActBecause(face);
  const isOff = cannot !== null || isBusyHere(here.run.value);
  return (
    <li>
      {canRestore ? (
        <input
          type="checkbox"
          aria-labelledby={subjectId}
          checked={chosen.value.rows.has(item.row)}
          onChange={(event) => {
            chosen.value = toggled(chosen.peek(), item, event.currentTarget.checked);
          }}
        />
      ) : (
        <span />
      )}
      <div>
        <button
          id={subjectId}
          type="button"
          class="panel-subject"
          dir="auto"
          title={`${subject}: open it in Holdfast`}
          onClick={() => showApp(`/mail/${encodeURIComponent(item.container)}/${item.row}`)}
        >
          {shown.subject ?? subject}
        </button>
        <p class="caption cut">
          <bdi>{shown.from ?? (item.from || '(no sender)')}</bdi>,{' '}
          <time dateTime={item.date} title={formats.full(item.date)}>
            {formats.short(item.date, face.now.value)}
          </time>
        </p>
        {shown.preview && (
          <p class="caption panel-preview" dir="auto">
            {shown.preview}
          </p>
        )}
        <p class="caption">
          {outcome ? outcomeWords(outcome) : <Whereabouts item={item} folders={folders} />}
        </p>
      </div>
      {canRestore && (
        <button
          type="button"
          class="button small"
          aria-disabled={isOff}
          title={cannot ?? undefined}
          onClick={() => !isOff && void here.restore([item.row])}
        >
          {isUnderWay ? 'Restoring…' : 'Restore'}
          <span class="heard"> {subject}</span>
        </button>
      )}
    </li>
  );
}

/** Where it is now, or since when it is nowhere. */
function Whereabouts(props: { item: ItemRow; folders: readonly ContainerSummary[] }) {
  const { item, folders } = props;
  const { now } = useFace();
  const nameOf = (id: string) => folders.find((folder) => folder.id === id)?.name ?? 'a folder';
  if (item.lastSeenAt === null) {
    return (
      <>
        In <bdi>{nameOf(item.container)}</bdi>
      </>
    );
  }
  if (item.movedTo !== null) return <MovedMark label={`In ${nameOf(item.movedTo)} now`} />;
  return <GoneMark label={`Gone, last seen ${formats.within(item.lastSeenAt, now.value)}`} />;
}
