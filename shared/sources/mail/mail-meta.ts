import * as v from 'valibot';
import { Fault } from '../../model/fault.ts';
import type { GraphMessage } from './graph-message.ts';

/**
 * What is stored of a message beside its body and content, as JSON. Names and values are Graph's
 * (`learn.microsoft.com/graph/api/resources/message`), but for recipients, which are `{name,
 * address}`, and the flag. Absent means that Graph has not told it.
 *
 * Not in it: the folder, which the snapshot knows, and the internet headers, which are large and
 * never change: they are the second `body` part, a JSON list of `{name, value}`.
 */
export interface MailMeta extends Omit<GraphMessage, NotInMeta> {
  v: 1;
  /** Of the first `body` part; absent while no body is stored. */
  bodyType?: 'html' | 'text';
  /** UTF-8 length of the body. */
  bodyBytes?: number;
  /** It has, or may have, inline parts, which do not count as attachments for Graph. */
  hasInline?: true;
  /** Its MIME says more than its JSON: signed or encrypted, a report, a meeting. */
  special?: SpecialKind;
}

type NotInMeta = 'id' | 'isRemoved' | 'parentFolderId' | 'body' | 'internetMessageHeaders';

export type SpecialKind = 'signed' | 'encrypted' | 'report' | 'meeting';

const Stored = v.looseObject({ v: v.literal(1) });

/**
 * Stored bytes are checked against their hash before they come here, so their shape is what this
 * product wrote. Fault: `unsupported` for a version this one does not know.
 */
export function readMeta(meta: unknown): MailMeta {
  if (!v.is(Stored, meta)) throw new Fault('unsupported', 'kept by a newer version of the product');
  // Written by `merge` of this version, which makes nothing but MailMeta.
  return meta as unknown as MailMeta;
}

/** Whether the message has content beyond body and properties. */
export function hasContent(meta: MailMeta): boolean {
  return meta.hasAttachments === true || meta.hasInline === true || meta.special !== undefined;
}
