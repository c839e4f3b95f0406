import link from '@fluentui/svg-icons/icons/link_16_regular.svg?raw';
import type { ComponentChildren } from 'preact';
import type { ChatMessageRow } from '../../model/chat-lists.ts';
import type { ChatMessageView, ChatQuote } from '../../model/chat-view.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { initials } from '../initials.ts';
import {
  dayOfRow,
  isOwn,
  isReply,
  isSameDay,
  nameOf,
  reactionNames,
  reactionSign,
  toneOf,
} from '../talk-words.ts';
import { ChangedMark } from './changed-mark.tsx';
import { CardView } from './chat-cards.tsx';
import { ChatFiles, CodeSnippet, snippetsOf } from './chat-files.tsx';
import { ChatMedia, clipName, clipsOf } from './chat-media.tsx';
import { ChatWords, useChatPictures } from './chat-text.tsx';
import { Icon, RawIcon } from './icon.tsx';
import { GoneMark } from './mark.tsx';

interface MessageProps {
  row: ChatMessageRow;
  /** It stands under the name of the message before. */
  isTogether: boolean;
  /** The address of the page leads to it. */
  isMeant: boolean;
  /** Of deleted ones, what they said. */
  showsGone: boolean;
  /** Where the keys are. */
  isAt: boolean;
  address: string;
  onQuote(messageId: string): void;
  onCopy(words: string): void;
  /** Missing where nothing can be done with it. */
  onPutBack?: () => void;
  onLink(): void;
}

/** One message: whose it is, what it says now and said before, and what is beside it. */
export function ChatMessage(props: MessageProps) {
  const { row } = props;
  if (row.view === null) {
    return (
      <p class="event">
        A message of {formats.time(row.date)} is damaged in your copy: “{row.preview}”
      </p>
    );
  }
  if (row.view.kind !== 'message') return <ChatEvent row={row} view={row.view} />;
  return <Said {...props} view={row.view} />;
}

/** What Teams itself tells. */
function ChatEvent({ row, view }: { row: ChatMessageRow; view: ChatMessageView }) {
  const words =
    view.kind === 'about'
      ? view.body.content === ''
        ? 'This chat was first kept here'
        : row.thread === undefined
          ? `In this chat: ${view.body.content}`
          : `${view.subject}, a channel of ${view.body.content}`
      : view.body.content;
  return (
    <p class="event">
      <bdi>{words}</bdi>
      {view.kind === 'event' && (
        <time dateTime={row.date} title={formats.full(row.date)}>
          {formats.time(row.date)}
        </time>
      )}
    </p>
  );
}

function Said(props: MessageProps & { view: ChatMessageView }) {
  const { row, view, isTogether } = props;
  // Threads are read from the top: whose a message is says its name alone.
  const own = isOwn(view, row.account) && row.thread === undefined;
  const name = nameOf(view.from, row.from);
  const pictures = useChatPictures(row.row, view.attachments);
  const classes = ['said'];
  if (own) classes.push('own');
  if (isTogether) classes.push('together');
  if (row.thread !== undefined) classes.push(isReply(row) ? 'reply' : 'post');
  if (view.deletedAt) classes.push('deleted');
  if (props.isMeant) classes.push('meant');
  return (
    <article
      class={classes.join(' ')}
      tabIndex={props.isAt ? 0 : -1}
      aria-label={`${own ? 'You' : name}, ${formats.full(row.date)}`}
      data-message={view.id}
    >
      {!own && !isTogether && <Avatar name={name} />}
      <div class="said-body">
        <SaidHead {...props} name={own ? '' : name} />
        <div class="bubble">
          <SaidWords {...props} pictures={pictures} />
        </div>
        <ChatFiles row={row.row} view={view} pictures={pictures} />
        <Reactions view={view} />
      </div>
      <SaidActs {...props} name={name} />
    </article>
  );
}

