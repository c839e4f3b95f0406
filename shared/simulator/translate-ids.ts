import type { GraphCall, Json } from './answer.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { jsonBody, parameter, unreadable } from './body-json.ts';
import { badRequest, GraphError, idMalformed, NoRouteError } from './graph-error.ts';
import { ewsForm, graphForm } from './ids.ts';
import type { Mailbox } from './mailbox.ts';
import { contextOf } from './message-read.ts';
import type { Route } from './route.ts';

const ID_TYPES = [
  'entryId',
  'ewsId',
  'immutableEntryId',
  'restId',
  'restImmutableEntryId',
] as const;
type IdType = (typeof ID_TYPES)[number];
const MOST_IDS = 1000;
/** The US government's clouds have no such operation. */
const WITHOUT = new Set(['graph.microsoft.us', 'dod-graph.microsoft.us']);

/** Ids of one format in another. Source: learn.microsoft.com/graph/api/user-translateexchangeids. */
export function translateRoutes(mailbox: Mailbox): Route[] {
  return [
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

function translate(mailbox: Mailbox, call: GraphCall): Json[] {
  if (WITHOUT.has(call.url.hostname)) {
    throw badRequest("Resource not found for the segment 'translateExchangeIds'.");
  }
  const body = jsonBody(call);
  const ids: unknown = parameter(body, 'inputIds');
  const source = idType(parameter(body, 'sourceIdType'), 'sourceIdType');
  const target = idType(parameter(body, 'targetIdType'), 'targetIdType');
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) {
    throw unreadable('inputIds is a collection of strings.');
  }
  if (ids.length > MOST_IDS) throw badRequest(`At most ${MOST_IDS} ids.`, 'ErrorInvalidRequest');
  return ids.map((sourceId: string) => {
    try {
      return { sourceId, targetId: translated(mailbox, sourceId, source, target) };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return { sourceId, errorDetails: { code: error.code, message: error.message } };
    }
  });
}

function idType(value: unknown, name: string): IdType {
  const type = ID_TYPES.find((each) => each.toLowerCase() === String(value).toLowerCase());
  if (type === undefined) throw unreadable(`${name} is not an exchangeIdFormat.`);
  return type;
}

/** Faults: `ErrorInvalidIdMalformed` also for an id of another type than was said. */
function translated(mailbox: Mailbox, id: string, from: IdType, to: IdType): string {
  const rest = toRest(id, from);
  const parsed = mailbox.ids.parse(rest);
  if (!parsed || isImmutable(from) !== (parsed.kind === 'message')) throw idMalformed();
  if (parsed.kind === 'folder') {
    if (isImmutable(to)) throw new NoRouteError(`translateExchangeIds of a folder to ${to}`);
    return fromRest(mailbox.ids.folder(mailbox.folder(rest).serial), to);
  }
  return fromRest(mailbox.idOf(mailbox.message(rest), isImmutable(to)), to);
}

function isImmutable(type: IdType): boolean {
  return type === 'immutableEntryId' || type === 'restImmutableEntryId';
}

/** The id as Graph writes it; an entry id lacks what says whose mailbox it is, see `fromRest`. */
function toRest(id: string, type: IdType): string {
  switch (type) {
    case 'restId':
    case 'restImmutableEntryId':
      return id;
    case 'ewsId':
      // A dash or a line below is no letter of that alphabet.
      if (/[-_]/.test(id)) throw idMalformed();
      return graphForm(id);
    default: {
      const padding = Number(/[012]$/.exec(id)?.[0] ?? Number.NaN);
      const bytes = fromBase64(`${id.slice(0, -1)}${'='.repeat(padding || 0)}`);
      if (Number.isNaN(padding) || /[+/=]/.test(id) || !bytes) throw idMalformed();
      return graphForm(toBase64(bytes));
    }
  }
}

/**
 * Entry ids are URL-safe base64 with the number of padding letters as the last digit, so documented.
 * Which bytes they are of is not: here the same ones, so that nothing but the writing differs.
 */
function fromRest(id: string, type: IdType): string {
  switch (type) {
    case 'restId':
    case 'restImmutableEntryId':
      return id;
    case 'ewsId':
      return ewsForm(id);
    default: {
      const text = ewsForm(id).replaceAll('+', '-').replaceAll('/', '_');
      const bare = text.replace(/=+$/, '');
      return `${bare}${text.length - bare.length}`;
    }
  }
}
