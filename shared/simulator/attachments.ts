import { type GraphAnswer, type GraphCall, type Json, option } from './answer.ts';
import { readAttachment } from './attachment-input.ts';
import { ATTACHMENT_PROPERTIES, attachmentJson, FILE_PROPERTIES } from './attachment-json.ts';
import { jsonBody } from './body-json.ts';
import type { Attachment } from './content.ts';
import { GraphError, idMalformed, itemNotFound, notAllowed } from './graph-error.ts';
import type { Mailbox } from './mailbox.ts';
import { preview } from './message-body.ts';
import { contextOf } from './message-read.ts';
import { unknownProperty } from './message-select.ts';
import type { Route } from './route.ts';
import type { Message } from './store.ts';
import type { Troubles } from './trouble.ts';

/** A mailbox's default for one message. Source: learn.microsoft.com/graph/api/attachment-createuploadsession. */
const MOST_MESSAGE_BYTES = 35 * 1024 * 1024;
const ITEM = /^microsoft\.graph\.itemattachment\/item$/i;

/** Attachments of messages. Source: learn.microsoft.com/graph/api/attachment-get. */
export function attachmentRoutes(mailbox: Mailbox, troubles: Troubles): Route[] {
  const open = (id = ''): Message => {
    const message = mailbox.message(id);
    troubles.checkItem(message);
    troubles.checkContent(message, 'attachments');
    return message;
  };
  const shown = (call: GraphCall, message: Message, attachment: Attachment): Json => {
    const id = mailbox.ids.attachment(mailbox.idOf(message, call.immutableIds), attachment.key);
    const select = selectedNames(option(call, '$select'));
    const withBytes = attachment.length <= troubles.mostInlineBytes;
    const json = attachmentJson(attachment, id, select ? { withBytes, select } : { withBytes });
    const expand = option(call, '$expand');
    if (expand !== undefined && !ITEM.test(expand)) throw unknownProperty(expand, 'attachment');
    if (expand !== undefined && attachment.item) json.item = itemJson(attachment);
    return json;
  };
  return [
    {
      method: 'GET',
      path: '/me/messages/:message/attachments',
      scope: 'Mail.Read',
      query: ['$select', '$expand'],
      answer: (call, { message: id }) => {
        const message = open(id);
        return {
          status: 200,
          json: {
            '@odata.context': `${contextOf(call)}#users('me')/messages('${id}')/attachments`,
            value: message.content.attachments.map((each) => shown(call, message, each)),
          },
        };
      },
    },
    {
      method: 'GET',
      path: '/me/messages/:message/attachments/:attachment',
      scope: 'Mail.Read',
      query: ['$select', '$expand'],
      answer: (call, { message: id, attachment = '' }) => {
        const message = open(id);
        const json = shown(call, message, attachmentOf(mailbox, message, attachment));
        const context = `${contextOf(call)}#users('me')/messages('${id}')/attachments/$entity`;
        return { status: 200, json: { '@odata.context': context, ...json } };
      },
    },
    {
      method: 'GET',
      path: '/me/messages/:message/attachments/:attachment/$value',
      scope: 'Mail.Read',
      query: [],
      answer: (_call, { message: id, attachment: key = '' }): GraphAnswer => {
        const attachment = attachmentOf(mailbox, open(id), key);
        if (attachment.kind === 'reference') throw notAllowed();
        const type = attachment.kind === 'item' ? 'text/plain' : attachment.contentType;
        return { status: 200, headers: { 'Content-Type': type }, bytes: attachment.bytes() };
      },
    },
    {
      method: 'POST',
      path: '/me/messages/:message/attachments',
      scope: 'Mail.ReadWrite',
      answer: (call, { message: id }) => {
        troubles.checkRoom();
        const message = open(id);
        const attachment = readAttachment(jsonBody(call), nextKey(message), mailbox.now);
        addAttachment(mailbox, message, attachment);
        const context = `${contextOf(call)}#users('me')/messages('${id}')/attachments/$entity`;
        const json = shown({ ...call, query: [] }, message, attachment);
        return { status: 201, json: { '@odata.context': context, ...json } };
      },
    },
    {
      method: 'DELETE',
      path: '/me/messages/:message/attachments/:attachment',
      scope: 'Mail.ReadWrite',
      answer: (_call, { message: id, attachment: key = '' }) => {
        const message = open(id);
        const gone = attachmentOf(mailbox, message, key);
        setAttachments(
          mailbox,
          message,
          message.content.attachments.filter((each) => each.key !== gone.key),
        );
        return { status: 204 };
      },
    },
  ];
}

export function nextKey(message: Message): number {
  return message.content.attachments.reduce((most, { key }) => Math.max(most, key), 0) + 1;
}

/** Faults: 400 `ErrorMessageSizeExceeded` beyond the mailbox's limit for one message. */
export function addAttachment(mailbox: Mailbox, message: Message, attachment: Attachment): void {
  const { attachments } = message.content;
  const bytes = attachments.reduce((sum, { length }) => sum + length, attachment.length);
  if (bytes > MOST_MESSAGE_BYTES) {
    throw new GraphError(
      400,
      'ErrorMessageSizeExceeded',
      'The message exceeds the maximum supported size.',
    );
  }
  setAttachments(mailbox, message, [...attachments, attachment]);
}

function setAttachments(mailbox: Mailbox, message: Message, attachments: readonly Attachment[]) {
  const { mime: _made, ...content } = message.content;
  mailbox.change(message, () => {
    message.content = { ...content, attachments };
  });
}

function attachmentOf(mailbox: Mailbox, message: Message, id: string): Attachment {
  const key = mailbox.ids.parseAttachment(id);
  if (key === undefined) throw idMalformed();
  const attachment = message.content.attachments.find((each) => each.key === key);
  if (!attachment) throw itemNotFound();
  return attachment;
}

function selectedNames(select: string | undefined): ReadonlySet<string> | undefined {
  if (select === undefined) return undefined;
  return new Set(
    select.split(',').map((text) => {
      const name = text.trim().replace(/^microsoft\.graph\.fileAttachment\//i, '');
      const isCast = name !== text.trim();
      const isKnown =
        ATTACHMENT_PROPERTIES.some((known) => known === name) ||
        (isCast && FILE_PROPERTIES.some((known) => known === name));
      if (!isKnown) throw unknownProperty(name, 'microsoft.graph.attachment');
      return name;
    }),
  );
}

function itemJson(attachment: Attachment): Json {
  const content = attachment.item?.();
  if (!content) return {};
  const recipients = (people: typeof content.to) =>
    people.map(({ name, address }) => ({ emailAddress: { name, address } }));
  return {
    '@odata.type': '#microsoft.graph.message',
    id: '',
    subject: content.subject,
    internetMessageId: content.internetMessageId,
    from: content.from && recipients([content.from])[0],
    toRecipients: recipients(content.to),
    ccRecipients: recipients(content.cc),
    bodyPreview: preview(content.body()),
    body: content.body(),
  };
}
