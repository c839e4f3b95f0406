import type { Graph } from '../../graph/graph.ts';
import { isFault, JOB_ENDING } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { BinNote, BinUse, OutOfBin, RestorableItem, RestoreContext } from '../restoring.ts';
import { BIN, childPath, itemPath, READ_STATE } from './calls.ts';
import { fingerprintOf, readContents } from './folder-contents.ts';
import { type GraphItem, readItem } from './graph-item.ts';

/** Of a name that is taken: more than a few are some program's work. */
const MOST_NUMBERS = 20;

export interface CameOut {
  now: GraphItem;
  how: OutOfBin;
}

/**
 * The recycle bin of a personal drive, for one run. What is deleted lies in it as one item with all
 * below it, and comes out as one: a file that went with its folder comes with that folder or not at
 * all. Source: learn.microsoft.com/graph/api/driveitem-restore. What is not in it, and what Microsoft
 * refuses, is null: it has to be made.
 */
export class RecycleBin {
  readonly #contents = new Map<string, Promise<Map<string, GraphItem>>>();
  /** It has refused somebody: nobody else has to be refused. */
  #isClosed = false;

  constructor(
    readonly graph: Graph,
    readonly context: RestoreContext,
    readonly use: BinUse,
  ) {}

  /** What this run took out for an item, and maybe never heard so. */
  async cameOut(
    { itemId, container }: Pick<RestorableItem, 'itemId' | 'container'>,
    signal: AbortSignal,
  ): Promise<CameOut | null> {
    const note = this.use.begun(itemId);
    const now = note === null ? null : await this.#inPlace(note, signal);
    if (now !== null) return { now, how: 'itself' };
    return this.cameAlong(itemId, container, signal);
  }

  /** The same with one of the folders it was kept in. */
  async cameAlong(
    id: ItemId,
    container: ContainerId,
    signal: AbortSignal,
  ): Promise<CameOut | null> {
    for (const folder of this.context.ancestry(container)) {
      const note = this.use.begun(asId<ItemId>(folder.id));
      if (note === null) continue;
      const contents = await this.#contentsOf(note.id, signal);
      for (const each of this.#idsOf(id)) {
        const now = contents.get(each);
        if (now !== undefined) return { now, how: 'with-folder' };
      }
    }
    return null;
  }

  /** A file, into this folder under this name, or with a number behind it. */
  async takeFile(
    id: ItemId,
    into: ContainerId,
    name: string,
    signal: AbortSignal,
  ): Promise<GraphItem | null> {
    for (const each of this.#idsOf(id)) {
      if (this.#isClosed) return null;
      await this.#note(id, { id: each, into });
      for (let number = 0; number <= MOST_NUMBERS; number += 1) {
        const free = numbered(name, number);
        // What becomes of a name that is taken, the documentation does not say.
        if (await this.#isTaken(into, free, signal)) continue;
        const came = await this.#take({ id: each, into }, free, signal);
        if (came === 'taken') continue;
        if (came !== null) return came;
        break;
      }
    }
    return null;
  }

  /** A folder with all that is in it. Where its name is taken, the kept one is made as always. */
  async takeFolder(
    kept: ContainerId,
    into: ContainerId,
    name: string,
    signal: AbortSignal,
  ): Promise<GraphItem | null> {
    if (!this.use.takesFolder(kept)) return null;
    const id = asId<ItemId>(kept);
    const begun = this.use.begun(id);
    const before = begun === null ? null : await this.#inPlace(begun, signal);
    if (before !== null) {
      await this.settle(kept, before, signal);
      return before;
    }
    for (const each of this.#idsOf(id)) {
      if (this.#isClosed) return null;
      const note = { id: each, into };
      await this.#note(id, note);
      const came = await this.#take(note, name, signal);
      if (came === null || came === 'taken') {
        this.#contents.set(each, Promise.resolve(new Map()));
        continue;
      }
      this.#contents.delete(each);
      await this.settle(kept, came, signal);
      return came;
    }
    return null;
  }

  /** Before anything is done in a folder that came out, it is noted what came with it. */
  async settle(kept: ContainerId, now: GraphItem, signal: AbortSignal): Promise<void> {
    const note = this.folderNote(kept, now);
    if (note === null || note.contents !== undefined) return;
    const contents = await fingerprintOf(await this.#contentsOf(now.id, signal));
    await this.#note(asId<ItemId>(kept), { ...note, contents });
  }

  /** null when it is not a folder that came out of the bin in this run. */
  folderNote(kept: ContainerId, { id, parent }: Pick<GraphItem, 'id' | 'parent'>): BinNote | null {
    const note = this.use.begun(asId<ItemId>(kept));
    return note !== null && note.id === id && note.into === parent ? note : null;
  }

  /** The original first: it has what was shared of it. */
  #idsOf(id: ItemId): ItemId[] {
    return [...new Set([id, ...[...this.context.madeAgainAs(id)].reverse()])];
  }

  #note(itemId: ItemId, bin: BinNote): Promise<void> {
    return this.context.intend({ itemId, action: 'make-again', target: bin.into, bin });
  }

  async #inPlace({ id, into }: BinNote, signal: AbortSignal): Promise<GraphItem | null> {
    const now = await this.#read(itemPath(id), signal);
    return now?.parent === into ? now : null;
  }

  async #isTaken(into: ContainerId, name: string, signal: AbortSignal): Promise<boolean> {
    return (await this.#read(childPath(into, name), signal)) !== null;
  }

  async #read(path: string, signal: AbortSignal): Promise<GraphItem | null> {
    try {
      const item = readItem(await this.graph.read(path, READ_STATE, signal));
      return item === null || item.isDeleted ? null : item;
    } catch (error) {
      if (isFault(error, 'not-found')) return null;
      throw error;
    }
  }

  /** As it was when it came out: what this run does in it since is told by others. */
  #contentsOf(folder: string, signal: AbortSignal): Promise<Map<string, GraphItem>> {
    const known = this.#contents.get(folder);
    if (known !== undefined) return known;
    const reading = readContents(this.graph, folder, signal);
    this.#contents.set(folder, reading);
    // What failed is tried anew.
    reading.catch(() => this.#contents.delete(folder));
    return reading;
  }

  async #take(
    { id, into }: BinNote,
    name: string,
    signal: AbortSignal,
  ): Promise<GraphItem | 'taken' | null> {
    const body = { parentReference: { id: into }, name };
    try {
      const now = readItem(
        await this.graph.send('POST', itemPath(id, '/restore'), body, BIN, signal),
      );
      return now ?? (await this.#inPlace({ id, into }, signal));
    } catch (error) {
      if (!isFault(error)) throw error;
      const { code } = error;
      if (code === 'not-found') return null;
      // Who took the right back meanwhile still wants the files.
      if (code === 'consent-required' || code === 'forbidden') this.#isClosed = true;
      else if (JOB_ENDING.has(code)) throw error;
      // The answer may have been lost, and not the item.
      const now = await this.#inPlace({ id, into }, signal);
      if (now !== null) return now;
      return code === 'conflict' ? 'taken' : null;
    }
  }
}

/** As OneDrive does with names that are taken. */
function numbered(name: string, number: number): string {
  if (number === 0) return name;
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot < 1 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  return `${stem} ${number}${ending}`;
}
