import type { Graph } from '../../graph/graph.ts';
import { pieces } from '../../lib/iterate.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { RestoreContext } from '../source.ts';
import { AT_ONCE, childPath, itemPath, READ_STATE, ROOT, WRITE } from './calls.ts';
import { type GraphItem, readItem } from './graph-item.ts';
import { allowedName } from './names.ts';

/** Where a kept folder is now. */
export interface Place {
  id: ContainerId;
  /** Folders of the line down to here that this run made, innermost first. */
  made: readonly ContainerId[];
  isTop: boolean;
}

/**
 * The drive's folders as they are now, asked for once a run. A kept folder is, in this order: the
 * item of its id, wherever that lies now; what an earlier restore made of it; the folder of its name
 * in the place of its parent; and what this run makes. Where everything goes into a new folder, that
 * one is the top, and only names count.
 */
export class Places {
  static readonly #ofRun = new WeakMap<Map<ContainerId, ContainerId>, Places>();

  static of(graph: Graph, context: RestoreContext): Places {
    const known = Places.#ofRun.get(context.resolved) ?? new Places(graph, context);
    Places.#ofRun.set(context.resolved, known);
    return known;
  }

  #top: Promise<Place> | null = null;
  readonly #found = new Map<ContainerId, Promise<Place | null>>();
  readonly #made = new Map<ContainerId, Promise<Place>>();
  /** What was asked for beforehand, by its path. */
  readonly #expected = new Map<string, GraphItem | null>();

  private constructor(
    readonly graph: Graph,
    readonly context: RestoreContext,
  ) {}

  /** An item as it is now; null when there is no such item (any more). */
  now(id: string, signal: AbortSignal): Promise<GraphItem | null> {
    return this.#read(itemPath(id), signal);
  }

  /** The same of what has this name in a folder. */
  child(parent: string, name: string, signal: AbortSignal): Promise<GraphItem | null> {
    return this.#read(childPath(parent, name), signal);
  }

  /** Asks for many of them at once: later questions for them have their answer. */
  async expect(paths: readonly string[], signal: AbortSignal): Promise<void> {
    const unknown = [...new Set(paths)].filter((path) => !this.#expected.has(path));
    for (const some of pieces(unknown, AT_ONCE)) {
      const answers = await this.graph.batch(some, READ_STATE, signal);
      for (const [index, path] of some.entries()) {
        const answer = answers[index];
        if (answer?.ok) this.#expected.set(path, presentItem(answer.body));
        else if (isFault(answer?.fault, 'not-found')) this.#expected.set(path, null);
      }
    }
  }

  /** null when it is not there. Writes nothing. */
  async find(kept: ContainerId, signal: AbortSignal): Promise<Place | null> {
    const made = this.#made.get(kept);
    if (made !== undefined) return made;
    return remember(this.#found, kept, () => this.#find(kept, signal));
  }

  /** Makes what is missing of the line down to it; each folder once, however many wait for it. */
  async open(kept: ContainerId, signal: AbortSignal): Promise<Place> {
    return remember(this.#made, kept, async () => {
      const found = await remember(this.#found, kept, () => this.#find(kept, signal));
      return found ?? this.#make(kept, signal);
    });
  }

  async #find(kept: ContainerId, signal: AbortSignal): Promise<Place | null> {
    const [info] = this.context.ancestry(kept);
    if (isTop(info)) return this.#findTop(kept, signal);
    const itemId = asId<ItemId>(kept);
    const { newFolder } = this.context;
    const ids = newFolder === undefined ? [itemId, ...this.context.madeAgainAs(itemId)] : [];
    for (const id of ids) {
      const item = await this.now(id, signal);
      if (item !== null && isFolder(item)) return placeOf(item, []);
    }
    const parent = await this.find(this.#parentOf(kept, info), signal);
    if (parent === null) return null;
    const name = allowedName(info.name, 'folder', parent.isTop);
    const item = await this.child(parent.id, name, signal);
    if (item === null || !isFolder(item)) return null;
    // What was begun before this run was cut off is this run's.
    const isOurs = this.context.wasBegun?.(itemId) ?? false;
    return placeOf(item, isOurs ? [asId<ContainerId>(item.id), ...parent.made] : parent.made);
  }

  async #make(kept: ContainerId, signal: AbortSignal): Promise<Place> {
    const [info] = this.context.ancestry(kept);
    if (isTop(info)) return this.#openTop(kept, signal);
    const parent = await this.open(this.#parentOf(kept, info), signal);
    const itemId = asId<ItemId>(kept);
    await this.context.intend({ itemId, action: 'make-again', target: parent.id });
    const name = allowedName(info.name, 'folder', parent.isTop);
    const item = await makeFolder(this.graph, parent.id, name, signal);
    const id = asId<ContainerId>(item.id);
    this.context.resolved.set(kept, id);
    return { id, made: [id, ...parent.made], isTop: false };
  }

  /** One whose parent nobody has told of belongs to the top. */
  #parentOf(kept: ContainerId, info: ContainerInfo): ContainerId {
    const { newFolder } = this.context;
    return info.parent ?? (newFolder === undefined || kept === newFolder ? TOP : newFolder);
  }

  #findTop(kept: ContainerId, signal: AbortSignal): Promise<Place | null> {
    const { newFolder } = this.context;
    const isDrive = newFolder === undefined || kept === TOP;
    return isDrive ? this.#readTop(signal) : this.find(newFolder, signal);
  }

