import { isFault } from '../model/fault.ts';
import type { ContainerId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { LeftOut, ReceiptLine } from '../model/receipt.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import type { Source } from '../sources/source.ts';
import { readMeta } from './stored-item.ts';

/** Whether an item is listed without its contents because a person does not want them. */
export function isLeftOut(source: Pick<Source, 'leftOut'>, { parts, whole }: ItemEntry): boolean {
  if (source.leftOut === undefined || !whole) return false;
  const has = (name: string) => parts.some(({ role }) => role === name);
  return has('attachments') && !has('attachment');
}

/**
 * What of each container is left out, counted from what a snapshot will hold. Where nothing has
 * changed since the run before, what its receipt says still holds.
 */
export async function countLeftOut(
  { repository, source }: { repository: Repository; source: Source },
  states: readonly ContainerState[],
  base: readonly ContainerState[],
  before: readonly ReceiptLine[],
): Promise<Map<ContainerId, LeftOut>> {
  const counts = new Map<ContainerId, LeftOut>();
  if (source.leftOut === undefined) return counts;
  for (const { id, items } of states) {
    const line = before.find(({ container }) => container === id);
    const isAsBefore = line !== undefined && base.find((each) => each.id === id)?.items === items;
    const count = isAsBefore ? line.leftOut : await countIn(repository, source, items);
    if (count !== undefined && count.files > 0) counts.set(id, count);
  }
  return counts;
}

async function countIn(
  repository: Repository,
  source: Source,
  items: ContainerState['items'],
): Promise<LeftOut> {
  const count = { files: 0, bytes: 0 };
  for await (const [, entry] of repository.openMap(items).entries()) {
    if (!isLeftOut(source, entry)) continue;
    count.files += 1;
    count.bytes += await sizeOf(repository, source, entry);
  }
  return count;
}

async function sizeOf(repository: Repository, source: Source, entry: ItemEntry): Promise<number> {
  try {
    return source.summarise(await readMeta(repository, entry)).sizeBytes;
  } catch (error) {
    if (!isFault(error, 'corrupt')) throw error;
    return 0;
  }
}
