import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ChatMessageRow } from '../../model/chat-lists.ts';
import { isAbort } from '../../model/fault.ts';
import type { ItemRow } from '../../model/item.ts';
import { type ChatPart, isInPart, type PartEdge } from '../chat-part.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { useKeys } from '../keys.ts';
import { still } from '../still.tsx';
import type { TalkPages } from '../talk-pages.ts';
import { asQuoted, dayOfRow, isSameDay, isTogether } from '../talk-words.ts';
import { ChatMessage } from './chat-message.tsx';
import { useTalkVirtual } from './use-talk-virtual.ts';

/** Where the flow is asked to go; a new object each time. */
export type Going = { at: number; focus: boolean } | 'end';

interface FlowProps {
  pages: TalkPages;
  label: string;
  /** Set from outside: the flow goes there. */
  going: Signal<Going | null>;
  /** The message the address leads to. */
  meant: ItemRow['itemId'] | null;
  showsGone: boolean;
  /** ISO 8601: what is newer was not there at the last visit; null: nothing is marked. */
  newAfter: string | null;
  /** What is marked of it. */
  part: ChatPart;
  addressOf(row: ItemRow): string;
  onQuote(messageId: string): void;
  onPutBack(row: ItemRow): void;
  /** Missing: no part can be marked. */
  onPart: ((edge: PartEdge, row: ItemRow) => void) | undefined;
}

/**
 * A conversation of any length. J and K go from message to message, C copies one, L its address; F and
 * U mark where a part of it begins and ends.
 */
