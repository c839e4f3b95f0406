import './item-list.css';
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { toFault } from '../../model/fault.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ItemRow } from '../../model/item.ts';
import { useFace } from '../face.ts';
import type { HeldRows } from '../list-pages.ts';
import { isBack } from '../restores.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import { ItemLine } from './item-row.tsx';
import { useVirtual } from './use-virtual.ts';

const ROW_HEIGHT = { comfortable: 78, compact: 56 } as const;

interface ItemListProps {
  pages: HeldRows;
  label: string;
  /** The row that is open beside the list. */
  opened: number | null;
  /** Rows that are ticked. */
  chosen: Signal<ReadonlySet<number>>;
  /** Ticks are shown though none is set yet: the way to choose without a keyboard. */
  isChoosing: boolean;
  /** What was then is shown, with what became of it; nothing of it is missing there. */
  isPast?: boolean;
  /** Sent and drafts say to whom, not from whom. */
  showTo: boolean;
  nameOf(container: ContainerId): string;
  onOpen(item: ItemRow): void;
  onRestore(rows: number[]): void;
  onUndo(row: number): void;
  /** Of another height than a message's line has, and what stands in it instead. */
  line?: { height: number; show(index: number, isGone: boolean): ComponentChildren };
}

/** The item is nowhere any more; an earlier state of one that is there has been left, too. */
export function isGone({ since, lastSeenAt, movedTo }: ItemRow): boolean {
  return since === undefined ? lastSeenAt !== null && movedTo === null : since === 'gone';
}

/**
 * A list of any length. The focus stays on the list; the line the keys act on is named to those
 * who listen. ↑ ↓ Home End move, Space ticks, Shift ranges, Ctrl+A ticks all, Enter opens, R restores.
 */
export function ItemList(props: ItemListProps) {
  const { pages, chosen } = props;
  const face = useFace();
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = props.line?.height ?? ROW_HEIGHT[face.settings.value.density];
  const virtual = useVirtual(scroller, pages.total, rowHeight);
  const at = useSignal(0);
  const rangeFrom = useRef(0);
  const rangeRound = useRef(0);
  /** What was chosen last is being read: a key that acts on it waits until it is known. */
  const choosing = useRef<Promise<void>>(Promise.resolve());

  const lines = virtual.getVirtualItems();
  const first = lines[0]?.index ?? 0;
  const last = lines.at(-1)?.index ?? 0;
  void pages.version.value;
  useEffect(() => pages.need(first, last), [pages, first, last]);
  useEffect(() => {
    at.value = Math.min(at.peek(), Math.max(0, pages.total - 1));
  }, [pages]);

  const moveTo = (index: number) => {
    at.value = Math.max(0, Math.min(pages.total - 1, index));
    virtual.scrollToIndex(at.value, { align: 'auto' });
  };
  const choose = (rows: Iterable<number>) => {
    chosen.value = new Set(rows);
  };
  const toggle = (index: number) => {
    const row = pages.at(index)?.row;
    if (row === undefined) return;
    const next = new Set(chosen.peek());
    if (!next.delete(row)) next.add(row);
    rangeFrom.current = index;
    choose(next);
  };
  const readRange = async (to: number) => {
    const round = ++rangeRound.current;
    const rows = await pages.rowsBetween(rangeFrom.current, to);
    // A later key may have meant another range while this one was read.
    if (round === rangeRound.current) choose(rows);
  };
  const range = (to: number) => {
    choosing.current = readRange(to);
    choosing.current.catch((error: unknown) => {
      face.announcement.value = FAULT_SENTENCES[toFault(error).code].happened;
    });
  };
  const open = (index: number) => {
    const item = pages.at(index);
    if (item) props.onOpen(item);
  };
  const restore = async () => {
    const row = pages.at(at.peek())?.row;
    // Whoever could not be told what is chosen must not restore something else instead.
    await choosing.current;
    if (chosen.peek().size > 0) props.onRestore([...chosen.peek()]);
    else if (row !== undefined) props.onRestore([row]);
  };

  const press = (event: KeyboardEvent) => {
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowUp: at.value - 1,
      ArrowDown: at.value + 1,
      PageUp: at.value - pageRows,
      PageDown: at.value + pageRows,
      Home: 0,
      End: pages.total - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) {
      if (event.shiftKey && chosen.peek().size === 0) rangeFrom.current = at.value;
      moveTo(target);
      if (event.shiftKey) range(at.value);
    } else if (event.key === ' ') toggle(at.value);
    else if (event.key === 'Enter') open(at.value);
    else if (event.key === 'Escape' && chosen.peek().size > 0) choose([]);
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      rangeFrom.current = 0;
      range(pages.total - 1);
    } else if (event.key.toLowerCase() === 'r' && isBare(event) && hasLetters(face)) {
      // A range that could not be read has said so already.
      restore().catch(() => {});
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const click = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    const index = Number(event.target.closest('[data-index]')?.getAttribute('data-index') ?? -1);
    const item = pages.at(index);
    if (!item) return;
    const act = event.target.closest('[data-act]')?.getAttribute('data-act');
    at.value = index;
    if (act === 'restore') props.onRestore([item.row]);
    else if (act === 'undo') props.onUndo(item.row);
    else if (act === 'choose' || event.ctrlKey || event.metaKey) toggle(index);
    else if (event.shiftKey) range(index);
    else if (props.isChoosing || chosen.peek().size > 0) toggle(index);
    else {
      rangeFrom.current = index;
      open(index);
    }
  };

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
  const face = useFace();
  const isOpened = item !== undefined && item.row === list.opened;
  const chosen = list.chosen.value;
  const classes = ['item'];
  const isLost = item !== undefined && isGone(item) && !isBack(face.restores.rows.value, item.row);
  if (isLost) classes.push(list.isPast ? 'went' : 'gone');
  if (item && !item.isRead) classes.push('unread');
  if (isOpened) classes.push('opened');
  if (props.isAt) classes.push('at');
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names this line.
    <div
      id={`item-${index}`}
      class={classes.join(' ')}
      role="option"
      aria-selected={item ? (chosen.size > 0 ? chosen.has(item.row) : isOpened) : false}
      aria-current={isOpened ? 'true' : undefined}
      aria-setsize={list.pages.total}
      aria-posinset={index + 1}
      aria-busy={item === undefined}
      data-index={index}
      data-row={item?.row}
      style={{ transform: `translateY(${props.start}px)` }}
    >
      {item && list.line?.show(index, isLost)}
      {item && !list.line && (
        <ItemLine
          item={item}
          showTo={list.showTo}
          isGone={isLost}
          movedToName={item.movedTo ? list.nameOf(item.movedTo) : null}
        />
      )}
    </div>
  );
}

function isBare(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

function hasLetters(face: ReturnType<typeof useFace>): boolean {
  return face.settings.peek().singleLetterKeys;
}
