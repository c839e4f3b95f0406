import type { Route } from '../route.ts';
import { chatTime, messageJson } from './chat-json.ts';
import type { Channel, ChatService, Team } from './chat-service.ts';
import { chatNotFound } from './errors.ts';
import { checkChatOptions } from './query.ts';
import { answer, hostedRoutes, listMessages, rendering } from './read.ts';

/**
 * Channels of joined teams; their messages need what only an administrator can agree to.
 * Source: learn.microsoft.com/graph/api/channel-list-messages. Sparse teams: recorded 2026-05-14.
 */
export function channelRoutes(service: ChatService): Route[] {
  const get = { method: 'GET' };
  const scope = 'ChannelMessage.Read.All';
  const team = (id = '') => {
    const found = service.teams.get(id);
    if (!found) throw chatNotFound();
    return found;
  };
  const channel = (of: Team, id = '') => {
    const found = of.channels.get(id);
    if (!found) throw chatNotFound();
    return found;
  };
  const place = '/teams/:team/channels/:channel';
  return [
    {
      ...get,
      path: '/me/joinedTeams',
      scope: 'Team.ReadBasic.All',
      answer: (call) => {
        checkChatOptions(call, []);
        const value = [...service.teams.values()].map(({ id, name }) => ({
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
      answer: (call, { team: id }) => {
        checkChatOptions(call, ['$select', '$filter']);
        const value = [...team(id).channels.values()].map((each) => channelJson(service, each));
        return answer(call, '#channels', { '@odata.count': value.length, value });
      },
    },
    {
      ...get,
      path: `${place}/messages`,
      scope,
      answer: (call, { team: teamId = '', channel: id }) => {
        const found = channel(team(teamId), id);
        const shown = rendering(service, call);
        const where = { teamId, channelId: found.id };
        return listMessages(
          service,
          call,
          found,
          '#messages',
          (message) => messageJson(where, message, shown),
          ({ replyTo }) => replyTo === null,
        );
      },
    },
    {
      ...get,
      path: `${place}/messages/:message/replies`,
      scope,
      answer: (call, { team: teamId = '', channel: id, message }) => {
        const found = channel(team(teamId), id);
        const shown = rendering(service, call);
        const where = { teamId, channelId: found.id };
        return listMessages(
          service,
          call,
          found,
          '#replies',
          (each) => messageJson(where, each, shown),
          ({ replyTo }) => replyTo === message,
        );
      },
    },
    ...hostedRoutes(service, place, scope, ({ team: id, channel: of }) => channel(team(id), of)),
  ];
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
