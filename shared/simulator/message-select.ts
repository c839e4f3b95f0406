import { type GraphCall, option } from './answer.ts';
import { canonicalPropertyId } from './extended-properties.ts';
import { badRequest, GraphError, NoRouteError } from './graph-error.ts';

/** Structural properties of `message` in v1.0. Source: Graph's v1.0 metadata. */
export const MESSAGE_PROPERTIES = [
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'receivedDateTime',
  'sentDateTime',
  'hasAttachments',
  'internetMessageId',
  'subject',
  'bodyPreview',
  'importance',
  'parentFolderId',
  'conversationId',
  'conversationIndex',
  'isDeliveryReceiptRequested',
  'isReadReceiptRequested',
  'isRead',
  'isDraft',
  'webLink',
  'inferenceClassification',
  'body',
  'sender',
  'from',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'flag',
  'internetMessageHeaders',
  'uniqueBody',
] as const;

/** Properties that come only when they are selected. */
const ON_DEMAND = new Set(['internetMessageHeaders', 'uniqueBody']);
/** What `Mail.ReadBasic` leaves out. Source: learn.microsoft.com/graph/permissions-reference. */
const BEYOND_BASIC = new Set(['body', 'bodyPreview', 'uniqueBody']);
const NAVIGATION = new Set([
  'attachments',
  'extensions',
  'singleValueExtendedProperties',
  'multiValueExtendedProperties',
]);

/** What of a message a request wants to see. */
export interface MessageShape {
  readonly properties: ReadonlySet<string>;
  /** Whether `$select` was given: `isRead` alone may change what a delta tells. */
  readonly isSelected: boolean;
  readonly expandAttachments: boolean;
  readonly extendedProperties: readonly string[];
}

/** Faults: 400 for unknown names, 403 for what `Mail.ReadBasic` does not cover. */
export function messageShape(call: GraphCall): MessageShape {
  const select = option(call, '$select');
  const canReadBodies = call.scopes.has('Mail.Read') || call.scopes.has('Mail.ReadWrite');
  const names = select === undefined ? defaultNames(canReadBodies) : selectedNames(select);
  if (!canReadBodies && [...names].some((name) => BEYOND_BASIC.has(name))) throw accessDenied();
  const shape = { expandAttachments: false, extendedProperties: [] as string[] };
  for (const item of splitOutside(option(call, '$expand') ?? '', ',')) {
    const [, name, inner] = /^([\w./]+)(?:\((.*)\))?$/s.exec(item) ?? [];
    if (name === 'singleValueExtendedProperties') {
      shape.extendedProperties.push(...propertyIds(inner ?? ''));
    } else if (name === 'attachments' && inner === undefined) {
      if (!canReadBodies) throw accessDenied();
      shape.expandAttachments = true;
    } else if (name !== undefined && NAVIGATION.has(name)) {
      throw new NoRouteError(`$expand=${item}`);
    } else {
      throw unknownProperty(name ?? item);
    }
  }
  return { ...shape, properties: names, isSelected: select !== undefined };
}

/** Splits at a separator outside parentheses and quotes. */
export function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const letter of text) {
    if (letter === "'") quoted = !quoted;
    if (!quoted && letter === '(') depth += 1;
    if (!quoted && letter === ')') depth -= 1;
    if (letter === separator && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The ids of `$filter=id eq 'A' or id eq 'B'` inside an `$expand`. */
export function propertyIds(inner: string): string[] {
  const filter = /^\$filter=(.+)$/s.exec(inner.trim())?.[1];
  if (filter === undefined) {
    throw badRequest('Extended properties must be named by a $filter.', 'ErrorInvalidRequest');
  }
  return filter.split(/\s+or\s+/).map((term) => {
    const id = /^\(?\s*id\s+eq\s+'([^']+)'\s*\)?$/.exec(term.trim())?.[1];
    if (id === undefined) throw badRequest(`Invalid filter clause: ${term}`);
    return canonicalPropertyId(id);
  });
}

export function unknownProperty(name: string, type = 'microsoft.graph.message'): GraphError {
  return badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type}'.`,
    'RequestBroker--ParseUri',
  );
}

function accessDenied(): GraphError {
  return new GraphError(
    403,
    'ErrorAccessDenied',
    'Access is denied. Check credentials and try again.',
  );
}

function defaultNames(canReadBodies: boolean): Set<string> {
  return new Set(
    MESSAGE_PROPERTIES.filter(
      (name) => !ON_DEMAND.has(name) && (canReadBodies || !BEYOND_BASIC.has(name)),
    ),
  );
}

function selectedNames(select: string): Set<string> {
  const names = new Set<string>(['id']);
  for (const name of select.split(',').map((part) => part.trim())) {
    if (name === '') throw badRequest('Invalid $select.', 'RequestBroker--ParseUri');
    if (name === '*') for (const each of MESSAGE_PROPERTIES) names.add(each);
    else if (MESSAGE_PROPERTIES.some((known) => known === name)) names.add(name);
    else throw unknownProperty(name);
  }
  return names;
}
