import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { RestoreContext } from '../restoring.ts';
import { folderPath, READ_STATE, WRITE } from './calls.ts';
import { type GraphFolder, readFolder, readPage } from './graph-message.ts';

const SELECT = '$select=id,displayName,parentFolderId,isHidden';
/** Deeper than Exchange lets folders nest. */
const DEEPEST = 300;
const MOST_PAGES = 100;

interface Bins {
  deleted: string | null;
  recoverable: string | null;
  root: string | null;
}

/**
 * The mailbox's folders as they are now, asked for once a run: many items lie in few folders. One
 * run is one `RestoreContext`, and what is remembered goes with its `resolved` map.
 */
export class Places {
  static readonly #ofRun = new WeakMap<Map<ContainerId, ContainerId>, Places>();

  static of(graph: Graph, context: RestoreContext): Places {
    const known = Places.#ofRun.get(context.resolved);
    if (known !== undefined) return known;
    const places = new Places(graph, context);
    Places.#ofRun.set(context.resolved, places);
    return places;
  }

  readonly #folders = new Map<string, GraphFolder | null>();
  /** What this run has made or moved back, and for which item. */
  readonly #taken = new Map<string, ItemId>();
  #bins: Bins | null = null;

  private constructor(
    readonly graph: Graph,
    readonly context: RestoreContext,
  ) {}

  take(id: ItemId, forItem: ItemId): void {
    this.#taken.set(id, forItem);
  }

  /** Two kept messages may look the same, and each of them is restored as itself. */
  async isAnothers(id: ItemId, forItem: ItemId): Promise<boolean> {
    const taken = this.#taken.get(id);
    if (taken !== undefined) return taken !== forItem;
    return id !== forItem && ((await this.context.isKept?.(id)) ?? false);
  }

  /** null when there is no such folder now. */
  async folder(id: string, signal: AbortSignal): Promise<GraphFolder | null> {
    const known = this.#folders.get(id);
    if (known !== undefined) return known;
    let folder: GraphFolder | null = null;
    try {
      folder = readFolder(await this.graph.read(folderPath(id, `?${SELECT}`), READ_STATE, signal));
    } catch (error) {
      if (!isFault(error, 'not-found')) throw error;
    }
    this.#folders.set(id, folder);
    return folder;
  }

  /** In Deleted Items, at any depth, or in Recoverable Items. */
  async isInBin(id: string, signal: AbortSignal): Promise<boolean> {
    const { deleted, recoverable, root } = await this.bins(signal);
    let at: string | null = id;
    for (let depth = 0; at !== null && at !== root && depth < DEEPEST; depth += 1) {
      if (at === deleted || at === recoverable) return true;
      at = (await this.folder(at, signal))?.parentFolderId ?? null;
    }
    return false;
  }

  async roleOf(id: string, signal: AbortSignal): Promise<string | null> {
    const { deleted, recoverable } = await this.bins(signal);
    if (id === deleted) return 'deleteditems';
    return id === recoverable ? 'recoverableitemsdeletions' : null;
  }

