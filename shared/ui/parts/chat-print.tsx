import './chat-print.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { localDay } from '../../lib/local-day.ts';
import type { ChatMessageRow, ChatSummary } from '../../model/chat-lists.ts';
import { type Fault, toFault } from '../../model/fault.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import type { TalkPages } from '../talk-pages.ts';
import { dayOfRow, fullChatName, isSameDay, isTogether } from '../talk-words.ts';
import { ActButton } from './act-button.tsx';
import { ChatMessage } from './chat-message.tsx';
import { DayField } from './day-field.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNote } from './note.tsx';

/** A browser lays out so many for paper while somebody waits. */
const MOST_PRINTED = 2_000;
const DAY_MS = 86_400_000;
/** Pictures are read from the copy first; one that can't be drawn keeps nobody waiting longer. */
const PICTURES_MS = 5_000;

/** Which days of a conversation go on paper, and the sheets themselves. */
export function ChatPrint(props: { chat: ChatSummary; pages: TalkPages; onClose(): void }) {
  const { chat, pages } = props;
  const end = chat.last?.date ?? new Date().toISOString();
  const from = useSignal(localDay(end));
  const to = useSignal(localDay(end));
  const rows = useSignal<readonly ChatMessageRow[] | null>(null);
  const leftOut = useSignal(0);
  const fault = useSignal<Fault | null>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const prepare = async () => {
    const start = new Date(`${from.peek()}T00:00`).getTime();
    const stop = new Date(`${to.peek()}T00:00`).getTime() + DAY_MS;
    if (Number.isNaN(start + stop)) return;
    const first = await pages.indexAfter(start);
    const after = await pages.indexAfter(stop);
    const last = isBefore(pages.at(after), stop) ? after : after - 1;
    leftOut.value = Math.max(0, last - first + 1 - MOST_PRINTED);
    rows.value = await pages.between(first, Math.min(last, first + MOST_PRINTED - 1));
  };
  useEffect(() => {
    if (rows.value === null || rows.value.length === 0) return;
    const over = new AbortController();
    drawn(sheet.current, over.signal).then(
      () => {
        if (!over.signal.aborted) print();
      },
      (error: unknown) => {
        fault.value = toFault(error);
      },
    );
    return () => over.abort();
  }, [rows.value]);
  return (
    <Dialog title="Print which days?" leave="Close" onClose={props.onClose}>
      <div class="line">
        <DayField label="From" day={from} />
        <DayField label="To" day={to} />
      </div>
      {rows.value?.length === 0 && <p>Nothing was written on these days.</p>}
      {leftOut.value > 0 && (
        <p>
          {counted(MOST_PRINTED, 'message')} can be printed at once; the last{' '}
          {counted(leftOut.value, 'message')} of these days {leftOut.value === 1 ? 'is' : 'are'} not
          on these sheets.
        </p>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
      <div class="line">
        <ActButton
          class="button primary"
          act={prepare}
          onFault={(found) => {
            fault.value = found;
          }}
        >
          Print
        </ActButton>
      </div>
      {rows.value !== null && rows.value.length > 0 && (
        <div ref={sheet} class="chat-sheet">
          <Sheet chat={chat} rows={rows.value} />
        </div>
      )}
    </Dialog>
  );
}

function Sheet({ chat, rows }: { chat: ChatSummary; rows: readonly ChatMessageRow[] }) {
  const { status, now } = useFace();
  const own = status.value?.accounts.find(({ account }) => account.id === chat.account);
  return (
    <>
      <p class="caption">
        Printed from a copy kept by {own?.account.name ?? 'its owner'}. State of{' '}
        {formats.full(new Date(now.peek()).toISOString())}
      </p>
      <h2>{fullChatName(chat)}</h2>
      {chat.team === null && chat.people !== '' && <p>{chat.people}</p>}
      {rows.map((row, at) => {
        const before = rows[at - 1];
        return (
          <div key={row.row}>
            {(before === undefined || !isSameDay(dayOfRow(before), dayOfRow(row))) && (
              <h3 class="day-line">{formats.full(dayOfRow(row)).replace(/,?\s\S*\d:\d.*$/, '')}</h3>
            )}
            <ChatMessage
              row={row}
              isTogether={isTogether(before, row)}
              isMeant={false}
              showsGone={true}
              isAt={false}
              address=""
              onQuote={() => undefined}
              onCopy={() => undefined}
              onLink={() => undefined}
            />
          </div>
        );
      })}
    </>
  );
}

function isBefore(row: ChatMessageRow | undefined, time: number): boolean {
  return row !== undefined && Date.parse(dayOfRow(row)) < time;
}

/** Resolves when every picture of it is drawn, or has had its time. */
async function drawn(sheet: HTMLElement | null, signal: AbortSignal): Promise<void> {
  const until = performance.now() + PICTURES_MS;
  const isReady = () =>
    sheet?.querySelector('.picture-waits') === null &&
    [...sheet.querySelectorAll('img')].every(({ complete }) => complete);
  do await new Promise(requestAnimationFrame);
  while (!isReady() && performance.now() < until && !signal.aborted);
}
