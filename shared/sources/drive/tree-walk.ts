import type { Graph } from '../../graph/graph.ts';
import { pieces } from '../../lib/iterate.ts';
import { Fault, isFault, JOB_ENDING } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { KnownState, SourceChange } from '../walk.ts';
import { AT_ONCE, itemPath, PER_PAGE, READ_PAGE } from './calls.ts';
import { readMeta, type ToldItem } from './drive-meta.ts';
import { type GraphItem, readItem, readItemPage } from './graph-item.ts';
import { readPermissions } from './permissions.ts';

/** What was told last of an item in this round. */
type Told = 'gone' | 'failed' | { parent: string | null; childCount: number | null };

interface Manner {
  /** From the drive's beginning. */
  isFull: boolean;
  /** Part of the round was told in an earlier run. */
  isCutOff: boolean;
}

/** One round through a drive: what it has told so far decides what it still has to find out. */
export class TreeWalk {
  readonly #told = new Map<string, Told>();
  /** Told as gone, and not a file for certain. */
  readonly #goneFolders = new Set<string>();
  #parents: Map<string, string | null> | null = null;

  constructor(
    readonly graph: Graph,
    readonly id: ContainerId,
    readonly state: KnownState,
    readonly manner: Manner,
    readonly signal: AbortSignal,
  ) {}

  get toldCount(): number {
    return this.#told.size;
  }

  hasTold(id: ItemId): boolean {
    return this.#told.has(id);
  }

  hasToldGone(id: ItemId): boolean {
    return this.#told.get(id) === 'gone';
  }

  /** What a page or a list tells. */
  async *entries(entries: readonly unknown[]): AsyncGenerator<SourceChange, void> {
    const items: ToldItem[] = [];
    for (const raw of entries) {
      const item = readItem(raw);
      if (item === null) {
        const fault = new Fault('unreadable', 'Graph listed something without an id');
        yield { kind: 'failed', container: this.id, itemId: null, label: '', fault };
      } else if (!this.#isRoot(item)) items.push(item);
    }
    await readPermissions(this.graph, items, this.signal);
    for (const item of items) yield this.#take(item);
  }

  /** The same, but for what has the eTag it is stored with: it is as it was. */
  othersThan(
    stored: ReadonlyMap<string, string>,
    entries: readonly unknown[],
  ): AsyncGenerator<SourceChange, void> {
    const others = entries.filter((raw) => {
      const item = readItem(raw);
      const { eTag, isDeleted = false } = item ?? {};
      const isAsStored = eTag !== undefined && !isDeleted && stored.get(item?.id ?? '') === eTag;
      if (item !== null && isAsStored) this.#note(item);
      return !isAsStored;
    });
    return this.entries(others);
  }

  /** Each page repeats the root, which is the container itself. */
  #isRoot(item: GraphItem): boolean {
    return item.isRoot === true || item.id === this.id;
  }

