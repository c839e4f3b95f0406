import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
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
  const list = useRef<HTMLDivElement>(null);
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
      <div ref={list}>
        {groupsOf(shown).map(({ team, chats: some }) => (
          <Fragment key={team === null ? 'chats' : `team ${team}`}>
            {team !== null && (
              <h2 class="cut" dir="auto">
                {team || 'A team without a name'}
              </h2>
            )}
            <ul>
              {some.map((chat) => (
                <ChatLine
                  key={chatKey(chat)}
                  chat={chat}
                  isOpened={chat === opened}
                  news={props.news.get(chatKey(chat)) ?? 0}
                  address={props.addressOf(chat)}
                />
              ))}
            </ul>
          </Fragment>
        ))}
      </div>
      {shown.length === 0 && <p class="caption nobody">No chat and nobody is called that.</p>}
    </nav>
  );
}

/** Chats first, then each team with its channels, where somebody wrote last first. */
function groupsOf(chats: readonly ChatSummary[]) {
  const groups = new Map<string | null, ChatSummary[]>();
  for (const chat of chats) {
    const group = groups.get(chat.team);
    if (group) group.push(chat);
    else groups.set(chat.team, [chat]);
  }
  return [...groups]
    .map(([team, some]) => ({ team, chats: some }))
    .sort((one, other) => Number(one.team !== null) - Number(other.team !== null));
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
        {chat.team === null ? <Avatar name={name} /> : <ChannelMark />}
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

/** Stands where a chat has the letters of its name. */
export function ChannelMark() {
  return (
    <span class="avatar tone-3" aria-hidden="true">
      #
    </span>
  );
}

function newsWords(news: number): string {
  if (news >= 100) return 'more than 99 new';
  return `${formats.count(news)} new`;
}
