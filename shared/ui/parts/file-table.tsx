import './file-table.css';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ItemStory } from '../../model/file-facts.ts';
import type { ItemRow } from '../../model/item.ts';
import type { ContainerSummary, SortField } from '../../model/lists.ts';
import { useFace } from '../face.ts';
import { isFolder, isLost, lookOf, sizeWords } from '../file-words.ts';
import { formats } from '../formats.ts';
import { useAnswer } from '../use-engine.ts';
import { ChangedMark } from './changed-mark.tsx';
import { FileIcon } from './file-icon.tsx';
import { GridPart } from './grid-part.tsx';
import { Icon } from './icon.tsx';
import { RestoreWords } from './item-row.tsx';
import { useLineState } from './line-state.ts';
import type { Order } from './list-head.tsx';
import { GoneMark, MovedMark } from './mark.tsx';
import { Offer } from './offer.tsx';
import { pictureOf } from './picture-of.ts';
import { type RowActs, useRowKeys } from './use-row-keys.ts';
import { useStories } from './use-stories.ts';
import { useVirtual } from './use-virtual.ts';

const ROW_HEIGHT = { comfortable: 40, compact: 32 } as const;
/** A finger needs more room. */
const COARSE_HEIGHT = 48;

export interface FileTableProps extends RowActs {
  label: string;
  /** The row that is open beside the table. */
  opened: number | null;
  order: Signal<Order>;
  /** What was then is shown, with what became of it; nothing of it is missing there. */
  isPast: boolean;
  /** The focus belongs here: somebody has come here by the table of another folder. */
  takesFocus: boolean;
  folderOf(id: string): ContainerSummary | undefined;
}

/**
 * The things of one folder, any number of them. The focus stays on the table; the row the keys act
 * on is named to those who listen. For the keys, see `useRowKeys`.
 */
export function FileTable(props: FileTableProps) {
  const { pages, chosen } = props;
  const { settings } = useFace();
  const scroller = useRef<HTMLDivElement>(null);
  const isCoarse = useSignal(matchMedia('(pointer: coarse), (max-width: 640px)').matches);
  const rowHeight = isCoarse.value ? COARSE_HEIGHT : ROW_HEIGHT[settings.value.density];
  const virtual = useVirtual(scroller, pages.total, rowHeight);
  const { at, press, click } = useRowKeys({ ...props, scroller, virtual, rowHeight });
  useEffect(() => {
    const query = matchMedia('(pointer: coarse), (max-width: 640px)');
    const note = () => {
      isCoarse.value = query.matches;
    };
    query.addEventListener('change', note);
    return () => query.removeEventListener('change', note);
  }, []);
  useEffect(() => {
    if (props.takesFocus) scroller.current?.closest<HTMLElement>('[role="grid"]')?.focus();
  }, []);

  const lines = virtual.getVirtualItems();
  const first = lines[0]?.index ?? 0;
  const last = lines.at(-1)?.index ?? 0;
  void pages.version.value;
  useEffect(() => pages.need(first, last), [pages, first, last]);
  const stories = useStories(pages, first, last);
  const isChoosing = props.isChoosing || chosen.value.size > 0;
  return (
    <GridPart
      class={isChoosing ? 'files-table choosing' : 'files-table'}
      as="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={pages.total + 1}
      aria-multiselectable="true"
      aria-activedescendant={pages.total > 0 ? `file-${at.value}` : undefined}
      onKeyDown={(event) => {
        // The buttons of the head have keys of their own.
        if (event.target === event.currentTarget) press(event);
      }}
      onClick={click}
    >
      <TableHead order={props.order} />
      <GridPart place={scroller} class="files-rows" as="rowgroup">
        <div role="presentation" style={{ blockSize: `${virtual.getTotalSize()}px` }}>
          {lines.map(({ index, start }) => (
            <FileLine
              key={index}
              index={index}
              place={{ transform: `translateY(${start}px)`, blockSize: `${rowHeight}px` }}
              isAt={index === at.value}
              item={pages.at(index)}
              stories={stories}
              table={props}
            />
          ))}
        </div>
      </GridPart>
    </GridPart>
  );
}

const COLUMNS: readonly { label: string; class: string; sort: SortField | null }[] = [
  { label: 'Name', class: 'name', sort: 'subject' },
  { label: 'Changed', class: 'optional', sort: 'date' },
  { label: 'Size', class: 'number', sort: 'size' },
  { label: 'States', class: 'number optional', sort: null },
  { label: 'Last event', class: 'event', sort: null },
];

