import type { GraphAnswer, GraphCall, Json } from './answer.ts';
import { jsonBody, parameter, unreadable } from './body-json.ts';
import type { MessageContent } from './content.ts';
import { isWritable, readProperties } from './extended-properties.ts';
import { badRequest, GraphError } from './graph-error.ts';
import type { Mailbox } from './mailbox.ts';
import { createdAnswer } from './message-create.ts';
import {
  checkNames,
  readBody,
  readPeople,
  readPerson,
  readState,
  readText,
} from './message-input.ts';
import { etagOf, messageJson } from './message-json.ts';
import { contextOf, rendering } from './message-read.ts';
import { messageShape } from './message-select.ts';
import type { Route } from './route.ts';
import type { Message } from './store.ts';
import type { Troubles } from './trouble.ts';

/** Can be changed while the message is a draft. Source: learn.microsoft.com/graph/api/message-update. */
const DRAFT_ONLY = [
  'subject',
  'body',
  'from',
  'sender',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'internetMessageId',
];
/** Can be changed at any time. */
const ALWAYS = [
  'categories',
  'flag',
  'importance',
  'inferenceClassification',
  'isRead',
  'isReadReceiptRequested',
  'isDeliveryReceiptRequested',
  'singleValueExtendedProperties',
];

/** Changing, moving, copying and deleting messages. */
export function messageChangeRoutes(mailbox: Mailbox, troubles: Troubles): Route[] {
  const scope = 'Mail.ReadWrite';
  const target = (call: GraphCall) => {
    const id = parameter(jsonBody(call), 'destinationId');
    if (typeof id !== 'string') throw unreadable('destinationId is missing.');
    return mailbox.folder(id);
  };
  return [
    {
      method: 'PATCH',
      path: '/me/messages/:message',
      scope,
      answer: (call, { message: id = '' }) => patch(mailbox, call, mailbox.message(id)),
    },
    {
      method: 'POST',
      path: '/me/messages/:message/move',
      scope,
      answer: (call, { message: id = '' }) => {
        const message = mailbox.message(id);
        mailbox.move(message, target(call));
        return createdAnswer(mailbox, call, message);
      },
    },
    {
      method: 'POST',
      path: '/me/messages/:message/copy',
      scope,
      answer: (call, { message: id = '' }) => {
        troubles.checkRoom();
        return createdAnswer(mailbox, call, mailbox.copy(mailbox.message(id), target(call)));
      },
    },
    {
      method: 'DELETE',
      path: '/me/messages/:message',
      scope,
      answer: (call, { message: id = '' }) => {
        const message = mailbox.message(id);
        checkMatch(call, message);
        // Source: github.com/microsoftgraph/microsoft-graph-docs/issues/2894.
        if (message.folder.role === 'recoverableitemsdeletions') {
          throw badRequest('Object cannot be deleted.', 'ErrorCannotDeleteObject');
        }
        mailbox.delete(message, 'deleted-items');
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/me/messages/:message/permanentDelete',
      scope,
      answer: (_call, { message: id = '' }) => {
        // Into the purges, which no path of Graph reaches.
        // Source: learn.microsoft.com/graph/api/message-permanentdelete.
        mailbox.move(mailbox.message(id), mailbox.role('recoverableitemspurges'));
        return { status: 204 };
      },
    },
  ];
}

function patch(mailbox: Mailbox, call: GraphCall, message: Message): GraphAnswer {
  checkMatch(call, message);
  const body = jsonBody(call);
  checkNames(body, ['singleValueExtendedProperties']);
  const names = Object.keys(body).filter((name) => !name.includes('@'));
  const fixed = names.find((name) => !ALWAYS.includes(name) && !DRAFT_ONLY.includes(name));
  if (fixed !== undefined) {
    throw badRequest(`The property '${fixed}' can't be set.`, 'ErrorInvalidPropertySet');
  }
  const sent = names.find((name) => DRAFT_ONLY.includes(name));
  if (sent !== undefined && !message.state.isDraft) {
    throw badRequest(
      `Update operation is invalid for property '${sent}' of a sent message.`,
      'ErrorInvalidPropertyUpdateSentMessage',
    );
  }
  const state = readState(body);
  const properties = readProperties(body.singleValueExtendedProperties);
  const content = sent === undefined ? undefined : changedContent(message.content, body);
  const apply = () => {
    Object.assign(message.state, state);
    if (content) message.content = content;
    const written = new Map(message.properties);
    message.properties = written;
    for (const [id, value] of properties) {
      // The flags and dates of a message that is there stay as they are: they count at creation.
      if (isWritable(id)) written.set(id, value);
    }
  };
  const onlyRead = names.every((name) => name === 'isRead');
  if (names.length > 0) mailbox.change(message, apply, { onlyRead });
  const shape = messageShape({ ...call, query: [] });
  return {
    status: 200,
    headers: { ETag: etagOf(message) },
    json: {
      '@odata.context': `${contextOf(call)}#users('me')/messages/$entity`,
      ...messageJson(message, shape, rendering(mailbox, call)),
    },
  };
}

function changedContent(content: MessageContent, body: Json): MessageContent {
  const { mime: _made, ...changed } = content;
  const next: MessageContent = { ...changed };
  if (body.subject !== undefined) next.subject = readText(body.subject, 'subject');
  if (body.internetMessageId !== undefined) {
    next.internetMessageId = readText(body.internetMessageId, 'internetMessageId');
  }
  if (body.from !== undefined) next.from = readPerson(body.from);
  if (body.sender !== undefined) next.sender = readPerson(body.sender);
  if (body.toRecipients !== undefined) next.to = readPeople(body.toRecipients);
  if (body.ccRecipients !== undefined) next.cc = readPeople(body.ccRecipients);
  if (body.bccRecipients !== undefined) next.bcc = readPeople(body.bccRecipients);
  if (body.replyTo !== undefined) next.replyTo = readPeople(body.replyTo);
  if (body.body !== undefined) {
    const text = readBody(body.body);
    next.body = () => text;
  }
  return next;
}

/** Faults: 412 when the message is not the one the client has seen. */
function checkMatch(call: GraphCall, message: Message): void {
  const wanted = call.headers.get('if-match');
  if (wanted === null || wanted === '*' || wanted === etagOf(message)) return;
  throw new GraphError(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  );
}