  #openTop(kept: ContainerId, signal: AbortSignal): Promise<Place> {
    const { newFolder } = this.context;
    const isDrive = newFolder === undefined || kept === TOP;
    return isDrive ? this.#readTop(signal) : this.open(newFolder, signal);
  }

  async #read(path: string, signal: AbortSignal): Promise<GraphItem | null> {
    const expected = this.#expected.get(path);
    return expected === undefined ? readPath(this.graph, path, signal) : expected;
  }

  #readTop(signal: AbortSignal): Promise<Place> {
    this.#top ??= this.graph.read(ROOT, READ_STATE, signal).then((raw) => {
      const root = readItem(raw);
      if (root === null) throw new Fault('server-error', 'Graph does not tell of the drive');
      return { id: asId<ContainerId>(root.id), made: [], isTop: true };
    });
    this.#top.catch(() => {
      this.#top = null;
    });
    return this.#top;
  }
}

const TOP = asId<ContainerId>('');

/** The drive itself, a folder of which nothing is known, or one without a name: all are the top. */
function isTop(info: ContainerInfo | undefined): info is undefined {
  if (info === undefined || info.name === '') return true;
  return info.parent === null && DRIVE_ROLES.has(info.role ?? '');
}

const DRIVE_ROLES: ReadonlySet<string> = new Set(['personal', 'business', 'documentLibrary']);

function isFolder({ kind }: GraphItem): boolean {
  return kind === 'folder' || kind === 'package';
}

function placeOf(item: GraphItem, made: readonly ContainerId[]): Place {
  return { id: asId<ContainerId>(item.id), made, isTop: item.isRoot === true };
}

/** What failed is tried anew by whoever asks next. */
function remember<K, V>(known: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}

/** Two that make it at once have one: the other's is taken. */
async function makeFolder(
  graph: Graph,
  parent: string,
  name: string,
  signal: AbortSignal,
): Promise<GraphItem> {
  const body = { name, folder: {}, '@microsoft.graph.conflictBehavior': 'fail' };
  try {
    const item = readItem(
      await graph.send('POST', itemPath(parent, '/children'), body, WRITE, signal),
    );
    if (item !== null) return item;
  } catch (error) {
    if (!isFault(error, 'conflict', 'offline', 'server-error')) throw error;
    const there = await readChild(graph, parent, name, signal);
    if (there !== null && isFolder(there)) return there;
    throw error;
  }
  throw new Fault('server-error', 'Graph does not tell of a folder it made');
}

/** null when there is no such item (any more). */
export async function readNow(
  graph: Graph,
  id: string,
  signal: AbortSignal,
): Promise<GraphItem | null> {
  return readPath(graph, itemPath(id), signal);
}

export async function readChild(
  graph: Graph,
  parent: string,
  name: string,
  signal: AbortSignal,
): Promise<GraphItem | null> {
  return readPath(graph, childPath(parent, name), signal);
}

async function readPath(graph: Graph, path: string, signal: AbortSignal) {
  try {
    return presentItem(await graph.read(path, READ_STATE, signal));
  } catch (error) {
    if (isFault(error, 'not-found')) return null;
    throw error;
  }
}

function presentItem(raw: unknown): GraphItem | null {
  const item = readItem(raw);
  return item === null || item.isDeleted ? null : item;
}