export function ChatFlow(props: FlowProps) {
  const { pages, going } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const virtual = useTalkVirtual(scroller, pages.total);
  const at = useSignal(pages.total - 1);
  const wasAtEnd = useRef(true);
  void pages.version.value;
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? Math.max(0, pages.total - 1);
  const last = items.at(-1)?.index ?? pages.total - 1;

  useEffect(() => pages.need(first, last), [pages, first, last]);
  useLayoutEffect(() => {
    // One who read the newest goes on reading the newest.
    if (wasAtEnd.current && going.peek() === null) virtual.scrollToEnd();
  }, [pages]);
  useLayoutEffect(() => {
    const to = going.value;
    if (to === null) return;
    going.value = null;
    if (to === 'end') {
      at.value = pages.total - 1;
      virtual.scrollToEnd();
      return;
    }
    at.value = to.at;
    virtual.scrollToIndex(to.at, { align: 'center' });
    if (to.focus) focusSoon(scroller.current, to.at);
  }, [going.value, pages]);
  const copy = useCopying(props, scroller, at);
  const move = (by: number) => {
    at.value = Math.max(0, Math.min(pages.total - 1, at.value + by));
    virtual.scrollToIndex(at.value, { align: 'auto' });
    focusSoon(scroller.current, at.value);
  };
  const mark = (edge: PartEdge) => {
    const row = pages.at(at.peek());
    if (row) latest.current.onPart?.(edge, row);
  };
  useKeys(
    [
      { key: 'j', label: 'Next message', run: () => move(1) },
      { key: 'k', label: 'Message before', run: () => move(-1) },
      { key: 'c', label: 'Copy the message you are on', run: () => copy.act('copy') },
      { key: 'l', label: 'Copy its link', run: () => copy.act('link') },
      { key: 'f', label: 'A part begins at the message you are on', run: () => mark('from') },
      { key: 'u', label: 'The part ends at the message you are on', run: () => mark('to') },
    ],
    [pages],
  );
  return (
    <div
      ref={scroller}
      class="talk-flow"
      role="log"
      aria-live="off"
      aria-label={props.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by its keys.
      tabIndex={0}
      onScroll={() => {
        wasAtEnd.current = virtual.isAtEnd(40);
      }}
    >
      <div role="presentation" style={{ blockSize: `${virtual.getTotalSize()}px` }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            ref={virtual.measureElement}
            class={isMarkedAt(props, index) ? 'talk-row in-part' : 'talk-row'}
            role="presentation"
            data-index={index}
            style={{ transform: `translateY(${start}px)` }}
            onFocusIn={() => {
              at.value = index;
            }}
          >
            <FlowRow
              flow={props}
              row={pages.at(index)}
              before={pages.at(index - 1)}
              isFirst={index === 0}
              isAt={index === at.value}
              copy={copy}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

function isMarkedAt({ pages, part }: FlowProps, index: number): boolean {
  const row = pages.at(index);
  return row !== undefined && isInPart(part, row.date);
}

interface Copying {
  words(row: ChatMessageRow, words: string): void;
  link(row: ChatMessageRow): void;
  act(name: 'copy' | 'link'): void;
}

/** Of those in sight only what is new is drawn while the flow moves. */
const FlowRow = still(function FlowRow(props: {
  flow: FlowProps;
  row: ChatMessageRow | undefined;
  before: ChatMessageRow | undefined;
  isFirst: boolean;
  isAt: boolean;
  copy: Copying;
}) {
  const { flow, row, before, copy } = props;
  const { newAfter } = flow;
  if (!row) return <div class="talk-waits" aria-busy="true" />;
  const isNewDay =
    before === undefined ? props.isFirst : !isSameDay(dayOfRow(before), dayOfRow(row));
  const isFirstNew =
    newAfter !== null && row.date > newAfter && before !== undefined && before.date <= newAfter;
  return (
    <>
      {isNewDay && (
        <h3 class="day-line">
          <time dateTime={dayOfRow(row)}>{dayWords(dayOfRow(row))}</time>
        </h3>
      )}
      {isFirstNew && <p class="new-line">New since your last visit</p>}
      <ChatMessage
        key={row.row}
        row={row}
        isTogether={!isFirstNew && isTogether(before, row)}
        isMeant={row.itemId === flow.meant}
        showsGone={flow.showsGone}
        isAt={props.isAt}
        address={flow.addressOf(row)}
        onQuote={flow.onQuote}
        onCopy={(words) => copy.words(row, words)}
        onPutBack={() => flow.onPutBack(row)}
        onLink={() => copy.link(row)}
      />
    </>
  );
});

/** The year is said where it is another one. */
function dayWords(date: string): string {
  const isThisYear = new Date(date).getFullYear() === new Date().getFullYear();
  return isThisYear ? formats.day(date) : `${formats.day(date)} ${new Date(date).getFullYear()}`;
}

/** The place may still be on its way: the message is focused once it is there. */
function focusSoon(flow: HTMLElement | null, index: number, tries = 20): void {
  const message = flow?.querySelector<HTMLElement>(`[data-index="${index}"] .said`);
  if (message) message.focus({ preventScroll: true });
  else if (flow && tries > 0) requestAnimationFrame(() => focusSoon(flow, index, tries - 1));
}

function useCopying(
  props: FlowProps,
  scroller: { current: HTMLElement | null },
  at: Signal<number>,
): Copying {
  const { announcement } = useFace();
  const write = (text: string, said: string) => {
    navigator.clipboard.writeText(text).then(
      () => {
        announcement.value = said;
      },
      (error: unknown) => {
        if (!isAbort(error)) announcement.value = 'This browser did not let it be copied.';
      },
    );
  };
  const { addressOf } = props;
  return useMemo(
    () => ({
      words: (row, words) => {
        if (row.view) write(asQuoted(row, row.view, words.trim()), 'Copied.');
      },
      link: (row) => write(fullAddress(addressOf(row)), 'Link copied.'),
      act: (name) => {
        const place = scroller.current?.querySelector(`[data-index="${at.peek()}"]`);
        place?.querySelector<HTMLButtonElement>(`[data-act="${name}"]`)?.click();
      },
    }),
    [addressOf],
  );
}

/** The whole address of a place, in the style this page has its own in. */
function fullAddress(place: string): string {
  const isFragment = location.hash.startsWith('#/');
  return new URL(isFragment ? `#${place}` : place, location.href).href;
}
