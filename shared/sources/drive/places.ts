import type { Graph } from '../../graph/graph.ts';
import { pieces } from '../../lib/iterate.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { RestoreContext } from '../restoring.ts';
import { AT_ONCE, childPath, itemPath, READ_STATE, ROOT, WRITE } from './calls.ts';
import { type GraphItem, readItem } from './graph-item.ts';
import { nameIn, type Room, roomIn, topRoom } from './path-room.ts';
import { RecycleBin } from './recycle-bin.ts';

/** Where a kept folder is now. */
export interface Place extends Room {
  id: ContainerId;
  /** Folders of the line down to here that this run made, innermost first. */
  made: readonly ContainerId[];
}

/** Where a kept folder is, or will be made. */
export interface Site {
  place: Place | null;
  room: Room;
  /** Folders that will be made under a shorter name, outermost first. */
  shortened: readonly { was: string; is: string }[];
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
  /** Folders that were made under a shorter name, until somebody has told of it. */
  readonly #shortened = new Map<ContainerId, { was: string; is: string }>();
  /** What was asked for beforehand, by its path. */
  readonly #expected = new Map<string, GraphItem | null>();

  /** null where nothing is to be taken out of it. */
  readonly bin: RecycleBin | null;

  private constructor(
    readonly graph: Graph,
    readonly context: RestoreContext,
  ) {
    this.bin = context.bin === undefined ? null : new RecycleBin(graph, context, context.bin);
  }

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

  /** The same, and where it would be if it were made. Writes nothing. */
  async site(kept: ContainerId, signal: AbortSignal): Promise<Site> {
    const place = await this.find(kept, signal);
    if (place !== null) return { place, room: place, shortened: [] };
    const [info] = this.context.ancestry(kept);
    if (isTop(info)) return this.site(this.context.newFolder ?? TOP, signal);
    const above = await this.site(this.#parentOf(kept, info), signal);
    const { name, plain, isShortened } = nameIn(above.room, info.name, 'folder');
    const shortened = isShortened ? [{ was: plain, is: name }] : [];
    const room = roomIn(above.room, name);
    return { place: null, room, shortened: [...above.shortened, ...shortened] };
  }

  /** Which folders down to this one were made under a shorter name; each is told once a run. */
  takeShortened(kept: ContainerId): { was: string; is: string }[] {
    const line = this.context.ancestry(kept).map(({ id }) => id);
    const told = line.flatMap((id) => this.#shortened.get(id) ?? []);
    for (const id of line) this.#shortened.delete(id);
    return told;
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
      if (item === null || !isFolder(item)) continue;
      await this.bin?.settle(kept, item, signal);
      return this.#placeOf(item, kept, [], signal);
    }
    const parent = await this.find(this.#parentOf(kept, info), signal);
    if (parent === null) return null;
    const { plain, name } = nameIn(parent, info.name, 'folder');
    for (const each of new Set([plain, name])) {
      const item = await this.child(parent.id, each, signal);
      if (item === null || !isFolder(item)) continue;
      // What was begun before this run was cut off is this run's.
      const isOurs = this.context.wasBegun?.(itemId) ?? false;
      const id = asId<ContainerId>(item.id);
      return { id, made: isOurs ? [id, ...parent.made] : parent.made, ...roomIn(parent, each) };
    }
    return null;
  }

  async #make(kept: ContainerId, signal: AbortSignal): Promise<Place> {
    const [info] = this.context.ancestry(kept);
    if (isTop(info)) return this.#openTop(kept, signal);
    const parent = await this.open(this.#parentOf(kept, info), signal);
    const itemId = asId<ItemId>(kept);
    const { name, plain, isShortened } = nameIn(parent, info.name, 'folder');
    const out =
      (await this.bin?.cameAlong(itemId, this.#parentOf(kept, info), signal))?.now ??
      (await this.bin?.takeFolder(kept, parent.id, name, signal)) ??
      null;
    if (out !== null) {
      this.context.resolved.set(kept, asId<ContainerId>(out.id));
      return this.#placeOf(out, kept, [], signal);
    }
    await this.context.intend({ itemId, action: 'make-again', target: parent.id });
    const item = await makeFolder(this.graph, parent.id, name, signal);
    if (isShortened) this.#shortened.set(kept, { was: plain, is: name });
    const id = asId<ContainerId>(item.id);
    this.context.resolved.set(kept, id);
    return { id, made: [id, ...parent.made], ...roomIn(parent, name) };
  }

  /** A folder that was found by its id: it may lie elsewhere and be called otherwise by now. */
  async #placeOf(
    item: GraphItem,
    kept: ContainerId,
    made: readonly ContainerId[],
    signal: AbortSignal,
  ): Promise<Place> {
    const top = await this.#readTop(signal);
    const id = asId<ContainerId>(item.id);
    if (item.isRoot === true) return { ...top, made };
    const { path = this.#keptPath(kept), name = '' } = item;
    const above = path === '' ? top : roomIn(top, path);
    return { id, made, ...roomIn(above, name) };
  }

  /** Where Graph does not tell one. */
  #keptPath(kept: ContainerId): string {
    const [, ...above] = this.context.ancestry(kept);
    const names = above.filter((info) => !isTop(info)).map(({ name }) => name);
    return names.reverse().join('/');
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
      return { id: asId<ContainerId>(root.id), made: [], ...topRoom(root) };
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
