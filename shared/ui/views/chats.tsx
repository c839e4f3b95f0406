import './chats.css';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import type { ChatSummary } from '../../model/chat-lists.ts';
import { addressInChat, addressOfChat, chatKey } from '../chat-address.ts';
import { firstVisit, seenUntil, visitsWithNews, withSeen } from '../chats-seen.ts';
import { useFace } from '../face.ts';
import { ChatList } from '../parts/chat-list.tsx';
import { ChatThread } from '../parts/chat-thread.tsx';
import { NoChats } from '../parts/no-chats.tsx';
import { FaultNote } from '../parts/note.tsx';
import { ShowGone, useShowsGone } from '../parts/show-gone.tsx';
import { Timed } from '../parts/timed.tsx';
import { useTime } from '../parts/use-time.ts';
import { useTitle } from '../parts/use-title.ts';
import { fullChatName } from '../talk-words.ts';
import { useAnswer } from '../use-engine.ts';

const NONE: readonly ChatSummary[] = [];

/** All chats, and one of them: side by side, or one after the other. */
export function Chats() {
  const { engine, status } = useFace();
  const { params } = useRoute();
  const time = useTime('chats');
  const { asOf, keep } = time;
  const showsGone = useShowsGone();
  const snapshotAt = status.value?.repository.lastSnapshotAt;
  const catalog = status.value?.catalog.state;
  const answer = useAnswer(() => engine.listChats(null, asOf), [snapshotAt, catalog, asOf]);
  const chats = answer.value ?? NONE;
  const wanted = params.container;
  const chat = wanted ? chats.find((each) => chatKey(each) === wanted) : chats[0];
  const row = params.row && /^\d+$/.test(params.row) ? Number(params.row) : null;
  const { news, newAfter } = useNews(chats, chat, asOf !== null || answer.value === undefined);
  useTitle(time.title(chat ? fullChatName(chat) : 'Chats'));
  if (answer.fault) {
    return (
      <div class="page">
        <FaultNote fault={answer.fault} again={answer.again} />
      </div>
    );
  }
  if (answer.value?.length === 0 && asOf === null) return <NoChats />;
  return (
    <Timed time={time} line={<ShowGone showsGone={showsGone} />}>
      <div class="chats" data-at={wanted ? 'chat' : 'list'}>
        <ChatList
          chats={chats}
          opened={chat}
          news={news}
          addressOf={(each) => keep(addressOfChat(each))}
        />
        {chat ? (
          <ChatThread
            key={chatKey(chat)}
            chat={chat}
            row={row}
            asOf={asOf}
            showsGone={showsGone.value}
            newAfter={newAfter}
            backTo={keep('/chats')}
            addressOf={(each) => keep(addressInChat(each))}
          />
        ) : (
          <section class="talk" aria-label="Chat" data-pane>
            {answer.value && (
              <p class="empty">
                {asOf === null ? 'This chat is not in your copy.' : 'This chat was not there then.'}
              </p>
            )}
          </section>
        )}
      </div>
    </Timed>
  );
}

/**
 * What is new since the last visit; the chat that is opened counts as visited from then on. Nothing
 * is while the past is looked at, or nothing is known yet.
 */
function useNews(chats: readonly ChatSummary[], opened: ChatSummary | undefined, isOff: boolean) {
  const face = useFace();
  const seen = face.settings.value.chatsSeen;
  const before = useRef<{ key: string; after: string } | null>(null);
  if (opened && seen && before.current?.key !== chatKey(opened)) {
    before.current = { key: chatKey(opened), after: seenUntil(seen, opened) };
  }
  useEffect(() => {
    if (isOff || chats.length === 0) return;
    const known = face.settings.peek().chatsSeen;
    const from = known ?? firstVisit(chats);
    const now = opened ? withSeen(from, opened) : from;
    if (now !== known) face.changeSettings({ chatsSeen: now });
  }, [chats, opened, isOff]);
  const visits = isOff || seen === null ? [] : visitsWithNews(seen, chats);
  const counts = useAnswer(
    async () => (visits.length === 0 ? [] : face.engine.countNewInChats(visits)),
    [visits.map(({ chat, after }) => `${chat} ${after}`).join()],
  ).value;
  const news = useMemo(
    () =>
      new Map(
        visits.map(({ account, chat: id }, at) => [chatKey({ account, id }), counts?.[at] ?? 0]),
      ),
    [counts],
  );
  return { news, newAfter: isOff ? null : (before.current?.after ?? null) };
}
