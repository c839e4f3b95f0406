import { GraphError } from '../graph-error.ts';
import type { Route } from '../route.ts';
import type { Channel, Team } from './channel.ts';
import { ChannelMessages } from './channel-messages.ts';
import { chatTime } from './chat-json.ts';
import type { ChatService } from './chat-service.ts';
import { chatCode, chatNotFound } from './errors.ts';
import { checkChatOptions } from './query.ts';
import { answer, hostedRoutes } from './read.ts';

/** Where a request of a channel is about. */
type Place = Readonly<Record<string, string>>;

/**
 * Channels of joined teams; their messages need what only an administrator can agree to.
 * Sources: learn.microsoft.com/graph/api/channel-list-messages, /chatmessage-delta and
 * /chatmessage-list-replies. Sparse teams: recorded 2026-05-14.
 */
export function channelRoutes(service: ChatService): Route[] {
  const get = { method: 'GET' };
  const read = { ...get, scope: 'ChannelMessage.Read.All' };
  const of = ({ team = '', channel = '' }: Place) => {
    const found = teamOf(service, team).channels.get(channel);
    if (!found) throw chatNotFound();
    return found;
  };
  const post = (place: Place) => {
    const found = service.message(of(place), place.message ?? '');
    // A reply is found under its post alone.
    if (found.replyTo !== null) throw chatNotFound();
    return found;
  };
  const reply = (place: Place) => {
    const found = service.message(of(place), place.reply ?? '');
    if (found.replyTo !== place.message) throw chatNotFound();
    return found;
  };
  const messages = (place: Place) => new ChannelMessages(service, place.team ?? '', of(place));
  const all = '/teams/:team/channels/:channel/messages';
  const one = `${all}/:message`;
  return [
    {
      ...get,
      path: '/me/joinedTeams',
      scope: 'Team.ReadBasic.All',
      answer: (call) => {
        checkChatOptions(call, []);
        checkListing(service, '');
        const joined = [...service.teams.values()].filter(({ isMember }) => isMember);
        const value = joined.map(({ id, name }) => ({
          id,
          displayName: name,
          description: null,
          isArchived: false,
          tenantId: service.owner.tenantId,
        }));
        return answer(call, '#teams', { '@odata.count': value.length, value });
      },
    },
    {
      ...get,
      path: '/teams/:team/channels',
      scope: 'Channel.ReadBasic.All',
      answer: (call, { team = '' }) => {
        checkChatOptions(call, ['$select', '$filter']);
        checkListing(service, team);
        const { channels } = teamOf(service, team);
        const value = [...channels.values()].map((each) => channelJson(service, each));
        return answer(call, '#channels', { '@odata.count': value.length, value });
      },
    },
    { ...read, path: all, answer: (call, place) => messages(place).list(call) },
    { ...read, path: `${all}/delta`, answer: (call, place) => messages(place).delta(call) },
    { ...read, path: one, answer: (call, place) => messages(place).one(call, post(place)) },
    {
      ...read,
      path: `${one}/replies`,
      answer: (call, place) => messages(place).replies(call, post(place).id),
    },
    {
      ...read,
      path: `${one}/replies/:reply`,
      answer: (call, place) => messages(place).one(call, reply(place)),
    },
    ...hostedRoutes(service, one, read.scope, post),
    ...hostedRoutes(service, `${one}/replies/:reply`, read.scope, reply),
  ];
}

/** Faults: 404 for teams there are not, or in which the person is no more. */
function teamOf({ teams }: ChatService, id: string): Team {
  const found = teams.get(id);
  if (!found?.isMember) throw chatNotFound();
  return found;
}

function checkListing({ troubles }: ChatService, team: string): void {
  const status = troubles.teams.get(team);
  if (status !== undefined) throw new GraphError(status, chatCode(status), 'It can not be listed.');
}

function channelJson({ owner }: ChatService, { id, name, createdAt }: Channel) {
  return {
    id,
    createdDateTime: chatTime(createdAt),
    displayName: name,
    description: null,
    isFavoriteByDefault: null,
    email: null,
    tenantId: owner.tenantId,
    webUrl: `https://teams.microsoft.com/l/channel/${encodeURIComponent(id)}/${encodeURIComponent(name)}`,
    membershipType: 'standard',
    isArchived: false,
  };
}
