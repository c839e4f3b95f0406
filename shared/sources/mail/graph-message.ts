import type { MailFolder, Message } from '@microsoft/microsoft-graph-types';
import * as v from 'valibot';
import type { Person } from '../../model/message-view.ts';

/**
 * Messages and folders as Graph tells them, read at the edge. Reading is lenient: what is absent,
 * null or of another type counts as not told, unknown properties are left out, and one broken
 * recipient does not cost the others. Only an entry without an id is no entry.
 */
export interface GraphMessage {
  id: string;
  /** Left out for plain messages: "eventMessageRequest" and the like. */
  type?: string;
  isRemoved?: true;
  changeKey?: string;
  parentFolderId?: string;
  internetMessageId?: string;
  subject?: string;
  from?: Person;
  sender?: Person;
  toRecipients?: Person[];
  ccRecipients?: Person[];
  bccRecipients?: Person[];
  replyTo?: Person[];
  receivedDateTime?: string;
  sentDateTime?: string;
  createdDateTime?: string;
  lastModifiedDateTime?: string;
  hasAttachments?: boolean;
  importance?: 'low' | 'normal' | 'high';
  isRead?: boolean;
  isDraft?: boolean;
  flag?: MailFlag;
  categories?: string[];
  conversationId?: string;
  conversationIndex?: string;
  inferenceClassification?: 'focused' | 'other';
  isReadReceiptRequested?: boolean;
  isDeliveryReceiptRequested?: boolean;
  webLink?: string;
  bodyPreview?: string;
  body?: { type: 'html' | 'text'; content: string };
  internetMessageHeaders?: { name: string; value: string }[];
}

export interface MailFlag {
  status: 'notFlagged' | 'flagged' | 'complete';
  start?: GraphTime;
  due?: GraphTime;
  completed?: GraphTime;
}

/** Graph's dateTimeTimeZone, kept as it is. */
export interface GraphTime {
  dateTime: string;
  timeZone: string;
}

export interface GraphFolder {
  id: string;
  isRemoved: boolean;
  isSearch: boolean;
  parentFolderId: string | null;
  displayName: string;
  totalItemCount: number | null;
  isHidden: boolean;
}

export interface GraphPage {
  entries: unknown[];
  nextLink: string | null;
  deltaLink: string | null;
}

function told<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(v.optional(schema), undefined);
}

const Text = told(v.string());
/** The documentation's own sample prints "true" in quotes. */
const Flag = told(
  v.union([
    v.boolean(),
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
  ]),
);
const Time = told(
  v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
);
const Zoned = told(v.object({ dateTime: v.string(), timeZone: v.string() }));
const Address = v.pipe(
  v.object({ emailAddress: v.object({ name: Text, address: Text }) }),
  v.transform(({ emailAddress: { name, address } }) => ({
    name: name ?? '',
    address: address ?? '',
  })),
);
const Recipient = told(Address);
const Recipients = told(
  v.pipe(
    v.array(told(Address)),
    v.transform((people) => people.filter((person) => person !== undefined)),
  ),
);
const Body = told(
  v.pipe(
    v.object({ contentType: told(v.picklist(['html', 'text', 'HTML', 'Text'])), content: Text }),
    v.transform(({ contentType, content }) => ({
      type: contentType?.toLowerCase() === 'text' ? ('text' as const) : ('html' as const),
      content: content ?? '',
    })),
  ),
);
const FlagState = told(
  v.pipe(
    v.object({
      flagStatus: v.picklist(['notFlagged', 'flagged', 'complete']),
      startDateTime: Zoned,
      dueDateTime: Zoned,
      completedDateTime: Zoned,
    }),
    v.transform(
      (flag): MailFlag => ({
        status: flag.flagStatus,
        ...(flag.startDateTime === undefined ? {} : { start: flag.startDateTime }),
        ...(flag.dueDateTime === undefined ? {} : { due: flag.dueDateTime }),
        ...(flag.completedDateTime === undefined ? {} : { completed: flag.completedDateTime }),
      }),
    ),
  ),
);
const Headers = told(
  v.pipe(
    v.array(told(v.object({ name: v.string(), value: v.string() }))),
    v.transform((headers) => headers.filter((header) => header !== undefined)),
  ),
);