  async bins(signal: AbortSignal): Promise<Bins> {
    if (this.#bins !== null) return this.#bins;
    const names = ['deleteditems', 'recoverableitemsdeletions', 'msgfolderroot'];
    const paths = names.map((name) => folderPath(name, `?${SELECT}`));
    const answers = await this.graph.batch(paths, READ_STATE, signal);
    const [deleted = null, recoverable = null, root = null] = answers.map((answer) => {
      if (answer.ok) return readFolder(answer.body)?.id ?? null;
      if (answer.fault.code === 'not-found' || answer.fault.code === 'unexpected') return null;
      throw answer.fault;
    });
    this.#bins = { deleted, recoverable, root };
    return this.#bins;
  }

  /** True when the container lay in Deleted Items when it was kept. */
  wasInBin(container: ContainerId): boolean {
    return this.context.ancestry(container).some(({ role }) => role === 'deleteditems');
  }

  /**
   * The folder that stands for a kept one now; null when it has to be made. A folder that was
   * deleted still exists, in Deleted Items, and does not count.
   */
  async usable(container: ContainerId, signal: AbortSignal): Promise<ContainerId | null> {
    const id = this.context.resolved.get(container) ?? container;
    const folder = await this.folder(id, signal);
    if (folder === null) return null;
    const isUsable = this.wasInBin(container) || !(await this.isInBin(id, signal));
    return isUsable ? asId<ContainerId>(id) : null;
  }

  /**
   * The same for a folder at the top that is known by its role: the one of that role, else the one of
   * its name. Writes nothing.
   */
  async find(container: ContainerId, signal: AbortSignal): Promise<ContainerId | null> {
    if (!this.context.resolved.has(container)) {
      const [kept] = this.context.ancestry(container);
      const id =
        kept === undefined
          ? null
          : ((await this.#byRole(kept, signal)) ??
            (await this.#childNamed(null, kept.name, signal)));
      if (id !== null) this.context.resolved.set(container, id);
    }
    return this.usable(container, signal);
  }

  /** The same, made with its ancestors where they are missing. */
  async make(container: ContainerId, signal: AbortSignal): Promise<ContainerId> {
    const present = await this.usable(container, signal);
    if (present !== null) return present;
    const [kept, parent] = this.context.ancestry(container);
    if (kept === undefined) throw new Fault('unexpected', 'nothing is known of the folder');
    const id = (await this.#byRole(kept, signal)) ?? (await this.#below(kept, parent, signal));
    this.context.resolved.set(container, id);
    return id;
  }

  async #byRole(kept: ContainerInfo, signal: AbortSignal): Promise<ContainerId | null> {
    if (kept.role === null) return null;
    const folder = await this.folder(kept.role, signal);
    return folder === null ? null : asId<ContainerId>(folder.id);
  }

  async #below(
    kept: ContainerInfo,
    parent: ContainerInfo | undefined,
    signal: AbortSignal,
  ): Promise<ContainerId> {
    const above = parent === undefined ? null : await this.make(parent.id, signal);
    const existing = await this.#childNamed(above, kept.name, signal);
    if (existing !== null) return existing;
    await this.context.intend({ itemId: asId(''), action: 'make-folder', target: kept.id });
    const body = { displayName: kept.name, ...(kept.hidden ? { isHidden: true } : {}) };
    try {
      const path = above === null ? '/me/mailFolders' : folderPath(above, '/childFolders');
      const folder = readFolder(await this.graph.send('POST', path, body, WRITE, signal));
      if (folder === null) throw new Fault('server-error', 'Graph made a folder without an id');
      this.#folders.set(folder.id, folder);
      return asId<ContainerId>(folder.id);
    } catch (error) {
      // It may have come into being a moment ago, by somebody else or by an answer that got lost.
      if (!isFault(error, 'conflict', 'offline', 'server-error')) throw error;
      const made = await this.#childNamed(above, kept.name, signal);
      if (made === null) throw error;
      return made;
    }
  }

  /** Exchange compares folder names without case and surrounding spaces. */
  async #childNamed(
    parent: ContainerId | null,
    name: string,
    signal: AbortSignal,
  ): Promise<ContainerId | null> {
    const top = parent === null ? '/me/mailFolders' : folderPath(parent, '/childFolders');
    let link: string | null = `${top}?includeHiddenFolders=true&${SELECT}&$top=100`;
    for (let pages = 0; link !== null && pages < MOST_PAGES; pages += 1) {
      const page = readPage(await this.graph.read(link, READ_STATE, signal));
      for (const raw of page?.entries ?? []) {
        const folder = readFolder(raw);
        const isIt = folder?.displayName.trim().toLowerCase() === name.trim().toLowerCase();
        if (folder !== null && !folder.isSearch && isIt) return asId<ContainerId>(folder.id);
      }
      link = page?.nextLink ?? null;
    }
    return null;
  }
}
