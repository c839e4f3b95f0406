import { type Json, option } from './answer.ts';
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

export function profileRoutes(account: Account): Route[] {
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
