import type { Json } from './answer.ts';
import { attachmentJson } from './attachment-json.ts';
import { toBase64 } from './base64.ts';
import type { Body, MessageContent, Person } from './content.ts';
import { propertiesJson } from './extended-properties.ts';
import type { Mailbox } from './mailbox.ts';
import { bodyJson, preview } from './message-body.ts';
import type { MessageShape } from './message-select.ts';
import type { Message } from './store.ts';

export interface Rendering {
  mailbox: Mailbox;
  immutableIds: boolean;
  /** From `Prefer: outlook.body-content-type`. */
  bodyType: string | undefined;
  /** From `Prefer: outlook.allow-unsafe-html`. */
  unsafeHtml: boolean;
}

/** A message as Graph shows it. Times have whole seconds, as Graph's mail times do. */
export function messageJson(message: Message, shape: MessageShape, how: Rendering): Json {
  const json: Json = { '@odata.etag': etagOf(message) };
  const type = typeOf(message.content.messageClass);
  if (type !== '#microsoft.graph.message') json['@odata.type'] = type;
  const parts = new MessageProperties(message, how);
  for (const name of shape.properties) json[name] = parts.read(name);
  if (shape.extendedProperties.length > 0) {
    const list = propertiesJson(message, shape.extendedProperties);
    if (list.length > 0) json.singleValueExtendedProperties = list;
  }
  if (shape.expandAttachments) {
    const id = how.mailbox.idOf(message, how.immutableIds);
    json.attachments = message.content.attachments.map((attachment) =>
      attachmentJson(attachment, how.mailbox.ids.attachment(id, attachment.key), {
        withBytes: true,
      }),
    );
  }
  return json;
}

function changeKeyOf(message: Message): string {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x10000000);
  view.setUint32(12, message.serial);
  view.setUint32(16, message.changes);
  return `CQAAABYA${toBase64(bytes)}`.replace(/=+$/, '');
}

export function etagOf(message: Message): string {
  return `W/"${changeKeyOf(message)}"`;
}

/** Meeting messages have types of their own. */
export function typeOf(messageClass: string): string {
  if (/^IPM\.Schedule\.Meeting\.Request/i.test(messageClass)) {
    return '#microsoft.graph.eventMessageRequest';
  }
  if (/^IPM\.Schedule\.Meeting\.Resp/i.test(messageClass)) {
    return '#microsoft.graph.eventMessageResponse';
  }
  if (/^IPM\.Schedule\.Meeting/i.test(messageClass)) return '#microsoft.graph.eventMessage';
  return '#microsoft.graph.message';
}

export const isoTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Reads properties one by one, so that an expensive one is made only when it is wanted. */
class MessageProperties {
  #content: MessageContent | undefined;
  #body: Body | undefined;

  constructor(
    readonly message: Message,
    readonly how: Rendering,
  ) {}

  read(name: string): unknown {
    const { message, how } = this;
    const { state } = message;
    switch (name) {
      case 'id':
        return how.mailbox.idOf(message, how.immutableIds);
      case 'createdDateTime':
        return isoTime(state.createdAt);
      case 'lastModifiedDateTime':
        return isoTime(state.modifiedAt);
      case 'receivedDateTime':
        return isoTime(state.receivedAt);
      case 'sentDateTime':
        return isoTime(state.sentAt);
      case 'changeKey':
        return changeKeyOf(message);
      case 'parentFolderId':
        return how.mailbox.ids.folder(message.folder.serial);
      case 'categories':
        return [...state.categories];
      case 'flag':
        return { ...state.flag };
      case 'webLink':
        return `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(
          how.mailbox.idOf(message, how.immutableIds),
        )}&exvsurl=1&viewmodel=ReadMessageItem`;
      default:
        return name in state ? state[name as keyof typeof state] : this.#readContent(name);
    }
  }

  #readContent(name: string): unknown {
    this.#content ??= this.message.content;
    const content = this.#content;
    switch (name) {
      case 'subject':
        return content.subject;
      case 'internetMessageId':
        return content.internetMessageId || null;
      case 'hasAttachments':
        return content.attachments.some(({ isInline }) => !isInline);
      case 'from':
        return recipient(content.from);
      case 'sender':
        return recipient(content.sender);
      case 'toRecipients':
        return content.to.map(recipient);
      case 'ccRecipients':
        return content.cc.map(recipient);
      case 'bccRecipients':
        return content.bcc.map(recipient);
      case 'replyTo':
        return content.replyTo.map(recipient);
      case 'internetMessageHeaders':
        return content.headers.map(({ name: header, value }) => ({ name: header, value }));
      case 'conversationId':
        return this.how.mailbox.ids.conversation(content.conversation);
      case 'conversationIndex':
        return toBase64(textBytes(content.conversation.padEnd(22).slice(0, 22)));
      case 'bodyPreview':
        return preview(this.#readBody(content));
      case 'body':
      case 'uniqueBody':
        return bodyJson(this.#readBody(content), {
          as: this.how.bodyType,
          unsafe: this.how.unsafeHtml,
        });
      default:
        throw new Error(`No such message property: ${name}`);
    }
  }

  #readBody(content: MessageContent): Body {
    this.#body ??= content.body();
    return this.#body;
  }
}

function recipient(person: Person | null): Json | null {
  return person && { emailAddress: { name: person.name, address: person.address } };
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
