import type { RequestOptions } from '../../graph/graph.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import { PER_PAGE, READ_PAGE } from './calls.ts';

/** Sources: learn.microsoft.com/graph/api/user-list-joinedteams, /channel-list. */
export const READ_TEAMS: RequestOptions = { ...READ_PAGE, scopes: ['Team.ReadBasic.All'] };
export const READ_CHANNELS: RequestOptions = { ...READ_PAGE, scopes: ['Channel.ReadBasic.All'] };
/** What only an administrator can agree to. Source: learn.microsoft.com/graph/api/channel-list-messages. */
const SCOPES = ['ChannelMessage.Read.All'];
export const READ_POSTS: RequestOptions = { ...READ_PAGE, scopes: SCOPES };
export const READ_POST_CONTENT: RequestOptions = { scopes: SCOPES, priority: 'content' };

/** Stands for all teams where they could not be listed: a receipt has to say so somewhere. */
export const TEAMS = asId<ContainerId>('teams');

/** With a post come so many of its replies; those beyond are behind a link. */
export const MOST_REPLIES = 1000;

/** A channel is told from a chat by the team its id begins with. */
const CHANNEL = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(19:.+)$/i;

export interface ChannelPlace {
  team: string;
  channel: string;
}

export function channelIdOf({ team, channel }: ChannelPlace): ContainerId {
  return asId<ContainerId>(`${team}/${channel}`);
}

/** null: a chat. */
export function channelIn(container: string): ChannelPlace | null {
  const [, team, channel] = CHANNEL.exec(container) ?? [];
  return team === undefined || channel === undefined ? null : { team, channel };
}

export function channelPath({ team, channel }: ChannelPlace, rest = ''): string {
  return `/teams/${team}/channels/${encodeURIComponent(channel)}${rest}`;
}

/** One post or reply, by what its item's id says of it. */
export function messagePath(place: ChannelPlace, message: string): string {
  const [post = '', reply] = message.split('-');
  return channelPath(place, `/messages/${post}${reply === undefined ? '' : `/replies/${reply}`}`);
}

/** Newest threads first, each post with its replies. */
export const allPosts = (place: ChannelPlace) =>
  channelPath(place, `/messages?$top=${PER_PAGE}&$expand=replies`);

/**
 * Delta begins with what changed after `since`, ISO 8601: all of it is read by the list, which knows
 * more than eight months. Source: learn.microsoft.com/graph/api/chatmessage-delta.
 */
export const postsSince = (place: ChannelPlace, since: string) =>
  channelPath(
    place,
    `/messages/delta?$top=${PER_PAGE}&$expand=replies&$filter=lastModifiedDateTime gt ${since}`,
  );

/** One request a second for each channel. Source: learn.microsoft.com/graph/throttling-limits. */
export function readPosts({ team, channel }: ChannelPlace): RequestOptions {
  return { ...READ_POSTS, apart: { key: `channel ${team}/${channel}`, ms: 1000 } };
}

/** A link as a batch takes it: below the version, and otherwise as it was handed out. */
export function belowVersion(link: string): string {
  return link.replace(/^https?:\/\/[^/]+\/[^/]+(?=\/)/i, '');
}