export function Avatar({ name, tone }: { name: string; tone?: number }) {
  return (
    <span class={`avatar tone-${tone ?? toneOf(name)}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

function SaidHead(props: MessageProps & { view: ChatMessageView; name: string }) {
  const { row, view, name, isTogether, address } = props;
  const now = useFace().now.value;
  const isPlain = !view.deletedAt && !view.editedAt && view.importance === 'normal';
  if (isTogether && isPlain) return null;
  return (
    <p class="said-head">
      {!isTogether && name !== '' && (
        <b>
          <bdi>{name}</bdi>
        </b>
      )}
      <a href={address} class="said-at" title={formats.full(row.date)}>
        <time dateTime={row.date}>
          {isSameDay(row.date, dayOfRow(row))
            ? formats.time(row.date)
            : formats.short(row.date, now)}
        </time>
      </a>
      {view.deletedAt ? (
        <GoneMark label={`Deleted ${formats.short(view.deletedAt, now)}, kept here`} />
      ) : (
        view.editedAt && <ChangedMark label={`Edited ${formats.short(view.editedAt, now)}`} />
      )}
      {view.importance !== 'normal' && (
        <span class="urgent">
          <Icon name="warning" />
          {view.importance === 'urgent' ? 'Urgent' : 'Important'}
        </span>
      )}
    </p>
  );
}

type WordsProps = MessageProps & {
  view: ChatMessageView;
  pictures: ReadonlyMap<string, string | null>;
};

function SaidWords(props: WordsProps) {
  const { row, view, showsGone, pictures } = props;
  const snippets = snippetsOf(view);
  const clips = clipsOf(view);
  const drawn = new Set([...snippets.values(), ...clips.values()].map(({ card }) => card));
  const isEmpty = view.body.content === '' && view.earlier.length > 0;
  const atEnd = view.deletedAt && isEmpty ? view.earlier.at(-1) : undefined;
  const before = atEnd ? view.earlier.slice(0, -1) : view.earlier;
  return (
    <>
      {view.policy && (
        <p class="policy">
          <Icon name="organisation" />
          <span>
            {view.policy.isBlocked
              ? 'Your organisation’s rules kept this from being shown.'
              : 'Your organisation’s rules say something about this.'}{' '}
            {view.policy.text}
          </span>
        </p>
      )}
      {view.quotes.map((quote, at) => (
        <Quote key={at} quote={quote} onOpen={props.onQuote} />
      ))}
      {view.subject !== '' && (
        <p class="strong" dir="auto">
          {view.subject}
        </p>
      )}
      {atEnd ? (
        showsGone ? (
          <ChatWords text={atEnd.body} pictures={pictures} />
        ) : (
          <Earlier label="Show what it said" lead="This message was deleted.">
            <ChatWords text={atEnd.body} pictures={pictures} />
          </Earlier>
        )
      ) : view.deletedAt && isBlank(view) ? (
        <p class="quiet">It was deleted before the first copy: what it said is not known.</p>
      ) : (
        <ChatWords text={view.body} pictures={pictures} />
      )}
      {[...snippets.values()].map((snippet) => (
        <CodeSnippet key={snippet.file.index} row={row.row} {...snippet} />
      ))}
      {[...clips.values()].map(({ card, file }) => (
        <ChatMedia key={file.index} row={row.row} file={file} name={clipName(card)} />
      ))}
      {view.cards
        .filter((card) => !drawn.has(card))
        .map((card, at) => (
          <CardView key={at} card={card} />
        ))}
      {before.length > 0 && <EarlierTexts texts={before} pictures={pictures} />}
      {view.notes.includes('not-whole') && (
        <p class="caption">Its pictures and files are still to be fetched.</p>
      )}
    </>
  );
}

function isBlank({ body, attachments, cards }: ChatMessageView): boolean {
  return body.content.trim() === '' && attachments.length === 0 && cards.length === 0;
}

function EarlierTexts(props: {
  texts: ChatMessageView['earlier'];
  pictures: ReadonlyMap<string, string | null>;
}) {
  const now = useFace().now.value;
  return (
    <Earlier label="Show what it said">
      {props.texts.map(({ until, body }) => (
        <div class="was" key={until}>
          <p class="caption">
            Before <time dateTime={until}>{formats.short(until, now)}</time>:
          </p>
          <ChatWords text={body} pictures={props.pictures} />
        </div>
      ))}
    </Earlier>
  );
}

function Earlier(props: { label: string; lead?: string; children: ComponentChildren }) {
  return (
    <>
      {props.lead && <p class="quiet">{props.lead}</p>}
      <details class="earlier">
        <summary>{props.label}</summary>
        {props.children}
      </details>
    </>
  );
}

const NO_PICTURES: ReadonlyMap<string, string | null> = new Map();

function Quote({ quote, onOpen }: { quote: ChatQuote; onOpen(messageId: string): void }) {
  const { kind, from, date, messageId } = quote;
  const name = nameOf(from);
  return (
    <blockquote class="quote">
      <p class="caption">
        {kind === 'forward' && 'Forwarded from '}
        <b>
          <bdi>{name}</bdi>
        </b>
        {date && <time dateTime={date}>, {formats.full(date)}</time>}
        {messageId !== null && (
          <button type="button" class="link" onClick={() => onOpen(messageId)}>
            Show<span class="heard"> what {name} wrote</span>
          </button>
        )}
      </p>
      <ChatWords text={quote.body} pictures={NO_PICTURES} />
    </blockquote>
  );
}

function Reactions({ view: { reactions } }: { view: ChatMessageView }) {
  if (reactions.length === 0) return null;
  return (
    <ul class="reactions" aria-label="Reactions">
      {reactions.map(({ type, name, people }) => (
        <li key={type} title={reactionNames(people)}>
          <span aria-hidden="true">
            {reactionSign({ type, name })} {people.length > 1 && formats.count(people.length)}
          </span>
          <span class="heard">
            {reactionSign({ type, name })} by {reactionNames(people)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What can be done with it. Putting it back asks before anything is written. */
function SaidActs(props: MessageProps & { name: string }) {
  return (
    <div class="said-acts">
      <button
        type="button"
        class="button small plain square"
        title="Copy text (C)"
        data-act="copy"
        onClick={(event) => {
          const words = event.currentTarget.closest('.said')?.querySelector('.bubble');
          // biome-ignore lint/performance/useDomNodeTextContent: lines as they are seen, and nothing folded away.
          props.onCopy(words instanceof HTMLElement ? words.innerText : '');
        }}
      >
        <Icon name="copy" />
        <span class="heard">Copy what {props.name} wrote</span>
      </button>
      <button
        type="button"
        class="button small plain square"
        title="Copy link (L)"
        data-act="link"
        onClick={props.onLink}
      >
        <RawIcon raw={link} />
        <span class="heard">Copy a link to this message</span>
      </button>
      {props.onPutBack && (
        <button
          type="button"
          class="button small plain square"
          title="Put back…"
          onClick={props.onPutBack}
        >
          <Icon name="restore" />
          <span class="heard">Put back what {props.name} wrote…</span>
        </button>
      )}
    </div>
  );
}
