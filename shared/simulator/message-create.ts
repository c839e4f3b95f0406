import type { GraphAnswer, GraphCall, Json } from './answer.ts';
import { readAttachment } from './attachment-input.ts';
import { fromBase64 } from './base64.ts';
import { checkLength, jsonBody, unreadable } from './body-json.ts';
import type { Attachment, MessageContent, MessageState, Person } from './content.ts';
import { readEml } from './eml-message.ts';
import { isWritable, MESSAGE_READ, MESSAGE_UNSENT, readProperties } from './extended-properties.ts';
import { badRequest } from './graph-error.ts';
import type { Mailbox } from './mailbox.ts';
import {
  checkNames,
  readBody,
  readHeaders,
  readPeople,
  readPerson,
  readState,
  readText,
} from './message-input.ts';
import { etagOf, messageJson } from './message-json.ts';
import { contextOf, rendering } from './message-read.ts';
import { messageShape } from './message-select.ts';
import type { Route } from './route.ts';
import type { Folder, Message } from './store.ts';
import type { Troubles } from './trouble.ts';

/** Only the server says these; sending them is refused. */
const SERVER_ONLY = ['id', 'changeKey', 'createdDateTime', 'lastModifiedDateTime'];
const FLAGS = 'Integer 0xe07';
const DELIVERED = 'SystemTime 0xe06';
const SUBMITTED = 'SystemTime 0x39';

/**
 * Creating messages. What comes out is a draft unless the very request that creates it sets
 * PidTagMessageFlags (0x0E07) without the bit "unsent"; 0x0E06 and 0x0039 set the two dates.
 * Other properties that only the server knows (received time, draft state, folder) are ignored.
 * Source: learn.microsoft.com/graph/api/user-post-messages; for the flags the restore code of
 * alcionai/corso, postalsys/emailengine and mguessan/davmail, which agree.
 */
export function messageCreateRoutes(mailbox: Mailbox, troubles: Troubles, user: Person): Route[] {
  const create = async (call: GraphCall, folder: Folder, isTop: boolean): Promise<GraphAnswer> => {
    checkLength(call);
    troubles.checkRoom();
    const isMime = /^text\/plain\b/i.test(call.headers.get('content-type') ?? '');
    // Posting MIME into a folder is documented and refused.
    // Source: github.com/microsoftgraph/microsoft-graph-docs/issues/16368.
    if (isMime && !isTop) throw unreadable('Unable to deserialize the body.');
    const message = isMime
      ? await createFromMime(mailbox, folder, call)
      : createFromJson(mailbox, folder, jsonBody(call), user);
    return createdAnswer(mailbox, call, message);
  };
  return [
    {
      method: 'POST',
      path: '/me/messages',
      scope: 'Mail.ReadWrite',
      answer: (call) => create(call, mailbox.role('drafts'), true),
    },
    {
      method: 'POST',
      path: '/me/mailFolders/:folder/messages',
      scope: 'Mail.ReadWrite',
      answer: (call, { folder = '' }) => create(call, mailbox.folder(folder), false),
    },
  ];
}

export function createdAnswer(mailbox: Mailbox, call: GraphCall, message: Message): GraphAnswer {
  const shape = messageShape({ ...call, query: [] });
  const id = mailbox.idOf(message, call.immutableIds);
  return {
    status: 201,
    headers: {
      ETag: etagOf(message),
      Location: `${call.url.origin}/v1.0/me/messages('${id}')`,
    },
    json: {
      '@odata.context': `${contextOf(call)}#users('me')/messages/$entity`,
      ...messageJson(message, shape, rendering(mailbox, call)),
    },
  };
}

function createFromJson(mailbox: Mailbox, folder: Folder, body: Json, user: Person): Message {
  checkNames(body, [
    'attachments',
    'singleValueExtendedProperties',
    'multiValueExtendedProperties',
  ]);
  const forbidden = SERVER_ONLY.find((name) => body[name] !== undefined && body[name] !== null);
  if (forbidden !== undefined) throw unreadable(`The property '${forbidden}' is read-only.`);
  const properties = readProperties(body.singleValueExtendedProperties);
  const content = contentOf(mailbox, body, user);
  const state = { ...readState(body), ...stateOf(mailbox, body, properties) };
  for (const id of [...properties.keys()]) if (!isWritable(id)) properties.delete(id);
  return mailbox.add(folder, { content, state, properties });
}

function contentOf(mailbox: Mailbox, body: Json, user: Person): MessageContent {
  const { now } = mailbox;
  const people = (list: unknown) => (list === undefined ? [] : readPeople(list));
  const text = body.body === undefined || body.body === null ? undefined : readBody(body.body);
  const from = body.from === undefined ? user : readPerson(body.from);
  const given = readText(body.internetMessageId ?? '', 'internetMessageId');
  const internetMessageId = given || `<SIM${now.toString(36)}${mailbox.version}@simulator.example>`;
  return {
    subject: readText(body.subject ?? '', 'subject').replace(/[\r\n]+/g, ' '),
    from,
    sender: body.sender === undefined ? from : readPerson(body.sender),
    to: people(body.toRecipients),
    cc: people(body.ccRecipients),
    bcc: people(body.bccRecipients),
    replyTo: people(body.replyTo),
    internetMessageId,
    conversation: `made-${internetMessageId}`,
    headers:
      body.internetMessageHeaders === undefined ? [] : readHeaders(body.internetMessageHeaders),
    messageClass: 'IPM.Note',
    body: () => text ?? { contentType: 'text', content: '' },
    attachments: attachmentsOf(body.attachments, now),
  };
}

function attachmentsOf(list: unknown, now: number): Attachment[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw unreadable('Attachments are a collection.');
  return list.map((each, at) => readAttachment(each, at + 1, now));
}

/** What the MAPI properties of the request decide. */
function stateOf(
  mailbox: Mailbox,
  body: Json,
  properties: ReadonlyMap<string, string>,
): Partial<MessageState> {
  const flags = properties.get(FLAGS);
  if (flags !== undefined && !/^-?\d+$/.test(flags)) {
    throw badRequest('PidTagMessageFlags is not a number.', 'ErrorInvalidExtendedPropertyValue');
  }
  const isDraft = flags === undefined || (Number(flags) & MESSAGE_UNSENT) !== 0;
  const state: Partial<MessageState> = {
    isDraft,
    receivedAt: timeOf(properties.get(DELIVERED)) ?? mailbox.now,
    sentAt: timeOf(properties.get(SUBMITTED)) ?? mailbox.now,
  };
  // Which wins when they disagree is not known; here the flags do.
  if (flags !== undefined) state.isRead = (Number(flags) & MESSAGE_READ) !== 0;
  else if (body.isRead === undefined) state.isRead = true;
  return state;
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw badRequest(`'${text}' is not a time.`, 'ErrorInvalidExtendedPropertyValue');
  }
  return ms;
}

async function createFromMime(mailbox: Mailbox, folder: Folder, call: GraphCall): Promise<Message> {
  const text = new TextDecoder().decode(call.body);
  const bytes = /^[A-Za-z0-9+/=\s]+$/.test(text) ? fromBase64(text.replace(/\s/g, '')) : undefined;
  if (!bytes) {
    throw badRequest(
      'Invalid base64 string for MIME content.',
      'ErrorMimeContentInvalidBase64String',
    );
  }
  const { content, sentAt } = await readEml(bytes, mailbox.now);
  return mailbox.add(folder, {
    content,
    state: { isDraft: true, isRead: true, sentAt: sentAt ?? mailbox.now, receivedAt: mailbox.now },
  });
}