const entries = {
  changeKey: Text,
  parentFolderId: Text,
  internetMessageId: Text,
  subject: Text,
  from: Recipient,
  sender: Recipient,
  toRecipients: Recipients,
  ccRecipients: Recipients,
  bccRecipients: Recipients,
  replyTo: Recipients,
  receivedDateTime: Time,
  sentDateTime: Time,
  createdDateTime: Time,
  lastModifiedDateTime: Time,
  hasAttachments: Flag,
  importance: told(v.picklist(['low', 'normal', 'high'])),
  isRead: Flag,
  isDraft: Flag,
  flag: FlagState,
  categories: told(v.array(v.string())),
  conversationId: Text,
  conversationIndex: Text,
  inferenceClassification: told(v.picklist(['focused', 'other'])),
  isReadReceiptRequested: Flag,
  isDeliveryReceiptRequested: Flag,
  webLink: Text,
  bodyPreview: Text,
  body: Body,
  internetMessageHeaders: Headers,
} satisfies Partial<Record<keyof Message, v.GenericSchema>>;

const RawMessage = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  '@odata.type': Text,
  '@odata.etag': Text,
  '@removed': told(v.looseObject({})),
  ...entries,
});

/** null when it is not even an entry with an id. */
export function readMessage(raw: unknown): GraphMessage | null {
  const parsed = v.safeParse(RawMessage, raw);
  if (!parsed.success) return null;
  const {
    '@odata.type': type,
    '@odata.etag': etag,
    '@removed': removed,
    ...properties
  } = parsed.output;
  const message: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) message[name] = value;
  }
  const shortType = type?.replace('#microsoft.graph.', '');
  if (shortType !== undefined && shortType !== 'message') message.type = shortType;
  if (removed !== undefined) message.isRemoved = true;
  if (message.changeKey === undefined) {
    // An ETag is the change key in quotes; partial entries have nothing but it.
    const key = /^W\/"(.+)"$/.exec(etag ?? '')?.[1];
    if (key !== undefined) message.changeKey = key;
  }
  // Every property above has the type its schema gives it, and absent ones are left out.
  return message as unknown as GraphMessage;
}

const RawFolder = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  '@odata.type': Text,
  '@removed': told(v.looseObject({})),
  displayName: Text,
  parentFolderId: Text,
  totalItemCount: told(v.pipe(v.number(), v.integer(), v.minValue(0))),
  isHidden: Flag,
} satisfies Partial<Record<keyof MailFolder | '@odata.type' | '@removed', v.GenericSchema>>);

export function readFolder(raw: unknown): GraphFolder | null {
  const parsed = v.safeParse(RawFolder, raw);
  if (!parsed.success) return null;
  const folder = parsed.output;
  return {
    id: folder.id,
    isRemoved: folder['@removed'] !== undefined,
    isSearch: folder['@odata.type'] === '#microsoft.graph.mailSearchFolder',
    parentFolderId: folder.parentFolderId ?? null,
    displayName: folder.displayName ?? '',
    totalItemCount: folder.totalItemCount ?? null,
    isHidden: folder.isHidden ?? false,
  };
}

const RawPage = v.object({
  value: v.array(v.unknown()),
  '@odata.nextLink': Text,
  '@odata.deltaLink': Text,
});

/** null for something that is no page at all. */
export function readPage(raw: unknown): GraphPage | null {
  const parsed = v.safeParse(RawPage, raw);
  if (!parsed.success) return null;
  return {
    entries: parsed.output.value,
    nextLink: parsed.output['@odata.nextLink'] ?? null,
    deltaLink: parsed.output['@odata.deltaLink'] ?? null,
  };
}
