import { decodeText, encodeText } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { ItemEntry, Part, PartRole } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { KeptContents, LoadedPart, StoredItem, StoredParts } from '../sources/contents.ts';
import { isLost } from './lost-blobs.ts';

/** The parts that come from `loadContent`; `body` comes with the walk. */
export function isContent(role: PartRole): boolean {
  return role !== 'body';
}

export async function readMeta(repository: Repository, entry: ItemEntry): Promise<unknown> {
  const bytes = await repository.loadBlob(entry.meta, 'meta');
  try {
    return JSON.parse(decodeText(bytes));
  } catch (cause) {
    throw new Fault('corrupt', 'the properties of an item are no JSON', { cause });
  }
}

export function saveMeta(repository: Repository, meta: unknown): Promise<BlobId> {
  return repository.saveBlob('meta', encodeText(JSON.stringify(meta)));
}

export async function readStored(repository: Repository, entry: ItemEntry): Promise<StoredItem> {
  const { version, whole, parts } = entry;
  const meta = await readMeta(repository, entry);
  return { version, meta, roles: parts.map((part) => part.role), whole };
}

export async function saveParts(
  repository: Repository,
  parts: readonly LoadedPart[],
): Promise<{ parts: Part[]; bytes: number }> {
  const saved: Part[] = [];
  let bytes = 0;
  for (const part of parts) {
    if ('blob' in part) {
      saved.push({ role: part.role, blob: part.blob });
      continue;
    }
    const kind = part.role === 'body' ? 'body' : 'content';
    saved.push({ role: part.role, blob: await repository.saveBlob(kind, part.bytes) });
    bytes += part.bytes.byteLength;
  }
  return { parts: saved, bytes };
}

/** Parts of an entry, read and checked when asked for. */
export function openParts(repository: Repository, entry: ItemEntry): StoredParts {
  const find = (role: PartRole, nth: number) =>
    entry.parts.filter((each) => each.role === role)[nth];
  const kindOf = (role: PartRole) => (role === 'body' ? 'body' : 'content');
  return {
    roles: entry.parts.map((part) => part.role),
    async load(role, nth = 0) {
      const part = find(role, nth);
      return part && repository.loadBlob(part.blob, kindOf(role));
    },
    stream(role, nth = 0, from = 0) {
      const part = find(role, nth);
      if (part === undefined) return undefined;
      const range =
        from === 0 ? undefined : { offset: from, length: Number.MAX_SAFE_INTEGER - from };
      return repository.loadStream(part.blob, kindOf(role), range);
    },
  };
}

/** The same for whoever completes them. */
export function keptContents(repository: Repository, entry: ItemEntry): KeptContents {
  return {
    parts: openParts(repository, entry),
    async reuse(role, nth = 0) {
      const part = entry.parts.filter((each) => each.role === role)[nth];
      return part === undefined || (await isLost(repository, part.blob)) ? undefined : { ...part };
    },
  };
}