  #take(item: ToldItem): SourceChange {
    const itemId = asId<ItemId>(item.id);
    if (item.isDeleted) {
      if (item.kind !== 'file') this.#goneFolders.add(item.id);
      this.#told.set(item.id, 'gone');
      return { kind: 'gone', container: this.id, itemId };
    }
    this.#note(item);
    return { kind: 'item', container: this.id, itemId, item, partial: false };
  }

  #note(item: GraphItem): void {
    const childCount = item.kind === 'folder' || item.kind === 'package' ? item.childCount : 0;
    this.#told.set(item.id, { parent: item.parent ?? null, childCount: childCount ?? null });
  }

  /**
   * At the end of a round: what lay in folders that are gone is gone with them, told or not, unless
   * it was told elsewhere; and of folders that are new, what delta did not tell of them is listed.
   */
  async *settle(): AsyncGenerator<SourceChange, void> {
    yield* this.#listUntold();
    if (![...this.#goneFolders].some((id) => this.#told.get(id) === 'gone')) return;
    const parents = await this.#allParents();
    const isGone = goneBelow(parents, (id) => this.#told.get(id) === 'gone');
    for (const id of parents.keys()) {
      if (this.#told.has(id) || !isGone(id)) continue;
      this.#told.set(id, 'gone');
      yield { kind: 'gone', container: this.id, itemId: asId<ItemId>(id) };
    }
  }

  async *#listUntold(): AsyncGenerator<SourceChange, void> {
    const counts = await this.#childCounts();
    const waiting = await this.#newFolders();
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const told = this.#told.get(id);
      if (typeof told !== 'object') continue;
      // A notebook may not say how much is in it.
      const { childCount } = told ?? {};
      if (childCount !== null && (counts.get(id) ?? 0) >= childCount) continue;
      for await (const change of this.#children(id)) {
        yield change;
        if (change.kind === 'item') waiting.push(change.itemId);
      }
    }
  }

  /** Folders told in this round of which nothing was known before; all, when all is told. */
  async #newFolders(): Promise<string[]> {
    const folders: string[] = [];
    for (const [id, told] of this.#told) {
      if (typeof told !== 'object' || told.childCount === 0) continue;
      const isNew = this.manner.isFull || !(await this.state.has(this.id, asId<ItemId>(id)));
      if (isNew) folders.push(id);
    }
    return folders;
  }

  async #childCounts(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const count = (parent: string | null) => {
      if (parent !== null) counts.set(parent, (counts.get(parent) ?? 0) + 1);
    };
    if (this.manner.isCutOff)
      for (const parent of (await this.#allParents()).values()) count(parent);
    else for (const told of this.#told.values()) if (typeof told === 'object') count(told.parent);
    return counts;
  }

  /** What a folder lists and the round has not told. */
  async *#children(folder: string): AsyncGenerator<SourceChange, void> {
    let link: string | null = itemPath(folder, `/children?$top=${PER_PAGE}`);
    while (link !== null) {
      const page = await this.#childPage(link);
      if (page === null) return;
      const untold = page.entries.filter((raw) => !this.#told.has(readItem(raw)?.id ?? ''));
      yield* this.entries(untold);
      link = page.nextLink === link ? null : page.nextLink;
    }
  }

  /** null when it can't be listed (any more): delta tells of it when it can. */
  async #childPage(link: string) {
    try {
      const page = readItemPage(await this.graph.read(link, READ_PAGE, this.signal));
      if (page === null) throw new Fault('server-error', 'Graph answered with something else');
      return page;
    } catch (error) {
      if (isFault(error, 'not-found', 'unreadable', 'unexpected')) return null;
      throw error;
    }
  }

  /** The parent of everything that was known or told, but for what was told as gone. */
  async #allParents(): Promise<Map<string, string | null>> {
    if (this.#parents === null) {
      this.#parents = new Map();
      for await (const [id, meta] of this.state.metas(this.id)) {
        this.#parents.set(id, readMeta(meta).parent ?? null);
      }
    }
    for (const [id, told] of this.#told) {
      if (typeof told === 'object') this.#parents.set(id, told.parent);
      else if (told === 'gone') this.#parents.delete(id);
    }
    return this.#parents;
  }

  /** Asks for what failed in earlier runs and was not told in this one. */
  async *singles(ids: readonly string[]): AsyncGenerator<SourceChange, void> {
    for (const some of pieces(
      ids.filter((id) => !this.#told.has(id)),
      AT_ONCE,
    )) {
      const answers = await this.graph.batch(
        some.map((id) => itemPath(id)),
        READ_PAGE,
        this.signal,
      );
      for (const [index, answer] of answers.entries()) {
        const id = some[index] ?? '';
        if (answer.ok) yield* this.entries([answer.body]);
        else if (JOB_ENDING.has(answer.fault.code)) throw answer.fault;
        else yield* this.#stillFailing(asId<ItemId>(id), answer.fault);
      }
    }
  }

  /** What is nowhere and was never stored is no loss; that something stored is gone, delta tells. */
  async *#stillFailing(itemId: ItemId, fault: Fault): AsyncGenerator<SourceChange, void> {
    const isStored = await this.state.has(this.id, itemId);
    if (isFault(fault, 'not-found') && isStored) return;
    this.#told.set(itemId, 'failed');
    if (isFault(fault, 'not-found')) yield { kind: 'gone', container: this.id, itemId };
    else yield { kind: 'failed', container: this.id, itemId, label: '', fault };
  }
}

/** Whether something lies below what is gone. What hangs in the air does not: it is kept. */
function goneBelow(
  parents: ReadonlyMap<string, string | null>,
  isGone: (id: string) => boolean,
): (id: string) => boolean {
  const known = new Map<string, boolean>();
  return (id) => {
    const line: string[] = [];
    let answer = false;
    for (let at: string | null = id; at !== null; at = parents.get(at) ?? null) {
      const before = known.get(at);
      if (before !== undefined || isGone(at)) {
        answer = before ?? true;
        break;
      }
      // A circle ends where it began.
      known.set(at, false);
      line.push(at);
    }
    for (const each of line) known.set(each, answer);
    return answer;
  };
}
