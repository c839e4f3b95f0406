import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { SourceChange } from '../walk.ts';
import { itemIdOf, PER_PAGE } from './calls.ts';
import {
  type ChannelPlace,
  channelIdOf,
  MOST_REPLIES,
  messagePath,
  readPosts,
} from './channel-calls.ts';
import { type GraphMessage, readMessage, readPage, readReplies } from './graph-chat.ts';

/** A page of posts, with all replies to each. */
export interface PostPage {
  posts: { post: GraphMessage; replies: GraphMessage[] }[];
  nextLink: string | null;
}

/** Reads lists of posts of one channel: what came with a post of its replies, and the others. */
export class PostReading {
  constructor(
    readonly graph: Graph,
    readonly place: ChannelPlace,
    readonly signal: AbortSignal,
  ) {}

  /** The answer to a path or a link. */
  read(link: string): Promise<unknown> {
    return this.graph.read(link, readPosts(this.place), this.signal);
  }

  /** A page of such an answer. */
  async page(link: string): Promise<PostPage> {
    return this.pageOf(await this.read(link));
  }

  /** Of an answer that is there already. Fault `server-error` for what is no list. */
  async pageOf(body: unknown): Promise<PostPage> {
    const page = readPage(body);
    if (page === null) throw notSaid();
    const posts = [];
    for (const raw of page.entries) {
      const post = readMessage(raw);
      if (post === null) continue;
      posts.push({ post, replies: await this.#repliesOf(post, raw) });
    }
    return { posts, nextLink: page.nextLink };
  }

  /**
   * With more than a thousand there is a link to the others, which is known to be left out.
   * Source: github.com/microsoftgraph/microsoft-graph-docs-contrib issue 8819.
   */
  async #repliesOf({ id }: GraphMessage, raw: unknown): Promise<GraphMessage[]> {
    const { entries, nextLink } = readReplies(raw);
    const replies = new Map<string, GraphMessage>();
    const take = (list: readonly unknown[]) => {
      for (const each of list) {
        const reply = readMessage(each);
        if (reply !== null) replies.set(reply.id, reply);
      }
    };
    take(entries);
    const isCutOff = nextLink === null && entries.length >= MOST_REPLIES;
    let link = isCutOff ? `${messagePath(this.place, id)}/replies?$top=${PER_PAGE}` : nextLink;
    const seen = new Set<string>();
    while (link !== null) {
      // Round and round: what comes behind is not known.
      if (seen.has(link)) throw notSaid();
      seen.add(link);
      const page = readPage(await this.read(link));
      if (page === null) throw notSaid();
      take(page.entries);
      link = page.nextLink;
    }
    return [...replies.values()];
  }
}

/** A post and its replies, each an item of its own. */
export function* toldPosts(
  place: ChannelPlace,
  { posts }: Pick<PostPage, 'posts'>,
): Generator<SourceChange, void> {
  for (const { post, replies } of posts) {
    yield toldPost(place, post.id, post);
    for (const reply of replies) yield toldPost(place, `${post.id}-${reply.id}`, reply);
  }
}

/** `key`: what its item's id ends with. */
export function toldPost(place: ChannelPlace, key: string, message: GraphMessage): SourceChange {
  const container = channelIdOf(place);
  const item = { kind: 'message', message: message.json, version: message.version } as const;
  const itemId = itemIdOf(container, key);
  return { kind: 'item', container: asId<ContainerId>(container), itemId, item, partial: false };
}

/** The newest change in it; null where nothing is. */
export function newestIn({ posts }: Pick<PostPage, 'posts'>): string | null {
  const times = posts.flatMap(({ post, replies }) =>
    [post, ...replies].map(({ modified }) => modified),
  );
  const newest = times.reduce((most, each) => Math.max(most, each), 0);
  return newest === 0 ? null : new Date(newest).toISOString();
}

function notSaid(): Fault {
  return new Fault('server-error', 'Graph answered with something else');
}
