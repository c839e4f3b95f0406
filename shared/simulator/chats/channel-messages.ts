import { type GraphAnswer, type GraphCall, type Json, option } from '../answer.ts';
import { GraphError } from '../graph-error.ts';
import type { Chain, Channel } from './channel.ts';
import type { ChatMessage } from './chat.ts';
import { messageJson } from './chat-json.ts';
import type { ChatService } from './chat-service.ts';
import { badChatRequest } from './errors.ts';
import {
  checkChatOptions,
  continuationLink,
  continuationOf,
  expandsOf,
  stateIn,
  stateLink,
  topOf,
} from './query.ts';
import { answer, next, rendering } from './read.ts';

/** With a post come so many of its replies. Source: learn.microsoft.com/graph/api/channel-list-messages. */
const MOST_REPLIES = 1000;
/** Delta knows no older ones. Source: learn.microsoft.com/graph/api/chatmessage-delta, "eight months". */
const DELTA_KNOWS_MS = 240 * 24 * 60 * 60 * 1000;

type Thread = Chain & { post: ChatMessage };

/** Where a round of delta is: in what was changed after `since`, behind so many of it. */
interface DeltaState {
  since: number;
  /** Milliseconds since 1970, of the filter; null: none. */
  after: number | null;
  until: number;
  skip: number;
  top: number;
  withReplies: boolean;
}

/** Messages of one channel, as Graph lists them for whoever is in its team. */
export class ChannelMessages {
  constructor(
    readonly service: ChatService,
    readonly teamId: string,
    readonly channel: Channel,
  ) {}

  /** Posts, the one in whose thread something happened last first. */
  list(call: GraphCall): GraphAnswer {
    checkChatOptions(call, ['$top', '$expand', '$skiptoken']);
    const known = this.#continued(call);
    const top = known?.top ?? topOf(call);
    const expand = known?.expand ?? expandsOf(call, ['replies']);
    const { after } = known ?? {};
    const posts = this.#posts().filter(
      ({ at, post }) =>
        !after || at < after.at || (at === after.at && Number(post.id) < Number(after.id)),
    );
    const page = posts.slice(0, top);
    const last = page.at(-1);
    const json: Json = { '@odata.count': page.length };
    if (last && posts.length > top) {
      const at = { top, skip: 0, expand, after: { at: last.at, id: last.post.id } };
      json['@odata.nextLink'] = next(this.service, call, known, at);
    }
    json.value = page.map((chain) => this.#chain(call, chain, expand.includes('replies')));
    return answer(call, '#messages', json);
  }

  /** Posts in whose thread something happened since, in the order in which it did. */
  delta(call: GraphCall): GraphAnswer {
    checkChatOptions(call, ['$top', '$filter', '$expand', '$skiptoken', '$deltatoken']);
    const state = this.#deltaState(call);
    const changed = this.#posts()
      .filter(({ at, revision }) => {
        const isKnown = state.after === null ? false : at <= state.after;
        return revision > state.since && revision <= state.until && !isKnown;
      })
      .sort((a, b) => a.revision - b.revision);
    const page = changed.slice(state.skip, state.skip + state.top);
    const isMore = changed.length > state.skip + state.top;
    const following = isMore
      ? { ...state, skip: state.skip + state.top }
      : { ...state, since: state.until, until: -1, after: null, skip: 0 };
    const link = stateLink(call, isMore ? '$skiptoken' : '$deltatoken', following);
    return answer(call, '#Collection(chatMessage)', {
      [isMore ? '@odata.nextLink' : '@odata.deltaLink']: link,
      value: page.map((chain) => this.#chain(call, chain, state.withReplies)),
    });
  }

  /** Replies to one post, newest first. */
  replies(call: GraphCall, post: string): GraphAnswer {
    checkChatOptions(call, ['$top', '$skiptoken']);
    const known = this.#continued(call);
    const top = known?.top ?? topOf(call);
    const skip = known?.skip ?? 0;
    const all = this.channel.replies(post);
    const page = all.slice(skip, skip + top);
    const json: Json = { '@odata.count': page.length };
    if (all.length > skip + top) {
      json['@odata.nextLink'] = next(this.service, call, known, {
        top,
        skip: skip + top,
        expand: [],
      });
    }
    json.value = page.map((reply) => this.#json(call, reply));
    return answer(call, '#replies', json);
  }

  /** One by itself. */
  one(call: GraphCall, message: ChatMessage): GraphAnswer {
    checkChatOptions(call, []);
    return answer(call, '#messages/$entity', this.#json(call, message));
  }

  #posts(): Thread[] {
    const { deltaOmitsReplies } = this.service.troubles.quirks;
    return this.channel
      .chains(!deltaOmitsReplies)
      .filter((chain): chain is Thread => chain.post !== undefined);
  }

  #json(call: GraphCall, message: ChatMessage): Json {
    const where = { teamId: this.teamId, channelId: this.channel.id };
    return messageJson(where, message, rendering(this.service, call));
  }

  #chain(call: GraphCall, { post, replies }: Thread, withReplies: boolean): Json {
    const json = this.#json(call, post);
    if (!withReplies) return json;
    json.replies = replies.slice(0, MOST_REPLIES).map((reply) => this.#json(call, reply));
    if (replies.length > MOST_REPLIES && !this.service.troubles.quirks.losesReplies) {
      json['replies@odata.count'] = MOST_REPLIES;
      json['replies@odata.nextLink'] = this.#repliesLink(call, post.id);
    }
    return json;
  }

  #repliesLink(call: GraphCall, post: string): string {
    const { origin } = call.url;
    const path = `/v1.0/teams/${this.teamId}/channels/${this.channel.id}/messages/${post}/replies`;
    const url = new URL(`${origin}${path}`);
    return continuationLink({ ...call, url }, { top: 50, skip: MOST_REPLIES, expand: [] });
  }

  #continued(call: GraphCall) {
    const known = continuationOf(call);
    if (known && this.service.troubles.quirks.refusesTokens) {
      throw badChatRequest('Invalid continuation token.');
    }
    return known;
  }

  #deltaState(call: GraphCall): DeltaState {
    const { quirks } = this.service.troubles;
    const token = stateIn<DeltaState>(call);
    if (token !== undefined) {
      if (quirks.forgetsDelta)
        throw new GraphError(410, 'SyncStateNotFound', 'Sync state is gone.');
      return token.until < 0 ? { ...token, until: this.channel.revision } : token;
    }
    const oldest = this.service.now - DELTA_KNOWS_MS;
    return {
      since: 0,
      after: Math.max(oldest, filterOf(call) ?? oldest),
      until: this.channel.revision,
      skip: 0,
      top: topOf(call),
      withReplies: expandsOf(call, ['replies']).includes('replies'),
    };
  }
}

/** Faults: 400 for any other than the one there is. */
function filterOf(call: GraphCall): number | null {
  const text = option(call, '$filter');
  if (text === undefined) return null;
  const time = /^lastModifiedDateTime\s+gt\s+(\S+)$/i.exec(text.trim())?.[1] ?? '';
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw badChatRequest('Invalid filter clause.');
  return at;
}
