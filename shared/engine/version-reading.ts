import type { Catalog } from '../catalog/catalog.ts';
import { safeNameOf } from '../export/file-name.ts';
import { collect } from '../lib/iterate.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { ItemRef } from '../model/item.ts';
import type { KeptVersion, StoredVersion } from '../model/versions.ts';
import type { Repository } from '../repository/repository.ts';
import type { Saving } from '../rpc/protocol.ts';
import type { StoredParts } from '../sources/contents.ts';
import type { Source } from '../sources/source.ts';
import { readRow, refOf } from './catalog-rows.ts';
import type { EngineParts } from './engine-parts.ts';
import { openItem } from './reading.ts';

/** Smaller ones are handed out without a file on the disk. */
const IN_MEMORY_BYTES = 16 * 1024 * 1024;

interface ReadingParts extends Pick<EngineParts, 'loadSource' | 'openHandOut'> {
  repository: Repository;
  catalog: Catalog;
}

/** Older versions that are kept beside a file: which there are, and what is in them. */
export class VersionReading {
  readonly #parts: ReadingParts;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** Of every state of the file that is kept, each version once, newest first. */
  async list(account: AccountId, row: number): Promise<KeptVersion[]> {
    const { catalog } = this.#parts;
    const states = catalog.versions(account, readRow(catalog, row).itemId);
    const kept: (KeptVersion & { blob: string })[] = [];
    const seen = new Set<string>();
    for (const state of states) {
      const ref = refOf(catalog, state.row);
      const blobs = ref.entry.parts.filter(({ role }) => role === 'attachment');
      for (const version of await this.#versionsOf(ref)) {
        const { id, modifiedAt, modifiedBy = null, sizeBytes, part } = version;
        const key = `${id} ${modifiedAt} ${sizeBytes}`;
        const blob = blobs[part]?.blob;
        if (seen.has(key) || blob === undefined) continue;
        seen.add(key);
        const before = kept.at(-1)?.blob ?? blobs[0]?.blob;
        const facts = { row: state.row, version: id, modifiedAt, modifiedBy, sizeBytes };
        kept.push({ ...facts, isLikeNewer: blob === before, blob });
      }
    }
    return kept.map(({ blob: _blob, ...version }) => version);
  }

  /** See `EngineApi.watchVersion`. */
  async *open(row: number, id: string, signal?: AbortSignal): AsyncGenerator<Saving, void> {
    const { catalog, openHandOut } = this.#parts;
    const { source, meta, stored } = await openVersion(this.#parts, refOf(catalog, row), id);
    const { subject, sizeBytes, date } = source.summarise(meta);
    const name = namedByDay(safeNameOf(subject), date);
    const chunks = stored.stream('attachment');
    if (chunks === undefined) throw new Fault('not-found', 'the contents are not stored');
    const progress = { done: 0, total: sizeBytes, failed: 0 };
    if (openHandOut === undefined || sizeBytes <= IN_MEMORY_BYTES) {
      const file = new File(await collect(chunks), name, { type: 'application/octet-stream' });
      yield { ...progress, done: file.size, file };
      return;
    }
    const handOut = await openHandOut('look', name);
    let isDone = false;
    try {
      for await (const bytes of chunks) {
        signal?.throwIfAborted();
        await handOut.write(bytes);
        progress.done += bytes.byteLength;
        yield { ...progress, file: null };
      }
      const file = await handOut.finish();
      isDone = true;
      yield { ...progress, file };
    } finally {
      if (!isDone) await handOut.discard();
    }
  }

  async #versionsOf(ref: ItemRef): Promise<readonly StoredVersion[]> {
    const source = await this.#parts.loadSource(ref.source);
    if (source.versions === undefined) return [];
    const { stored } = await openItem(this.#parts, ref);
    return source.versions.read(await stored.load('attachments'))?.versions ?? [];
  }
}

/** A file as it was in one of its versions. Fault `not-found`. */
export async function openVersion(
  parts: Pick<ReadingParts, 'repository' | 'loadSource'>,
  ref: Pick<ItemRef, 'source' | 'entry'>,
  id: string,
): Promise<{ source: Source; meta: unknown; stored: StoredParts }> {
  const { source, meta, stored } = await openItem(parts, ref);
  return { source, ...(await versionOf(source, meta, stored, id)) };
}

/** The same of an item that is open. */
export async function versionOf(
  source: Source,
  meta: unknown,
  stored: StoredParts,
  id: string,
): Promise<{ meta: unknown; stored: StoredParts }> {
  const list = source.versions?.read(await stored.load('attachments'))?.versions ?? [];
  const version = list.find((each) => each.id === id);
  if (source.versions === undefined || version === undefined) {
    throw new Fault('not-found', 'no such version is kept');
  }
  const { part } = version;
  return {
    meta: source.versions.metaAt(meta, version),
    stored: {
      roles: ['attachment'],
      load: async (role, nth = 0) =>
        role === 'attachment' && nth === 0 ? stored.load('attachment', part) : undefined,
      stream: (role, nth = 0, from = 0) =>
        role === 'attachment' && nth === 0 ? stored.stream('attachment', part, from) : undefined,
    },
  };
}

/** "Offer (2026-03-01).docx" */
function namedByDay(name: string, date: string): string {
  const [, words = name, ending = ''] = /^(.+?)(\.[^.]{1,10})?$/s.exec(name) ?? [];
  return `${words} (${date.slice(0, 10)})${ending}`;
}
