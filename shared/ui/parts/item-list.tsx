import './item-list.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ContainerId } from '../../model/ids.ts';
import type { ItemRow } from '../../model/item.ts';
import { useFace } from '../face.ts';
import { ItemLine } from './item-row.tsx';
import { useLineState } from './line-state.ts';
import { type RowActs, useRowKeys } from './use-row-keys.ts';
import { useVirtual } from './use-virtual.ts';

const ROW_HEIGHT = { comfortable: 78, compact: 56 } as const;

interface ItemListProps extends RowActs {
  label: string;
  /** The row that is open beside the list. */
  opened: number | null;
  /** What was then is shown, with what became of it; nothing of it is missing there. */
  isPast?: boolean;
  /** Sent and drafts say to whom, not from whom. */
  showTo: boolean;
  nameOf(container: ContainerId): string;
  /** Of another height than a message's line has, and what stands in it instead. */
  line?: { height: number; show(index: number, isGone: boolean): ComponentChildren };
}

/** The item is nowhere any more; an earlier state of one that is there has been left, too. */
export function isGone({ since, lastSeenAt, movedTo }: ItemRow): boolean {
  return since === undefined ? lastSeenAt !== null && movedTo === null : since === 'gone';
}

/**
 * A list of any length. The focus stays on the list; the line the keys act on is named to those
 * who listen. For the keys, see `useRowKeys`.
 */
export function ItemList(props: ItemListProps) {
  const { pages, chosen } = props;
  const face = useFace();
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = props.line?.height ?? ROW_HEIGHT[face.settings.value.density];
  const virtual = useVirtual(scroller, pages.total, rowHeight);
  const { at, press, click } = useRowKeys({ ...props, scroller, virtual, rowHeight });

  const lines = virtual.getVirtualItems();
  const first = lines[0]?.index ?? 0;
  const last = lines.at(-1)?.index ?? 0;
  void pages.version.value;
  useEffect(() => pages.need(first, last), [pages, first, last]);
  const isChoosing = props.isChoosing || chosen.value.size > 0;
  return (
    <div
      ref={scroller}
      class={isChoosing ? 'rows choosing' : 'rows'}
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable="true"
      aria-activedescendant={pages.total > 0 ? `item-${at.value}` : undefined}
      onKeyDown={press}
      onClick={click}
    >
      <div role="presentation" style={{ blockSize: `${virtual.getTotalSize()}px` }}>
        {lines.map(({ index, start }) => (
          <Option
            key={index}
            index={index}
            start={start}
            isAt={index === at.value}
            item={pages.at(index)}
            list={props}
          />
        ))}
      </div>
    </div>
  );
}

function Option(props: {
  index: number;
  start: number;
  isAt: boolean;
  item: ItemRow | undefined;
  list: ItemListProps;
}) {
  const { index, item, list } = props;
  const state = useLineState({ item, isAt: props.isAt, list, isLost: isGone });
  const unread = item && !item.isRead ? ['unread'] : [];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names this line.
    <div
      id={`item-${index}`}
      class={['item', ...state.classes, ...unread].join(' ')}
      role="option"
      aria-selected={state.isSelected}
      aria-current={state.isOpened ? 'true' : undefined}
      aria-setsize={list.pages.total}
      aria-posinset={index + 1}
      aria-busy={item === undefined}
      data-index={index}
      data-row={item?.row}
      style={{ transform: `translateY(${props.start}px)` }}
    >
      {item && list.line?.show(index, state.isGone)}
      {item && !list.line && (
        <ItemLine
          item={item}
          showTo={list.showTo}
          isGone={state.isGone}
          movedToName={item.movedTo ? list.nameOf(item.movedTo) : null}
        />
      )}
    </div>
  );
}
