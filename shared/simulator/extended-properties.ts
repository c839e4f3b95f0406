import { isJson, type Json } from './answer.ts';
import { toBase64 } from './base64.ts';
import { badRequest } from './graph-error.ts';
import type { Message } from './store.ts';

/**
 * Extended (MAPI) properties by Graph's naming: a type, then a tag or a named property. Graph
 * answers with the id in one form, whatever was asked for: lower-case hex without leading zeros.
 * Source: learn.microsoft.com/graph/api/resources/singlevaluelegacyextendedproperty.
 */
const TYPES = [
  'ApplicationTime',
  'Binary',
  'Boolean',
  'CLSID',
  'Currency',
  'Double',
  'Float',
  'Integer',
  'Long',
  'Short',
  'String',
  'SystemTime',
];

/** PidTagMessageFlags bits. Source: MS-OXCMSG 2.2.1.6. */
export const MESSAGE_READ = 0x1;
export const MESSAGE_UNSENT = 0x8;
const MESSAGE_HAS_ATTACHMENTS = 0x10;

/** Faults: 400 for an id that is none. */
export function canonicalPropertyId(id: string): string {
  const tag = /^(\w+) 0x([0-9a-f]{1,8})$/i.exec(id);
  const named = /^(\w+) (\{[0-9a-f-]{36}\}) (Name (.+)|Id (0x[0-9a-f]+|\d+))$/i.exec(id);
  const word = (tag ?? named)?.[1]?.toLowerCase();
  const type = TYPES.find((name) => name.toLowerCase() === word);
  if (tag && type) return `${type} 0x${Number.parseInt(tag[2] ?? '0', 16).toString(16)}`;
  if (named && type) {
    const guid = (named[2] ?? '').toLowerCase();
    if (named[4] !== undefined) return `${type} ${guid} Name ${named[4]}`;
    return `${type} ${guid} Id 0x${Number(named[5]).toString(16)}`;
  }
  throw badRequest(
    `The extended property id '${id}' is not valid.`,
    'ErrorInvalidExtendedProperty',
  );
}

/** The properties of a request body, by canonical id. Values must be strings. */
export function readProperties(list: unknown): Map<string, string> {
  const properties = new Map<string, string>();
  if (list === undefined) return properties;
  if (!Array.isArray(list))
    throw badRequest('Expected a collection.', 'UnableToDeserializePostBody');
  for (const entry of list) {
    if (!isJson(entry) || typeof entry.id !== 'string' || typeof entry.value !== 'string') {
      throw badRequest(
        'An extended property has an id and a value, both strings.',
        'UnableToDeserializePostBody',
      );
    }
    properties.set(canonicalPropertyId(entry.id), entry.value);
  }
  return properties;
}

const iso = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function serialBytes(serial: number, length: number): string {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(length - 4, serial);
  return toBase64(bytes);
}

/** What Exchange itself says of a message; undefined for a property the message does not have. */
const COMPUTED: Readonly<Record<string, (message: Message) => string | undefined>> = {
  'String 0x1a': ({ content }) => content.messageClass,
  'String 0x37': ({ content }) => content.subject,
  'String 0x1035': ({ content }) => content.internetMessageId || undefined,
  'Integer 0xe07': (message) => String(messageFlags(message)),
  'Long 0xe08': (message) => String(messageSize(message)),
  'Integer 0xe08': (message) => String(messageSize(message)),
  'SystemTime 0xe06': ({ state }) => iso(state.receivedAt),
  'SystemTime 0x39': ({ state }) => iso(state.sentAt),
  'SystemTime 0x3007': ({ state }) => iso(state.createdAt),
  'SystemTime 0x3008': ({ state }) => iso(state.modifiedAt),
  'Binary 0x300b': ({ origin }) => serialBytes(origin, 16),
  'Binary 0x348a': ({ lastFolder }) => lastFolder && serialBytes(lastFolder.serial, 22),
  'Integer 0x1090': ({ state }) =>
    state.flag.flagStatus === 'notFlagged'
      ? undefined
      : state.flag.flagStatus === 'flagged'
        ? '2'
        : '1',
  'String 0x7d': ({ content }) =>
    content.headers.length === 0
      ? undefined
      : content.headers.map(({ name, value }) => `${name}: ${value}\r\n`).join(''),
  'String 0x1042': ({ content }) => header(content.headers, 'in-reply-to'),
  'String 0x1039': ({ content }) => header(content.headers, 'references'),
};

/** Written properties Exchange keeps to itself: what it computes stays as it computes it. */
export function isWritable(id: string): boolean {
  return COMPUTED[id] === undefined;
}

/** The value of one property, or undefined when the message does not have it. */
function propertyOf(message: Message, id: string): string | undefined {
  return COMPUTED[id]?.(message) ?? message.properties?.get(id);
}

/** As `singleValueExtendedProperties` shows those of `ids` that are there. */
export function propertiesJson(message: Message, ids: readonly string[]): Json[] {
  return ids.flatMap((id) => {
    const value = propertyOf(message, id);
    return value === undefined ? [] : [{ id, value }];
  });
}

/** An estimate of PidTagMessageSize: properties, body in UTF-16 and contents. */
function messageSize({ content }: Message): number {
  const body = content.mime ? content.mime().length : content.body().content.length * 2;
  const attachments = content.mime
    ? 0
    : content.attachments.reduce((sum, { length }) => sum + length, 0);
  return 2048 + body + attachments;
}

function messageFlags({ state, content }: Message): number {
  return (
    (state.isRead ? MESSAGE_READ : 0) |
    (state.isDraft ? MESSAGE_UNSENT : 0) |
    (content.attachments.length > 0 ? MESSAGE_HAS_ATTACHMENTS : 0)
  );
}

function header(headers: readonly { name: string; value: string }[], name: string) {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}
