import type { ContainerKey } from './item.ts';
import type { PlannedItem } from './restore.ts';

/** From the one time up to, and without, the other; ISO 8601, UTC. Without one it is open there. */
export interface TimeSpan {
  from?: string;
  to?: string;
}

/**
 * A chat, or a part of it. `rows`: of its messages; null: all of them, as they were last, or those
 * of the `span`.
 */
export interface PutBackSelection {
  container: ContainerKey;
  rows: number[] | null;
  span?: TimeSpan;
}

/** How much a selection is. */
export interface ConversationCount {
  /** With what Teams itself tells. */
  messages: number;
  pictures: number;
  files: number;
  /** Pictures and files are counted to the end. */
  isAll: boolean;
}

/** How dates and days are written; BCP 47 and IANA names. */
export interface TextLook {
  locale: string;
  timeZone: string;
}

/**
 * What can be done with a conversation, as nobody can give it back: Microsoft takes no messages of
 * others and of before.
 * - `post`: into the chat again, as the person and now, quoted with writer and time.
 * - `files`: what was shared in it, into a folder of the person's own OneDrive.
 * - `mail`: as messages into the mailbox folder Conversation History, one for each day.
 */
export type PutBackWay =
  | { kind: 'post'; look: TextLook }
  | { kind: 'files'; folder: string }
  | { kind: 'mail'; look: TextLook };

/** A post, a file or a day. */
export interface PutBackUnit {
  planned: PlannedItem;
  /** How many messages are in it. */
  messages: number;
  /** Exactly what is posted; it is made of an allow-list. null for other ways. */
  html: string | null;
  /** What `src` in it stands for. */
  pictures: { src: string; type: string; bytes: Uint8Array<ArrayBuffer> }[];
  /** What is not in it, and why, in words for the person. */
  leftOut: string[];
}

export interface PutBackPlan {
  id: string;
  way: PutBackWay['kind'];
  units: PutBackUnit[];
  /** As `RestorePlan.scopesMissing`. */
  scopesMissing: readonly string[];
}

export type TranscriptFormat = 'html' | 'json' | 'csv';
