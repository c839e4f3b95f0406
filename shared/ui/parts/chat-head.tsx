import calendar from '@fluentui/svg-icons/icons/calendar_16_regular.svg?raw';
import people from '@fluentui/svg-icons/icons/people_16_regular.svg?raw';
import type { Signal } from '@preact/signals';
import { localDay } from '../../lib/local-day.ts';
import type { ChatSummary } from '../../model/chat-lists.ts';
import { toFault } from '../../model/fault.ts';
import { useFace } from '../face.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import type { TalkPages } from '../talk-pages.ts';
import { chatName, chatNoun, chatSums } from '../talk-words.ts';
import type { Going } from './chat-flow.tsx';
import { ChannelMark } from './chat-list.tsx';
import { Avatar } from './chat-message.tsx';
import { Flyout } from './flyout.tsx';
import { Icon, RawIcon } from './icon.tsx';
import { PutBackButton } from './put-back-button.tsx';

/** What stands over the conversation. */
export type Shown = 'people' | 'print' | null;

/** Who the chat is with and how much there is; what can be looked for in it and done with it. */
export function ChatHead(props: {
  chat: ChatSummary;
  asOf: number | null;
  backTo: string;
  pages: TalkPages | null;
  going: Signal<Going | null>;
  shows: Signal<Shown>;
  isFinding: Signal<boolean>;
}) {
  const { chat, pages, going, shows, isFinding, backTo, asOf } = props;
  const { announcement } = useFace();
  const name = chatName(chat);
  const goTo = (find: (pages: TalkPages) => Promise<number>) => {
    if (pages === null) return;
    find(pages).then(
      (at) => {
        going.value = { at, focus: false };
      },
      (error: unknown) => {
        announcement.value = FAULT_SENTENCES[toFault(error).code].happened;
      },
    );
  };
  return (
    <header class="talk-head">
      <a class="button small plain square to-chats" href={backTo}>
        <Icon name="back" />
        <span class="heard">All chats</span>
      </a>
      {chat.team === null ? <Avatar name={name} /> : <ChannelMark />}
      <div class="talk-name">
        <h2 class="cut" dir="auto">
          {name}
        </h2>
        <p class="caption cut">
          <bdi>{chatSums(chat)}</bdi>
        </p>
      </div>
      <div class="talk-acts">
        <button
          type="button"
          class="button small plain square"
          aria-pressed={isFinding.value}
          title={`Search this ${chatNoun(chat)} (S)`}
          onClick={() => {
            isFinding.value = !isFinding.value;
          }}
        >
          <Icon name="search" />
          <span class="heard">Search this {chatNoun(chat)}</span>
        </button>
        <Flyout
          class="button small plain square"
          panelClass="go-to-date"
          name="Go to a date"
          label={<RawIcon raw={calendar} />}
        >
          <GoToDate
            chat={chat}
            onGo={goTo}
            onEnd={() => {
              going.value = 'end';
            }}
          />
        </Flyout>
        {/* Who is in a team would be another right, which nobody is asked for. */}
        {chat.team === null && (
          <button
            type="button"
            class="button small plain square"
            title="People"
            onClick={() => {
              shows.value = 'people';
            }}
          >
            <RawIcon raw={people} />
            <span class="heard">People</span>
          </button>
        )}
        <button
          type="button"
          class="button small plain square wide-only"
          title="Print…"
          onClick={() => {
            shows.value = 'print';
          }}
        >
          <Icon name="print" />
          <span class="heard">Print…</span>
        </button>
        {asOf === null && <PutBackButton chat={chat} />}
      </div>
    </header>
  );
}

function GoToDate(props: {
  chat: ChatSummary;
  onGo(find: (pages: TalkPages) => Promise<number>): void;
  onEnd(): void;
}) {
  const { firstDate, last } = props.chat;
  return (
    <>
      <label>
        Go to
        <input
          type="date"
          class="field"
          min={firstDate ? localDay(firstDate) : undefined}
          max={last ? localDay(last.date) : undefined}
          onChange={(event) => {
            const day = new Date(`${event.currentTarget.value}T00:00`).getTime();
            if (!Number.isNaN(day)) props.onGo((pages) => pages.indexAfter(day));
          }}
        />
      </label>
      <div class="line">
        <button type="button" class="button small" onClick={() => props.onGo(async () => 0)}>
          First message
        </button>
        <button type="button" class="button small" onClick={props.onEnd}>
          Newest
        </button>
      </div>
    </>
  );
}
