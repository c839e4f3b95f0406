import { type GraphCall, type Json, option } from './answer.ts';
import { jsonBody, parameter, unreadable } from './body-json.ts';
import { badRequest, GraphError } from './graph-error.ts';
import type { Mailbox } from './mailbox.ts';
import { contextOf } from './message-read.ts';
import { unknownProperty } from './message-select.ts';
import type { Route } from './route.ts';

/** The person whose account it is. */
export interface Account {
  /** Object id in the directory, a GUID. */
  id: string;
  tenantId: string;
  username: string;
  name: string;
  password: string;
}

/** The properties `GET /me` shows without `$select`. Source: learn.microsoft.com/graph/api/user-get. */
const PROFILE = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

const REST_TYPES = ['restId', 'restImmutableEntryId'];
const MOST_IDS = 1000;

export function profileRoutes(mailbox: Mailbox, account: Account): Route[] {
  return [
    {
      method: 'GET',
      path: '/me',
      scope: 'User.Read',
      query: ['$select'],
      answer: (call) => ({
        status: 200,
        json: {
          '@odata.context': `${contextOf(call)}#users/$entity`,
          ...profile(account, option(call, '$select')),
        },
      }),
    },
    {
      method: 'POST',
      path: '/me/translateExchangeIds',
      scope: 'User.Read',
      answer: (call) => ({
        status: 200,
        json: {
          '@odata.context': `${contextOf(call)}#Collection(microsoft.graph.convertIdResult)`,
          value: translate(mailbox, call),
        },
      }),
    },
  ];
}

function profile(account: Account, select: string | undefined): Json {
  const [givenName = '', ...rest] = account.name.split(' ');
  const all: Json = {
    businessPhones: [],
    displayName: account.name,
    givenName,
    jobTitle: null,
    mail: account.username,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: 'en-US',
    surname: rest.join(' '),
    userPrincipalName: account.username,
    id: account.id,
  };
  if (select === undefined) return all;
  const names = ['id', ...select.split(',').map((name) => name.trim())];
  const unknown = names.find((name) => !PROFILE.includes(name));
  if (unknown !== undefined) throw unknownProperty(unknown, 'microsoft.graph.user');
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** Between the two kinds of REST ids. Source: learn.microsoft.com/graph/api/user-translateexchangeids. */
function translate(mailbox: Mailbox, call: GraphCall): Json[] {
  const body = jsonBody(call);
  const ids = parameter(body, 'inputIds');
  const types = [parameter(body, 'sourceIdType'), parameter(body, 'targetIdType')];
  if (!Array.isArray(ids) || ids.length > MOST_IDS) throw unreadable('inputIds has 1 to 1000 ids.');
  if (!types.every((type) => REST_TYPES.includes(String(type)))) {
    throw badRequest('These id types are not simulated.', 'ErrorInvalidRequest');
  }
  return ids.map((sourceId) => {
    try {
      const message = mailbox.message(String(sourceId));
      return { sourceId, targetId: mailbox.idOf(message, types[1] === 'restImmutableEntryId') };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return { sourceId, errorDetails: { code: error.code, message: error.message } };
    }
  });
}
