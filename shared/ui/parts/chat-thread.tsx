import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { ChatSummary } from '../../model/chat-lists.ts';
import { toFault } from '../../model/fault.ts';
import type { ItemRow } from '../../model/item.ts';
import { type ChatPart, isMarked, NO_PART, type PartEdge, withEdge } from '../chat-part.ts';
import { useFace } from '../face.ts';
import { useKeys } from '../keys.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import type { TalkPages } from '../talk-pages.ts';
import { chatName, chatNoun, fullChatName } from '../talk-words.ts';
import { ChatFind } from './chat-find.tsx';
import { ChatFlow, type Going } from './chat-flow.tsx';
import { ChatHead, type Shown } from './chat-head.tsx';
import { ChatPeople } from './chat-people.tsx';
import { ChatPrint } from './chat-print.tsx';
import { Icon } from './icon.tsx';
import { FaultNote } from './note.tsx';
import { PutBackOf, PutBackPart } from './put-back-button.tsx';
import { useTalk } from './use-talk.ts';

interface ThreadProps {
  chat: ChatSummary;
  /** Of the message the address leads to; null: the newest. */
  row: number | null;
  asOf: number | null;
  showsGone: boolean;
  newAfter: string | null;
  backTo: string;
  addressOf(row: ItemRow): string;
}

/** One conversation: who and how much, what can't be done, and what was said. */
export function ChatThread(props: ThreadProps) {
  const { chat, asOf } = props;
  const { pages, fault, again } = useTalk(chat, asOf);
  const going = useSignal<Going | null>(null);
  const meant = useSignal<ItemRow['itemId'] | null>(null);
  const shows = useSignal<Shown>(null);
  const isFinding = useSignal(false);
  const puttingBack = useSignal<ItemRow | null>(null);
  const marks = useMarking(asOf !== null);
  const go = useGoing(props, pages, going, meant);
  useKeys(
    [
      {
        key: 's',
        label: `Search this ${chatNoun(chat)}`,
        run: () => {
          isFinding.value = true;
        },
      },
    ],
    [],
  );
  return (
    <section class="talk" aria-label={fullChatName(chat)} data-pane>
      <ChatHead {...props} pages={pages} going={going} shows={shows} isFinding={isFinding} />
      {isFinding.value && (
        <ChatFind
          chat={chat}
          onGo={({ item }) => go.toItem(item)}
          onClose={() => {
            isFinding.value = false;
          }}
        />
      )}
      <p class="talk-note">
        <Icon name="info" />
        <span>
          <b>
            {chat.team === null ? 'Chats' : 'Channels'} can be read, searched and saved here, not
            made again in Teams.
          </b>{' '}
          It accepts no message under another name or an earlier time; what can be done instead is
          under Save or put back.
        </span>
      </p>
      {isMarked(marks.part) && <PutBackPart chat={chat} part={marks.part} onClear={marks.clear} />}
      {fault && <FaultNote fault={fault} again={again} />}
      {pages?.fault.value && <FaultNote fault={pages.fault.value} />}
      {pages && pages.total > 0 && (
        <ChatFlow
          pages={pages}
          label={`Messages of ${chatName(chat)}`}
          going={going}
          meant={meant.value}
          showsGone={props.showsGone}
          newAfter={props.newAfter}
          addressOf={props.addressOf}
          part={marks.part}
          onPart={marks.mark}
          onQuote={go.toQuoted}
          onPutBack={(row) => {
            puttingBack.value = row;
          }}
        />
      )}
      {pages?.total === 0 && (
        <p class="empty">{asOf === null ? 'Nothing was ever here.' : 'Nothing was here then.'}</p>
      )}
      {puttingBack.value !== null && (
        <PutBackOf
          chat={chat}
          row={puttingBack.value.row}
          onPart={
            marks.mark && ((edge) => puttingBack.value && marks.mark?.(edge, puttingBack.value))
          }
          onClose={() => {
            puttingBack.value = null;
          }}
        />
      )}
      {shows.value === 'people' && (
        <ChatPeople
          chat={chat}
          onClose={() => {
            shows.value = null;
          }}
        />
      )}
      {shows.value === 'print' && pages && (
        <ChatPrint
          chat={chat}
          pages={pages}
          onClose={() => {
            shows.value = null;
          }}
        />
      )}
    </section>
  );
}

/** A part of the conversation that is marked by its messages; of the past nothing is put back. */
function useMarking(isPast: boolean) {
  const { announcement } = useFace();
  const part = useSignal<ChatPart>(NO_PART);
  const mark = (edge: PartEdge, place: ItemRow) => {
    part.value = withEdge(part.peek(), edge, place);
    announcement.value =
      edge === 'from'
        ? 'A part begins here. It goes to the newest message until you choose where it ends.'
        : 'The part ends here.';
  };
  return {
    part: part.value,
    mark: isPast ? undefined : mark,
    clear: () => {
      part.value = NO_PART;
      announcement.value = 'No part is marked.';
    },
  };
}

/** Goes where the address, a hit or a quote leads. */
function useGoing(
  { chat, row }: ThreadProps,
  pages: TalkPages | null,
  going: Signal<Going | null>,
  meant: Signal<ItemRow['itemId'] | null>,
) {
  const { engine, announcement } = useFace();
  const { url } = useLocation();
  const gone = useRef('');
  const isReady = pages !== null;
  const toItem = (item: Pick<ItemRow, 'itemId' | 'date' | 'thread'>) => {
    if (pages === null) return;
    meant.value = item.itemId;
    pages.indexOf(item).then(
      (at) => {
        if (at === null) announcement.value = 'This message was not here at that moment.';
        else going.value = { at, focus: true };
      },
      (error: unknown) => {
        announcement.value = FAULT_SENTENCES[toFault(error).code].happened;
      },
    );
  };
  useEffect(() => {
    // A newer copy does not take the reader back to where the address led once.
    if (row === null || !isReady || gone.current === url) return;
    gone.current = url;
    engine.readRow(row).then(toItem, () => {
      announcement.value = 'This message was not found; the newest are shown.';
    });
  }, [row, url, isReady]);
  return {
    toItem,
    toQuoted: (messageId: string) => {
      engine.findChatMessage(chat.account, chat.id, messageId).then(
        (found) => {
          if (found) toItem(found);
          else announcement.value = 'What is quoted is not in your copy.';
        },
        (error: unknown) => {
          announcement.value = FAULT_SENTENCES[toFault(error).code].happened;
        },
      );
    },
  };
}
