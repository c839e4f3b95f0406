export interface Person {
  name: string;
  address: string;
}

export interface Header {
  name: string;
  value: string;
}

export interface Body {
  contentType: 'text' | 'html';
  content: string;
}

/** What a message says, apart from what becomes of it. Bodies and bytes are made when asked for. */
export interface MessageContent {
  subject: string;
  from: Person | null;
  sender: Person | null;
  to: readonly Person[];
  cc: readonly Person[];
  bcc: readonly Person[];
  replyTo: readonly Person[];
  /** With angle brackets; empty when it has none. */
  internetMessageId: string;
  /** Messages with the same key are one conversation. */
  conversation: string;
  /** Transport headers in their order. */
  headers: readonly Header[];
  messageClass: string;
  body(): Body;
  attachments: readonly Attachment[];
  /** The message as it came in over SMTP; absent for what was made in the mailbox. */
  mime?: () => Uint8Array<ArrayBuffer>;
}

export interface Attachment {
  /** Number within the message; its id is made from it. */
  key: number;
  kind: 'file' | 'item' | 'reference';
  name: string;
  contentType: string;
  isInline: boolean;
  /** Without angle brackets. */
  contentId: string | null;
  contentLocation: string | null;
  /** Bytes of content, without the overhead Exchange adds. */
  length: number;
  bytes(): Uint8Array<ArrayBuffer>;
  /** For `item`: the message inside. */
  item?: () => MessageContent;
  modifiedAt: number;
}

export interface Flag {
  flagStatus: 'notFlagged' | 'flagged' | 'complete';
  startDateTime?: { dateTime: string; timeZone: string };
  dueDateTime?: { dateTime: string; timeZone: string };
  completedDateTime?: { dateTime: string; timeZone: string };
}

/** What can be said of a message when it is put into the mailbox. Times are epoch milliseconds. */
export interface MessageState {
  isRead: boolean;
  isDraft: boolean;
  flag: Flag;
  categories: readonly string[];
  importance: 'low' | 'normal' | 'high';
  inferenceClassification: 'focused' | 'other';
  isReadReceiptRequested: boolean;
  isDeliveryReceiptRequested: boolean;
  receivedAt: number;
  sentAt: number;
  createdAt: number;
  modifiedAt: number;
}

const NOT_FLAGGED: Flag = { flagStatus: 'notFlagged' };

export function stateAt(now: number, state: Partial<MessageState> = {}): MessageState {
  return {
    isRead: false,
    isDraft: false,
    flag: NOT_FLAGGED,
    categories: [],
    importance: 'normal',
    inferenceClassification: 'focused',
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    receivedAt: now,
    sentAt: now,
    createdAt: now,
    modifiedAt: now,
    ...state,
  };
}
