import './file-tiles.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ItemStory } from '../../model/file-facts.ts';
import type { ItemRow } from '../../model/item.ts';
import { useFace } from '../face.ts';
import { isFolder, isLost, lookOf, sizeWords } from '../file-words.ts';
import { formats } from '../formats.ts';
import { Thumbnail } from '../preview/thumbnail.tsx';
import { FileIcon } from './file-icon.tsx';
import { type FileTableProps, LastEvent } from './file-table.tsx';
import { RestoreWords } from './item-row.tsx';
import { useLineState } from './line-state.ts';
import { Offer } from './offer.tsx';
import { pictureOf } from './picture-of.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useStories } from './use-stories.ts';
import { useVirtual } from './use-virtual.ts';

/** With their gaps; a phone has room for two of the narrower ones. */
const TILE = { wide: { inline: 176, block: 188 }, narrow: { inline: 148, block: 172 } } as const;
const NARROW = '(max-width: 640px)';

/**
 * The things of one folder as they look: pictures, first pages of PDFs and what a film begins with, all
 * from the copy and only of what is in sight. Keys are those of the table, and ← → beside them.
 */
export function FileTiles(props: FileTableProps) {
  const { pages, chosen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useSignal(matchMedia(NARROW).matches);
  const tile = isNarrow.value ? TILE.narrow : TILE.wide;
  const columns = useColumns(scroller, tile.inline);
  const virtual = useVirtual(scroller, Math.ceil(pages.total / columns), tile.block);
  const { at, press, click } = useRowKeys({
    ...props,
    scroller,
    virtual,
    rowHeight: tile.block,
    columns,
  });
  useEffect(() => {
    const query = matchMedia(NARROW);
    const note = () => {
      isNarrow.value = query.matches;
    };
    query.addEventListener('change', note);
    return () => query.removeEventListener('change', note);
  }, []);
  useEffect(() => {
    if (props.takesFocus) scroller.current?.focus();
  }, []);

  const lines = virtual.getVirtualItems();
  const first = (lines[0]?.index ?? 0) * columns;
  const last = Math.min(pages.total, ((lines.at(-1)?.index ?? 0) + 1) * columns) - 1;
  void pages.version.value;
  useEffect(() => pages.need(first, last), [pages, first, last]);
  const stories = useStories(pages, first, last);
  const isChoosing = props.isChoosing || chosen.value.size > 0;
  const shown = lines.flatMap(({ index, start }) =>
    Array.from({ length: Math.min(columns, pages.total - index * columns) }, (_, column) => ({
      index: index * columns + column,
      start,
      column,
    })),
  );
  return (
    <div
      ref={scroller}
      class={isChoosing ? 'tiles choosing' : 'tiles'}
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable="true"
      aria-activedescendant={pages.total > 0 ? `file-${at.value}` : undefined}
      onKeyDown={press}
      onClick={click}
    >
      <div role="presentation" style={{ blockSize: `${virtual.getTotalSize()}px` }}>
        {shown.map(({ index, start, column }) => (
          <Tile
            key={index}
            index={index}
            place={{
              insetBlockStart: `${start}px`,
              insetInlineStart: `calc(${column} * 100% / ${columns})`,
              inlineSize: `calc(100% / ${columns})`,
              blockSize: `${tile.block}px`,
            }}
            isAt={index === at.value}
            item={pages.at(index)}
            stories={stories}
            table={props}
          />
        ))}
      </div>
    </div>
  );
}

/** As many as fit, two at least. */
function useColumns(scroller: { current: HTMLElement | null }, inline: number): number {
  const width = useSignal(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return Math.max(2, Math.floor(width.value / inline));
}

function Tile(props: {
  index: number;
  place: Record<string, string>;
  isAt: boolean;
  item: ItemRow | undefined;
  stories: ReadonlyMap<number, ItemStory>;
  table: FileTableProps;
}) {
  const { index, item, table } = props;
  const state = useLineState({ item, isAt: props.isAt, list: table, isLost });
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names this tile.
    <div
      id={`file-${index}`}
      class={['tile', ...state.classes].join(' ')}
      role="option"
      aria-selected={state.isSelected}
      aria-current={state.isOpened ? 'true' : undefined}
      aria-setsize={table.pages.total}
      aria-posinset={index + 1}
      aria-busy={item === undefined}
      data-index={index}
      data-row={item?.row}
      style={props.place}
    >
      {item && (
        <TileParts
          item={item}
          isGone={state.isGone}
          story={props.stories.get(item.row)}
          table={table}
        />
      )}
    </div>
  );
}

function TileParts(props: {
  item: ItemRow;
  isGone: boolean;
  story: ItemStory | undefined;
  table: FileTableProps;
}) {
  const { item, isGone, story, table } = props;
  const { engine, restores, now } = useFace();
  const restore = restores.rows.value.get(item.row);
  const folder = isFolder(item) ? table.folderOf(item.itemId) : undefined;
  const sign = (
    <span class="sign">
      <FileIcon look={lookOf(item)} />
    </span>
  );
  const size = sizeWords(item, folder);
  return (
    <div class="inside">
      <div class="picture">
        {item.kind === 'file' ? (
          <Thumbnail {...pictureOf(engine, item)} size="tile">
            {sign}
          </Thumbnail>
        ) : (
          sign
        )}
        <span class="tick" data-act="choose" />
        {isGone && <Offer />}
      </div>
      <p class="cut" dir="auto" title={item.subject}>
        {item.subject || '(no name)'}
      </p>
      <p class="under cut">
        {restore ? (
          <RestoreWords state={restore} source="drive" />
        ) : isGone || item.movedTo !== null || (table.isPast && item.since === 'changed') ? (
          <LastEvent item={item} isGone={isGone} story={story} table={table} />
        ) : (
          <>
            {size}
            {size !== '' && !isFolder(item) && ', '}
            {!isFolder(item) && (
              <time dateTime={item.date} title={formats.full(item.date)}>
                {formats.short(item.date, now.value)}
              </time>
            )}
          </>
        )}
      </p>
    </div>
  );
}
