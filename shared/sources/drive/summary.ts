import { joinBytes } from '../../lib/bytes.ts';
import { collect } from '../../lib/iterate.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { ItemSummary } from '../../model/item.ts';
import type { MessageView } from '../../model/message-view.ts';
import type { PlainFile, SearchText, StoredParts } from '../contents.ts';
import type { ContentOrder, TreePlace } from '../walk.ts';
import { type DriveMeta, readMeta } from './drive-meta.ts';
import { readFacts } from './stored-facts.ts';

const BINARY = 'application/octet-stream';

/** See `Source.summarise`: the name stands where a message has its subject. */
export function summariseFile(stored: unknown): ItemSummary {
  const meta = readMeta(stored);
  return {
    subject: meta.name ?? '',
    from: meta.modifiedBy ?? meta.createdBy ?? '',
    fromAddress: '',
    to: '',
    date: dateOf(meta),
    sizeBytes: meta.size ?? 0,
    preview: meta.description ?? '',
    isRead: true,
    isDraft: false,
    isFlagged: false,
    hasAttachments: false,
    categories: [],
    conversation: '',
    kind: meta.kind,
  };
}

/** ISO 8601, UTC, always with milliseconds, so that dates sort as text. */
function dateOf({ modified, created }: DriveMeta): string {
  return new Date(modified ?? created ?? 0).toISOString();
}

export function placeOfFile(stored: unknown): TreePlace {
  const { parent, kind, name = '', special = null } = readMeta(stored);
  const isFolder = kind === 'folder' || kind === 'package';
  return {
    parent: parent === undefined ? null : asId<ContainerId>(parent),
    asFolder: isFolder ? { name, role: special } : null,
  };
}

export function orderOfFile(stored: unknown): ContentOrder {
  const meta = readMeta(stored);
  return { group: meta.parent ?? '', date: dateOf(meta), sizeBytes: meta.size ?? 0 };
}

/** Its name, who worked on it, and what it is described as; what is in a file is not read. */
export async function searchTextOfFile(stored: unknown): Promise<SearchText> {
  const { name = '', description = '', createdBy = '', modifiedBy = '' } = readMeta(stored);
  // An ending is found with and without its dot, and "a_b" by either word.
  const words = name.replace(/[._-]+/g, ' ');
  return {
    subject: `${name} ${words}`,
    from: `${createdBy} ${modifiedBy}`,
    to: '',
    text: description,
  };
}

export async function viewFile(stored: unknown, parts: StoredParts): Promise<MessageView> {
  const meta = readMeta(stored);
  const { name = '', mimeType = BINARY, size = 0, description = '', modifiedBy } = meta;
  const isStored = parts.roles.includes('attachment');
  const isLeftOut = readFacts(await parts.load('attachments')).leftOut === true;
  const file = { index: 0, name, type: mimeType, sizeBytes: size, inline: false, contentId: '' };
  return {
    subject: name,
    from: modifiedBy === undefined ? null : { name: modifiedBy, address: '' },
    sender: null,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    date: dateOf(meta),
    sentAt: null,
    isRead: true,
    isDraft: false,
    flag: 'none',
    importance: 'normal',
    categories: [],
    body: { kind: 'text', content: description },
    attachments: meta.kind === 'file' ? [{ ...file, stored: isStored, kind: 'file' }] : [],
    headers: [],
    notes: meta.kind !== 'file' || isStored ? [] : [isLeftOut ? 'left-out' : 'not-whole'],
  };
}

export async function loadStoredFile(stored: unknown, parts: StoredParts, index: number) {
  const { name = '', mimeType: type = BINARY } = readMeta(stored);
  const chunks = index === 0 ? parts.stream('attachment') : undefined;
  if (chunks === undefined) throw new Fault('not-found', 'the contents are not stored');
  return { name, type, bytes: joinBytes(await collect(chunks)) };
}

/** A folder is no file, and what a shortcut leads to is not in this drive. */
export async function exportFileOf(stored: unknown, parts: StoredParts): Promise<PlainFile> {
  const { name = '', kind } = readMeta(stored);
  const chunks = kind === 'file' ? parts.stream('attachment') : undefined;
  if (chunks === undefined) throw new Fault('not-found', 'there are no contents stored of it');
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return { name, extension, chunks };
}
