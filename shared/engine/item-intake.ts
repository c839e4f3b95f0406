import { isFault } from '../model/fault.ts';
import type { ItemEntry, Part } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { MergedItem, StoredItem } from '../sources/contents.ts';
import type { Source } from '../sources/source.ts';
import type { ItemChange } from '../sources/walk.ts';
import type { ContainerWork } from './container-work.ts';
import { isLost } from './lost-blobs.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { isContent, readStored, saveMeta, saveParts } from './stored-item.ts';

export interface IntakeParts {
  repository: Repository;
  source: Source;
  writer: SnapshotWriter;
  /** Called for each item that is stored without its attachments. */
  wantContent(container: ContainerWork, change: ItemChange, merged: MergedItem): void;
  /** Called for a change that can't be laid over anything: only the whole item helps. */
  wantItem(container: ContainerWork, change: ItemChange): Promise<void>;
  /** Called for each item that is not as it was; `before` is null for a new one. */
  noteChange(container: ContainerWork, change: ItemChange, before: unknown, now: unknown): void;
}

/**
 * Takes one told item in: lays it over what is stored, saves what is new, and puts it into the
 * container that told it. Changes of one item must come one after the other. Faults: those of the
 * repository, and whatever `merge` meets in a broken item.
 */
export async function takeItem(
  parts: IntakeParts,
  container: ContainerWork,
  change: ItemChange,
): Promise<void> {
  const { repository, source, writer } = parts;
  const { itemId } = change;
  container.told?.add(itemId);
  container.leaving.delete(itemId);
  const before = await writer.find(itemId, container);
  const previous = before === undefined ? null : await readIfSound(repository, before.entry);
  if (previous === null && change.partial) {
    await parts.wantItem(container, change);
    return;
  }
  const isInPlace = before?.container === container;
  const merged = source.merge(previous, { ...change, moved: before !== undefined && !isInPlace });
  const isNew = merged.changed || before === undefined;
  const entry = isNew ? await makeEntry(parts, before?.entry, previous, merged) : before.entry;
  if (isNew || !isInPlace) writer.put(itemId, container, entry, before);
  if (isNew) parts.noteChange(container, change, previous?.meta ?? null, merged.meta);
  if (entry.whole || container.gapOf(itemId)?.missing === 'item') container.closeGap(itemId);
  if (!entry.whole) parts.wantContent(container, change, merged);
}

/** null for an item whose stored properties are damaged: told whole, it is stored anew. */
async function readIfSound(repository: Repository, entry: ItemEntry): Promise<StoredItem | null> {
  // Without all of its text an item is told whole as well.
  for (const { role, blob } of entry.parts) {
    if (!isContent(role) && (await isLost(repository, blob))) return null;
  }
  try {
    return await readStored(repository, entry);
  } catch (error) {
    if (isFault(error, 'corrupt')) return null;
    throw error;
  }
}

async function makeEntry(
  { repository, writer }: IntakeParts,
  before: ItemEntry | undefined,
  previous: StoredItem | null,
  merged: MergedItem,
): Promise<ItemEntry> {
  const meta = await saveMeta(repository, merged.meta);
  const saved = await saveParts(repository, merged.parts);
  writer.noteBytes(saved.bytes);
  const replaced = new Set(saved.parts.map((part) => part.role));
  const keepsContent = merged.content === 'kept' || merged.content === 'more';
  const kept = (before?.parts ?? []).filter(
    ({ role }) => !replaced.has(role) && (keepsContent || !isContent(role)),
  );
  const parts: Part[] = [...kept, ...saved.parts];
  return {
    version: merged.version,
    meta,
    parts: parts.sort((a, b) => Number(isContent(a.role)) - Number(isContent(b.role))),
    whole: merged.content === 'none' || (merged.content === 'kept' && previous?.whole === true),
  };
}
