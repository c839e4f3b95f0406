/** A message as it is shown. Everything in it is hostile until sanitised (`ui/parts/message-body`). */
export interface MessageView {
  subject: string;
  from: Person | null;
  sender: Person | null;
  to: Person[];
  cc: Person[];
  bcc: Person[];
  replyTo: Person[];
  /** ISO 8601, UTC. */
  date: string | null;
  sentAt: string | null;
  isRead: boolean;
  isDraft: boolean;
  flag: 'none' | 'flagged' | 'complete';
  importance: 'low' | 'normal' | 'high';
  categories: string[];
  body: { kind: 'html' | 'text'; content: string };
  attachments: AttachmentView[];
  headers: { name: string; value: string }[];
  /** Plain sentences on what could not be shown or is not stored ("not-whole", "broken-mime"). */
  notes: MessageNote[];
}

export type MessageNote = 'not-whole' | 'left-out' | 'broken-mime' | 'encrypted' | 'body-missing';

export interface Person {
  name: string;
  address: string;
}

export interface AttachmentView {
  index: number;
  name: string;
  type: string;
  sizeBytes: number;
  inline: boolean;
  /** Without angle brackets; empty when it has none. */
  contentId: string;
  /** False for links to files elsewhere and for what Microsoft would not hand out. */
  stored: boolean;
  kind: 'file' | 'message' | 'link';
}
