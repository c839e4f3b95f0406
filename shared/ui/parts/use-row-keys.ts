import { type Signal, useSignal } from '@preact/signals';
import type { Virtualizer } from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { toFault } from '../../model/fault.ts';
import type { ItemRow } from '../../model/item.ts';
import { useFace } from '../face.ts';
import type { HeldRows } from '../list-pages.ts';
import { FAULT_SENTENCES } from '../sentences.ts';

/** What a list of rows does when it is clicked or a key is pressed in it. */
export interface RowActs {
  pages: HeldRows;
  /** Rows that are ticked. */
  chosen: Signal<ReadonlySet<number>>;
  /** Ticks are shown though none is set yet: the way to choose without a keyboard. */
  isChoosing: boolean;
  /** The line it begins at; the first unless told otherwise. */
  startsAt?: number;
  onOpen(item: ItemRow, index: number): void;
  onRestore(rows: number[]): void;
  onUndo(row: number): void;
  /** Where there is something above the list: Backspace goes there. */
  onUp?(): void;
}

interface RowKeysParts extends RowActs {
  scroller: RefObject<HTMLElement | null>;
  virtual: Virtualizer<HTMLElement, HTMLElement>;
  rowHeight: number;
  /** Things side by side in one line of `virtual`; one unless told otherwise. */
  columns?: number;
}

/**
 * Keys and clicks of a long list, which keeps the focus itself. ↑ ↓ Home End move, and ← → where things
 * are side by side; Space ticks, Shift ranges, Ctrl+A ticks all, Enter opens, R restores. `at` is what
 * the keys act on.
 */
export function useRowKeys(props: RowKeysParts) {
  const { pages, chosen, scroller, virtual, rowHeight, columns = 1 } = props;
  const lineOf = (index: number) => Math.floor(index / columns);
  const face = useFace();
  const at = useSignal(props.startsAt ?? 0);
  const rangeFrom = useRef(0);
  const rangeRound = useRef(0);
  /** What was chosen last is being read: a key that acts on it waits until it is known. */
  const choosing = useRef<Promise<void>>(Promise.resolve());

  useEffect(() => {
    at.value = Math.min(at.peek(), Math.max(0, pages.total - 1));
  }, [pages]);

  useEffect(() => {
    if (at.peek() > 0) virtual.scrollToIndex(lineOf(at.peek()), { align: 'center' });
  }, [columns]);

  const moveTo = (index: number) => {
    at.value = Math.max(0, Math.min(pages.total - 1, index));
    virtual.scrollToIndex(lineOf(at.value), { align: 'auto' });
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
    if (item) props.onOpen(item, index);
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
      ArrowUp: at.value - columns,
      ArrowDown: at.value + columns,
      PageUp: at.value - pageRows * columns,
      PageDown: at.value + pageRows * columns,
      Home: 0,
      End: pages.total - 1,
      ...(columns > 1 && beside(at.value, scroller.current)),
    };
    const target = moves[event.key];
    if (target !== undefined) {
      if (event.shiftKey && chosen.peek().size === 0) rangeFrom.current = at.value;
      moveTo(target);
      if (event.shiftKey) range(at.value);
    } else if (event.key === ' ') toggle(at.value);
    else if (event.key === 'Enter') open(at.value);
    else if (event.key === 'Backspace' && props.onUp) props.onUp();
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
  return { at, press, click };
}

function isBare(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

function hasLetters(face: ReturnType<typeof useFace>): boolean {
  return face.settings.peek().singleLetterKeys;
}

/** ← and → follow the reading direction. */
function beside(at: number, list: HTMLElement | null): Record<string, number> {
  const isLeftwards = list !== null && getComputedStyle(list).direction === 'rtl';
  return isLeftwards
    ? { ArrowLeft: at + 1, ArrowRight: at - 1 }
    : { ArrowLeft: at - 1, ArrowRight: at + 1 };
}