function TableHead({ order }: { order: Signal<Order> }) {
  const { sort, descending } = order.value;
  const press = (by: SortField) => {
    // Dates and sizes are looked at from the newest and the largest on.
    const isFirst = sort !== by;
    order.value = { sort: by, descending: isFirst ? by !== 'subject' : !descending };
  };
  return (
    <GridPart as="rowgroup" class="files-head">
      <GridPart as="row" aria-rowindex={1} class="file">
        {COLUMNS.map((column) => {
          const isSorted = column.sort === sort;
          const direction = descending ? 'descending' : 'ascending';
          return (
            <GridPart
              key={column.label}
              as="columnheader"
              class={column.class}
              aria-sort={isSorted ? direction : undefined}
            >
              {column.sort === null ? (
                column.label
              ) : (
                <button type="button" onClick={() => column.sort && press(column.sort)}>
                  {column.label}
                  {isSorted && (
                    <span class={descending ? 'sorted' : 'sorted up'}>
                      <Icon name="down" />
                    </span>
                  )}
                </button>
              )}
            </GridPart>
          );
        })}
      </GridPart>
    </GridPart>
  );
}

function FileLine(props: {
  index: number;
  place: { transform: string; blockSize: string };
  isAt: boolean;
  item: ItemRow | undefined;
  stories: ReadonlyMap<number, ItemStory>;
  table: FileTableProps;
}) {
  const { index, item, table } = props;
  const state = useLineState({ item, isAt: props.isAt, list: table, isLost });
  return (
    <GridPart
      id={`file-${index}`}
      class={['file', ...state.classes].join(' ')}
      as="row"
      aria-rowindex={index + 2}
      aria-selected={state.isSelected}
      aria-busy={item === undefined}
      data-index={index}
      data-row={item?.row}
      style={props.place}
    >
      {item && (
        <Cells
          item={item}
          isGone={state.isGone}
          story={props.stories.get(item.row)}
          table={table}
        />
      )}
    </GridPart>
  );
}

function Cells(props: {
  item: ItemRow;
  isGone: boolean;
  story: ItemStory | undefined;
  table: FileTableProps;
}) {
  const { item, isGone, story, table } = props;
  const { now, restores } = useFace();
  const restore = restores.rows.value.get(item.row);
  const { isPast } = table;
  const folder = isFolder(item) ? table.folderOf(item.itemId) : undefined;
  return (
    <>
      <GridPart as="gridcell" class="name">
        <span class="tick" data-act="choose" />
        <Look item={item} />
        <span class="cut" dir="auto" title={item.subject}>
          {item.subject || '(no name)'}
        </span>
      </GridPart>
      {restore ? (
        <GridPart as="gridcell" class="whole cut">
          <RestoreWords state={restore} source="drive" />
        </GridPart>
      ) : (
        <>
          <GridPart as="gridcell" class="optional quiet">
            <time dateTime={item.date} title={formats.full(item.date)}>
              {formats.short(item.date, now.value)}
            </time>
          </GridPart>
          <GridPart as="gridcell" class="number">
            {sizeWords(item, folder)}
          </GridPart>
          <GridPart as="gridcell" class="number optional">
            {item.kind === 'file' && !isPast && story && formats.count(story.states)}
          </GridPart>
          <GridPart as="gridcell" class="event">
            <LastEvent item={item} isGone={isGone} story={story} table={table} />
            {isGone && <Offer />}
          </GridPart>
        </>
      )}
    </>
  );
}

/** The sign of its kind; of a picture the picture. What makes it small is loaded for the first one. */
function Look({ item }: { item: ItemRow }) {
  const { engine } = useFace();
  const look = lookOf(item);
  const isPicture = look === 'picture' && item.kind === 'file';
  const { value: parts } = useAnswer(
    async () => (isPicture ? import('../preview/thumbnail.tsx') : null),
    [isPicture],
  );
  const sign = <FileIcon look={look} />;
  return (
    <span class="look">
      {isPicture && parts ? (
        <parts.Thumbnail {...pictureOf(engine, item)} size="row">
          {sign}
        </parts.Thumbnail>
      ) : (
        sign
      )}
    </span>
  );
}

/** What happened to it last, as far as copies saw it. */
export function LastEvent(props: {
  item: ItemRow;
  isGone: boolean;
  story: ItemStory | undefined;
  table: FileTableProps;
}) {
  const { item, isGone, story, table } = props;
  const now = useFace().now.value;
  if (table.isPast && item.since === 'changed') return <ChangedMark label="changed since" />;
  if (table.isPast && isGone) return <GoneMark label="gone since" />;
  if (isGone && item.lastSeenAt !== null) {
    const label = formats.short(item.lastSeenAt, now);
    return <GoneMark label={label} heard="gone, last seen" />;
  }
  if (item.movedTo !== null) {
    return <MovedMark label={`to ${table.folderOf(item.movedTo)?.name ?? 'another folder'}`} />;
  }
  if (table.isPast) return null;
  if (item.isLeftOut) return <span class="quiet">Left out</span>;
  if (item.kind === 'file' && !item.whole) return <span class="missing">Not here yet</span>;
  if (item.kind === 'link') return <span class="quiet">A shortcut</span>;
  if (item.kind !== 'file' || !story?.changedAt) return null;
  return <ChangedMark label={formats.short(story.changedAt, now)} heard="changed" />;
}
