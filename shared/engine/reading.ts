import type { Catalog } from '../catalog/catalog.ts';
import { safeFileName, safeNameOf } from '../export/file-name.ts';
import { joinBytes } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import type { ItemRef, SourceName } from '../model/item.ts';
import type { MessageView } from '../model/message-view.ts';
import type { Repository } from '../repository/repository.ts';
import type { Source } from '../sources/source.ts';
import { refOf } from './catalog-rows.ts';
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

/** What a person opens of a message, and saves of it. Fault `not-found`, see `refOf`. */
export class MessageReading {
  readonly #parts: ReadingParts;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  async message(row: number): Promise<MessageView> {
    const { source, meta, stored } = await this.#open(row);
    return source.view(meta, stored);
  }

  async attachment(row: number, index: number): Promise<HandedOut> {
    const { source, meta, stored } = await this.#open(row);
    const attachment = await source.attachment(meta, stored, index);
    return { ...attachment, name: safeNameOf(attachment.name) };
  }

  /** The whole of it. */
  async file(row: number): Promise<HandedOut> {
    const { source, meta, stored } = await this.#open(row);
    const { name: own, extension, chunks } = await source.exportFile(meta, stored);
    const bytes = joinBytes(await collect(chunks));
    const name =
      own === null ? safeFileName(source.summarise(meta).subject, extension) : safeNameOf(own);
    return { name, type: TYPES[extension] ?? 'application/octet-stream', bytes };
  }

  #open(row: number) {
    return openItem(this.#parts, refOf(this.#parts.catalog, row));
  }
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
