import type { AttachmentView, MessageNote } from './message-view.ts';

/** A message of a chat as it is shown. Everything in it is hostile until sanitised. */
export interface ChatMessageView {
  /** `event`: the service tells something. `about`: the chat itself, who is in it. */
  kind: 'message' | 'event' | 'about';
  /** Unique within its chat: quotes name it. */
  id: string;
  /** In a channel: the post it answers, by that one's `id`; null for posts, and in chats. */
  replyTo: string | null;
  from: ChatSender | null;
  /** ISO 8601, UTC. */
  date: string;
  editedAt: string | null;
  deletedAt: string | null;
  subject: string;
  importance: 'normal' | 'high' | 'urgent';
  /** Pictures in it are called by `cid:` and the `contentId` of an attachment. */
  body: ChatText;
  /** What it said before it was edited or deleted, oldest first. */
  earlier: { until: string; subject: string; body: ChatText }[];
  quotes: ChatQuote[];
  mentions: { name: string; id: string }[];
  reactions: { type: string; name: string; people: ChatSender[] }[];
  cards: ChatCard[];
  /** Pictures, snippets, files; those elsewhere are links. */
  attachments: AttachmentView[];
  /** Addresses of what is a link, by the attachment's index. */
  links: { index: number; url: string }[];
  /** The organisation's rules were broken; `isBlocked`: nobody but its writer saw it. */
  policy: { isBlocked: boolean; text: string } | null;
  /** Of `about`: who is in the chat; null where Microsoft would not tell. */
  members: ChatMember[] | null;
  notes: MessageNote[];
}

export interface ChatText {
  kind: 'html' | 'text';
  content: string;
}

export interface ChatSender {
  id: string;
  name: string;
  kind: 'person' | 'guest' | 'app' | 'conversation' | 'device';
}

export interface ChatMember {
  id: string;
  name: string;
  address: string;
  isOwner: boolean;
  isGuest: boolean;
}

/** What a message answers or passes on, as it was then. */
export interface ChatQuote {
  kind: 'reply' | 'forward';
  /** Within the same chat; null where it is of another. */
  messageId: string | null;
  from: ChatSender | null;
  date: string | null;
  body: ChatText;
}

/** Something that only its program draws: what it says, and all of it as data. */
export interface ChatCard {
  type: string;
  title: string;
  text: string;
  /** JSON. */
  data: string;
}
