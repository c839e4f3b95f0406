import { type Choice, isChosen, leavesNothingOut } from '../model/choice.ts';
import { isFault } from '../model/fault.ts';
import type { ContainerId, ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { Source } from '../sources/source.ts';
import type { ContainerWork } from './container-work.ts';
import type { Wanted } from './content-queue.ts';
import type { KeyedTasks } from './keyed-tasks.ts';
import { isLeftOut } from './left-out.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { isContent, readMeta, saveParts } from './stored-item.ts';

export interface ChosenParts {
  repository: Repository;
  source: Source;
  writer: SnapshotWriter;
  tasks: KeyedTasks;
  choice: Choice;
  /** Into the queue of what is fetched. */
  want(wanted: Wanted): void;
}

/**
 * Lets pass of what is wanted only what a person has chosen. The folders above a file may be told
 * after it, so nothing is decided before the walk is over; where nothing is left out, nothing waits.
 */
export class ChosenContents {
  readonly #parts: ChosenParts;
  /** What was let pass, as it is listed. */
  passedBytes = 0;
  #held: Wanted[] = [];
  /** A folder lies elsewhere now: what is in it may be in or out since. */
  #hasMovedFolders = false;
  /** Files that are as they were, and lie elsewhere or have another name. */
  readonly #moved: { container: ContainerWork; itemId: ItemId }[] = [];
  /** Parents of folders, at the end of the walk. */
  #parents: Promise<ReadonlyMap<ContainerId, ContainerId | null>> | null = null;

  constructor(parts: ChosenParts) {
    this.#parts = parts;
  }

  want(wanted: Wanted): void {
    const { source, choice } = this.#parts;
    if (source.leftOut === undefined || leavesNothingOut(choice)) this.#pass(wanted);
    else this.#held.push(wanted);
  }

  /** An item has changed from `before` to `now`, both as stored. */
  noteChange(container: ContainerWork, itemId: ItemId, before: unknown, now: unknown): void {
    const { source } = this.#parts;
    if (this.#hasMovedFolders || source.leftOut === undefined) return;
    const place = source.placeOf?.(now);
    if (place === undefined) return;
    const isMoved = source.placeOf?.(before).parent !== place.parent;
    if (place.asFolder !== null) this.#hasMovedFolders = isMoved;
    else if (isMoved || source.summarise(before).subject !== source.summarise(now).subject) {
      this.#moved.push({ container, itemId });
    }
  }

  /** After the walk. `isNew`: the choice is not the one that what is kept follows. */
  async settle(isNew: boolean): Promise<void> {
    const held = this.#held;
    this.#held = [];
    for (const wanted of held) {
      const found = await this.#find(wanted.container, wanted.itemId);
      if (found === undefined || found.entry.whole) continue;
      const meta = await this.#metaOf(found.entry);
      // Of what is damaged nothing can be decided; it is told anew.
      if (meta === null || (await this.#isIn(found.container, meta))) this.#pass(wanted);
      else await this.#leaveOut(found.container, wanted.itemId);
    }
    if (isNew || this.#hasMovedFolders) await this.#takeIn();
    else
      for (const { container, itemId } of this.#moved) await this.#takeInMoved(container, itemId);
  }

  async #takeInMoved(container: ContainerWork, itemId: ItemId): Promise<void> {
    const found = await this.#find(container, itemId);
    if (found === undefined || !isLeftOut(this.#parts.source, found.entry)) return;
    const meta = await this.#metaOf(found.entry);
    if (meta === null || !(await this.#isIn(found.container, meta))) return;
    await this.#takeInOne(found.container, itemId, meta);
  }

  async #takeInOne(container: ContainerWork, itemId: ItemId, meta: unknown): Promise<void> {
    const { source } = this.#parts;
    await this.#replace(container, itemId, true, (entry) => ({
      ...entry,
      parts: entry.parts.filter(({ role }) => !isContent(role)),
      whole: false,
    }));
    const order = source.contentOrder?.(meta);
    const label = source.summarise(meta).subject;
    this.#pass({ container, itemId, label, ...(order === undefined ? {} : { order }) });
  }

  #pass(wanted: Wanted): void {
    this.passedBytes += wanted.order?.sizeBytes ?? 0;
    this.#parts.want(wanted);
  }

  /** What was left out and is chosen now. */
  async #takeIn(): Promise<void> {
    const { writer, source } = this.#parts;
    if (source.leftOut === undefined) return;
    for (const container of writer.containers.values()) {
      const chosen: { itemId: ItemId; meta: unknown }[] = [];
      for await (const [itemId, entry] of container.entries()) {
        if (!isLeftOut(source, entry)) continue;
        const meta = await this.#metaOf(entry);
        if (meta !== null && (await this.#isIn(container, meta))) chosen.push({ itemId, meta });
      }
      for (const { itemId, meta } of chosen) await this.#takeInOne(container, itemId, meta);
    }
  }

  async #leaveOut(container: ContainerWork, id: ItemId): Promise<void> {
    const { repository, source } = this.#parts;
    const part = source.leftOut?.();
    if (part === undefined) return;
    const { parts } = await saveParts(repository, [part]);
    await this.#replace(container, id, false, (entry) => ({
      ...entry,
      parts: [...entry.parts.filter(({ role }) => !isContent(role)), ...parts],
      whole: true,
    }));
    container.closeGap(id);
  }

  /** Unless it has become whole, or what it was, meanwhile. */
  #replace(
    container: ContainerWork,
    id: ItemId,
    wasWhole: boolean,
    change: (entry: ItemEntry) => ItemEntry,
  ): Promise<void> {
    return this.#parts.tasks.exclusive(id, async () => {
      const found = await this.#find(container, id);
      if (found === undefined || found.entry.whole !== wasWhole) return;
      this.#parts.writer.put(id, found.container, change(found.entry), found);
    });
  }

  #find(container: ContainerWork, id: ItemId) {
    return this.#parts.writer.find(id, container);
  }

  async #isIn(container: ContainerWork, meta: unknown): Promise<boolean> {
    const { source, choice } = this.#parts;
    const { subject: name, sizeBytes } = source.summarise(meta);
    const hasFolders = Object.values(choice.folders).includes('out');
    const parents = hasFolders ? await this.#folders(container) : new Map();
    const first = source.placeOf?.(meta).parent ?? container.info.id;
    return isChosen(choice, { name, sizeBytes }, () => lineUp(first, parents));
  }

  /** What has no contents may be a folder; there are fewer of these than of files. */
  #folders(container: ContainerWork): Promise<ReadonlyMap<ContainerId, ContainerId | null>> {
    this.#parents ??= this.#readFolders(container);
    return this.#parents;
  }

  async #readFolders(container: ContainerWork) {
    const { source } = this.#parts;
    const parents = new Map<ContainerId, ContainerId | null>();
    for await (const [id, entry] of container.entries()) {
      if (entry.parts.length > 0 || !entry.whole) continue;
      const meta = await this.#metaOf(entry);
      const place = meta === null ? undefined : source.placeOf?.(meta);
      // A folder is its own container in lists: the id is the same.
      if (place?.asFolder) parents.set(id as string as ContainerId, place.parent);
    }
    return parents;
  }

  /** null when it is damaged. */
  async #metaOf(entry: ItemEntry): Promise<unknown> {
    try {
      return await readMeta(this.#parts.repository, entry);
    } catch (error) {
      if (!isFault(error, 'corrupt')) throw error;
      return null;
    }
  }
}

/** A folder and those above it; a circle ends where it began. */
function* lineUp(
  first: ContainerId,
  parents: ReadonlyMap<ContainerId, ContainerId | null>,
): Generator<ContainerId, void> {
  const seen = new Set<ContainerId>();
  for (let at: ContainerId | null = first; at !== null && !seen.has(at); ) {
    seen.add(at);
    yield at;
    at = parents.get(at) ?? null;
  }
}
