import { type ChatMessage, Conversation } from './chat.ts';

/** A channel of a team the person has joined: posts, and below each its replies. */
export class Channel extends Conversation {
  readonly #revisions = new Map<string, { came: number; changed: number }>();
  #revision = 0;

  constructor(
    id: string,
    public name: string,
    readonly createdAt: number,
  ) {
    super(id);
  }

  /** Counts up with everything that happens in it. */
  get revision(): number {
    return this.#revision;
  }

  override add(message: ChatMessage): void {
    super.add(message);
    this.#revision += 1;
    this.#revisions.set(message.id, { came: this.#revision, changed: this.#revision });
  }

  override touch(message: ChatMessage, now: number): void {
    super.touch(message, now);
    this.#revision += 1;
    const { came } = this.#revisions.get(message.id) ?? { came: this.#revision };
    this.#revisions.set(message.id, { came, changed: this.#revision });
  }

  /** Replies to a post, newest first. */
  replies(post: string): ChatMessage[] {
    return this.inOrder('created').filter(({ replyTo }) => replyTo === post);
  }

  /**
   * Posts with their replies, that in which something happened last first. `tellsReplies` false: what
   * becomes of a reply after it came counts for nothing.
   */
  chains(tellsReplies: boolean): Chain[] {
    const chains = new Map<string, Chain>();
    for (const message of this.inOrder('created')) {
      const { came, changed } = this.#revisions.get(message.id) ?? { came: 0, changed: 0 };
      const isReply = message.replyTo !== null;
      const revision = isReply && !tellsReplies ? came : changed;
      const key = message.replyTo ?? message.id;
      const chain = chains.get(key) ?? { post: undefined, replies: [], at: 0, revision: 0 };
      if (isReply) chain.replies.push(message);
      else chain.post = message;
      chain.at = Math.max(chain.at, message.modifiedAt);
      chain.revision = Math.max(chain.revision, revision);
      chains.set(key, chain);
    }
    return [...chains.values()].sort(
      (a, b) => b.at - a.at || Number(b.post?.id ?? 0) - Number(a.post?.id ?? 0),
    );
  }
}

export interface Chain {
  /** undefined: it was removed, and its replies are there still. */
  post: ChatMessage | undefined;
  /** Newest first. */
  replies: ChatMessage[];
  /** When something in it changed last. */
  at: number;
  revision: number;
}

export interface Team {
  id: string;
  name: string;
  channels: Map<string, Channel>;
  /** The account is in it: it is listed, and its channels answer. */
  isMember: boolean;
}
