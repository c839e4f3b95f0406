import type { Catalog } from '../catalog/catalog.ts';
import { safeFileName, safeNameOf } from '../export/file-name.ts';
import { Fault } from '../model/fault.ts';
import type { ItemRef, ItemRow, SourceName } from '../model/item.ts';
import type { MessageView } from '../model/message-view.ts';
import type { Repository } from '../repository/repository.ts';
import type { Source } from '../sources/source.ts';
import { openParts, readMeta } from './stored-item.ts';

export interface ReadingParts {
  repository: Repository;
  catalog: Catalog;
  loadSource(name: SourceName): Promise<Source>;
}

/** A file to hand out. The bytes are the caller's own. */
export interface HandedOut {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const TYPES: Readonly<Record<string, string>> = { eml: 'message/rfc822' };

/** Fault `not-found`: the catalog was made anew since and numbers its rows otherwise. */
export function readRow(catalog: Catalog, row: number): ItemRow {
  const found = catalog.row(row);
  if (found === undefined) throw new Fault('not-found', 'no such row');
  return found;
}

export async function readMessage(parts: ReadingParts, row: number): Promise<MessageView> {
  const { source, meta, stored } = await openItem(parts, refOf(parts.catalog, row));
  return source.view(meta, stored);
}

export async function readAttachment(
  parts: ReadingParts,
  row: number,
  index: number,
): Promise<HandedOut> {
  const { source, meta, stored } = await openItem(parts, refOf(parts.catalog, row));
  const attachment = await source.attachment(meta, stored, index);
  return { ...attachment, name: safeNameOf(attachment.name) };
}

export async function exportItem(parts: ReadingParts, row: number): Promise<HandedOut> {
  const ref = refOf(parts.catalog, row);
  const { source, meta, stored } = await openItem(parts, ref);
  const { extension, bytes } = await source.exportFile(meta, stored);
  const name = safeFileName(source.summarise(meta).subject, extension);
  return { name, type: TYPES[extension] ?? 'application/octet-stream', bytes };
}

/** An item's properties and parts, by nothing but what its reference says. */
export async function openItem(
  { repository, loadSource }: Pick<ReadingParts, 'repository' | 'loadSource'>,
  ref: Pick<ItemRef, 'source' | 'entry'>,
) {
  const source = await loadSource(ref.source);
  const meta = await readMeta(repository, ref.entry);
  return { source, meta, stored: openParts(repository, ref.entry) };
}

export function refOf(catalog: Catalog, row: number): ItemRef {
  const ref = catalog.ref(row);
  if (ref === undefined) throw new Fault('not-found', 'no such row');
  return ref;
}
