import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatSummary } from '../../model/chat-lists.ts';
import { chatKey } from '../chat-address.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { chatName, lastWords } from '../talk-words.ts';
import { Avatar } from './chat-message.tsx';

/** From so many chats on one can look for one by its name. */
const MANY = 12;

/** All chats, the one written in last first; what is new since the last visit is counted. */
export function ChatList(props: {
  chats: readonly ChatSummary[];
  opened: ChatSummary | undefined;
  news: ReadonlyMap<string, number>;
  addressOf(chat: ChatSummary): string;
}) {
  const { chats, opened } = props;
  const typed = useSignal('');
  const list = useRef<HTMLUListElement>(null);
  const wanted = typed.value.trim().toLocaleLowerCase();
  const shown = chats.filter(
    (chat) =>
      wanted === '' || `${chatName(chat)} ${chat.people}`.toLocaleLowerCase().includes(wanted),
  );
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [opened?.id]);
  return (
    <nav class="chat-list" aria-label="Chats" data-pane>
      <h1>Chats</h1>
      {chats.length > MANY && (
        <input
          type="search"
          class="field"
          placeholder="Find a chat or a person"
          aria-label="Find a chat or a person"
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
      )}
      <ul ref={list}>
        {shown.map((chat) => (
          <ChatLine
            key={chatKey(chat)}
            chat={chat}
            isOpened={chat === opened}
            news={props.news.get(chatKey(chat)) ?? 0}
            address={props.addressOf(chat)}
          />
        ))}
      </ul>
      {shown.length === 0 && <p class="caption nobody">No chat and nobody is called that.</p>}
    </nav>
  );
}

function ChatLine(props: { chat: ChatSummary; isOpened: boolean; news: number; address: string }) {
  const { chat, isOpened, news, address } = props;
  const { now, status } = useFace();
  const own = status.value?.accounts.find(({ account }) => account.id === chat.account);
  const name = chatName(chat);
  return (
    <li>
      <a
        href={address}
        class={news > 0 ? 'has-news' : undefined}
        aria-current={isOpened || undefined}
      >
        <Avatar name={name} />
        <b class="cut" dir="auto">
          {name}
        </b>
        {chat.last && (
          <time dateTime={chat.last.date} title={formats.full(chat.last.date)}>
            {formats.short(chat.last.date, now.value)}
          </time>
        )}
        <span class="cut last-words" dir="auto">
          {lastWords(chat, own?.account.name ?? '')}
        </span>
        {news > 0 && (
          <span class="news" title={`${newsWords(news)} since your last visit`}>
            <span aria-hidden="true">{news >= 100 ? '99+' : formats.count(news)}</span>
            <span class="heard">{newsWords(news)} since your last visit</span>
          </span>
        )}
      </a>
    </li>
  );
}

function newsWords(news: number): string {
  if (news >= 100) return 'more than 99 new';
  return `${formats.count(news)} new`;
}
