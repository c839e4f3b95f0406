import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import type { ChatSummary } from '../../model/chat-lists.ts';
import { type Fault, isAbort, toFault } from '../../model/fault.ts';
import type { ItemQuery, PageKey } from '../../model/lists.ts';
import { useFace } from '../face.ts';
import { TalkPages } from '../talk-pages.ts';

/**
 * The conversation of a chat, now or at a moment. While a newer copy is read what is there stays;
 * it is exchanged in one step.
 */
export function useTalk(
  chat: ChatSummary,
  asOf: number | null,
): { pages: TalkPages | null; fault: Fault | null; again(): void } {
  const { engine } = useFace();
  const pages = useSignal<TalkPages | null>(null);
  const fault = useSignal<Fault | null>(null);
  const round = useSignal(0);
  const isOther = useSignal(false);
  const { account, id: container, rows, last } = chat;
  const inThreads = chat.team !== null;
  // Asked for before the page is drawn: what somebody waits for does not wait for a frame.
  useLayoutEffect(() => {
    let isDropped = false;
    const query: ItemQuery = {
      account,
      source: 'chats',
      container,
      // Which is by threads where there are any.
      sort: inThreads ? 'subject' : 'date',
      descending: true,
      show: 'all',
      asOf,
    };
    const list = {
      listAnchors: (every: number) => engine.listAnchors(query, every),
      listItems: (after: PageKey | null, limit: number) => engine.readChatPage(query, after, limit),
    };
    // The list of chats may be older than the chat: then it is asked how long it is.
    const onOther = () => {
      if (isDropped) return;
      isOther.value = true;
      round.value += 1;
    };
    const known = isOther.peek() ? undefined : { total: rows, onOther };
    TalkPages.open(list, known, inThreads).then(
      (opened) => {
        if (isDropped) return;
        pages.value = opened;
        fault.value = null;
      },
      (error: unknown) => {
        if (!isDropped && !isAbort(error)) fault.value = toFault(error);
      },
    );
    return () => {
      isDropped = true;
    };
  }, [account, container, asOf, rows, last?.row, inThreads, round.value]);
  return {
    pages: pages.value,
    fault: fault.value,
    again: () => {
      round.value += 1;
    },
  };
}
