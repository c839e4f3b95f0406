/**
 * What the page and its server say to each other: as internal as Outlook's own service.svc, so
 * nothing but the page may rely on it. Ids are in the alphabet of Exchange Web Services.
 */
export interface Address {
  name: string;
  address: string;
}

export interface FolderNode {
  id: string;
  /** Well-known name; null for a person's own folders. */
  role: string | null;
  name: string;
  depth: number;
  hasChildren: boolean;
  total: number;
  unread: number;
}

export interface StartAnswer {
  account: Address;
  /** All accounts of this session, in the order of their numbers in addresses. */
  accounts: readonly Address[];
  folders: readonly FolderNode[];
  /** Another number after each change of the mailbox. */
  change: number;
}

export type View = 'conversation' | 'message';

export interface ListRequest {
  /** Folder id or well-known name. */
  folder: string;
  view: View;
  first: number;
  count: number;
  /** Words to look for in the folder; without a folder, in all of the mailbox. */
  query?: string;
  focus?: 'focused' | 'other';
}

export interface ListRow {
  /** The page's own key of the row; no id of anything. */
  key: string;
  conversationId: string;
  /** What is deleted or moved with the row. */
  itemIds: readonly string[];
  folderId: string;
  folderName: string;
  from: readonly Address[];
  subject: string;
  preview: string;
  /** Epoch milliseconds. */
  time: number;
  count: number;
  isUnread: boolean;
  isFlagged: boolean;
  isImportant: boolean;
  isDraft: boolean;
  categories: readonly string[];
  files: readonly string[];
}

export type DateGroup = 'today' | 'yesterday' | 'thisWeek' | 'lastWeek' | 'thisMonth' | 'older';

export interface ListAnswer {
  change: number;
  total: number;
  /** Where each group of days begins. */
  groups: readonly { name: DateGroup; first: number }[];
  first: number;
  rows: readonly ListRow[];
}

export interface OpenedMessage {
  id: string;
  conversationId: string;
  folderId: string;
  subject: string;
  from: Address | null;
  to: readonly Address[];
  cc: readonly Address[];
  time: number;
  isUnread: boolean;
  isDraft: boolean;
  preview: string;
  /** HTML, put into the page as it is. */
  body: string;
  files: readonly { name: string; length: number }[];
}

export interface OpenedConversation {
  conversationId: string;
  subject: string;
  /** Newest first. */
  messages: readonly OpenedMessage[];
}

/** Where each message was, so that it can be taken back. */
export interface MoveAnswer {
  change: number;
  moved: readonly { itemId: string; from: string }[];
}

export interface Actions {
  GetStart: { asks: Record<string, never>; answers: StartAnswer };
  FindRows: { asks: ListRequest; answers: ListAnswer };
  GetConversation: { asks: { conversationId: string }; answers: OpenedConversation };
  GetItem: { asks: { itemId: string }; answers: OpenedConversation };
  DeleteItem: { asks: { itemIds: readonly string[] }; answers: MoveAnswer };
  MoveItem: { asks: { itemIds: readonly string[]; folder: string }; answers: MoveAnswer };
  EmptyFolder: { asks: { folder: string }; answers: { change: number; emptied: number } };
  MarkAsRead: {
    asks: { itemIds: readonly string[]; isRead: boolean };
    answers: { change: number };
  };
  Flag: {
    asks: { itemIds: readonly string[]; isFlagged: boolean };
    answers: { change: number };
  };
  GetChange: { asks: Record<string, never>; answers: { change: number } };
}

export type ActionName = keyof Actions;
