import type { Json } from '../answer.ts';
import type { ChatPerson, Sender } from './people.ts';

/** Picture, snippet, voice clip: what lies beside a message and is read with the token. */
export interface HostedContent {
  id: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface Reaction {
  /** An emoji, one of the old names ("like"), or `custom`. */
  type: string;
  name: string | null;
  contentUrl: string | null;
  at: number;
  by: ChatPerson;
}

export interface Mention {
  text: string;
  /** `everyone`: the whole conversation. */
  of: ChatPerson | 'everyone';
}

/** A message as the service has it. Times are milliseconds since 1970. */
export interface ChatMessage {
  id: string;
  type: 'message' | 'systemEventMessage';
  createdAt: number;
  modifiedAt: number;
  editedAt: number | null;
  deletedAt: number | null;
  from: Sender | null;
  subject: string | null;
  summary: string | null;
  importance: 'normal' | 'high' | 'urgent';
  body: { contentType: 'html' | 'text'; content: string };
  attachments: Json[];
  mentions: Mention[];
  reactions: Reaction[];
  hosted: HostedContent[];
  event: Json | null;
  policy: Json | null;
  history: Json[];
  /** Of a channel: the message it answers. */
  replyTo: string | null;
}

export interface Member {
  person: ChatPerson;
  roles: string[];
  visibleSince: number;
}

export type ChatType = 'oneOnOne' | 'group' | 'meeting';

export interface MeetingInfo {
  calendarEventId: string | null;
  joinWebUrl: string;
  organizer: ChatPerson;
}

/** Messages of a chat or channel, with the two orders Graph lists them in. */
export class Conversation {
  readonly messages = new Map<string, ChatMessage>();
  readonly #usedIds = new Set<string>();
  readonly #sorted = new Map<'created' | 'modified', ChatMessage[]>();

  constructor(readonly id: string) {}

  add(message: ChatMessage): void {
    this.messages.set(message.id, message);
    this.#sorted.clear();
  }

  remove(message: ChatMessage): void {
    this.messages.delete(message.id);
    this.#sorted.clear();
  }

  /** The version of a message is the time of its last change: no two changes share one. */
  touch(message: ChatMessage, now: number): void {
    message.modifiedAt = Math.max(now, message.modifiedAt + 1);
    this.#sorted.delete('modified');
  }

  /** Newest first. */
  inOrder(by: 'created' | 'modified'): readonly ChatMessage[] {
    const known = this.#sorted.get(by);
    if (known) return known;
    const time = (message: ChatMessage) =>
      by === 'created' ? message.createdAt : message.modifiedAt;
    const sorted = [...this.messages.values()].sort(
      (a, b) => time(b) - time(a) || Number(b.id) - Number(a.id),
    );
    this.#sorted.set(by, sorted);
    return sorted;
  }

  /** Milliseconds since 1970 name a message within its chat; one that is gone keeps its name. */
  freeId(at: number): string {
    let id = Math.floor(at);
    while (this.#usedIds.has(String(id))) id += 1;
    this.#usedIds.add(String(id));
    return String(id);
  }
}

export class Chat extends Conversation {
  topic: string | null;
  readonly members: Member[];
  updatedAt: number;
  /** The account is in it: it is listed, and what comes is seen. */
  isMember = true;
  isHidden = false;
  lastReadAt: number | null = null;
  meeting: MeetingInfo | null = null;

  constructor(
    id: string,
    readonly type: ChatType,
    readonly createdAt: number,
    rest: { topic?: string | null; members?: readonly Member[]; meeting?: MeetingInfo | null } = {},
  ) {
    super(id);
    this.topic = rest.topic ?? null;
    this.members = [...(rest.members ?? [])];
    this.meeting = rest.meeting ?? null;
    this.updatedAt = createdAt;
  }

  /** What the list shows of it. */
  get last(): ChatMessage | undefined {
    return this.inOrder('created')[0];
  }
}
