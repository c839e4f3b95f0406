import type { Graph } from '../../graph/graph.ts';
import { mapConcurrent, readAhead } from '../../lib/iterate.ts';
import { Fault, isFault, JOB_ENDING } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { KnownContainer, KnownState, SourceChange } from '../walk.ts';
import { folderPath, LIGHT, messagePath, READ_ITEM, WHOLE } from './calls.ts';
import { type GraphMessage, readMessage } from './graph-message.ts';
import { readRound } from './pages.ts';

/** How many single messages are asked for at once when a page could not tell them whole. */
const ITEMS_AT_ONCE = 4;
/** How often a folder is begun anew in one run before it is left for the next. */
const MOST_RESETS = 3;

type Mode = 'whole' | 'light';

/** The walk of one folder: what it has told so far decides what it still has to find out. */
export class FolderWalk {
  /** What was told last of an item in this run. */
  readonly told = new Map<string, 'here' | 'gone' | 'failed'>();
  /** How many are here now and were not in the last snapshot; and the other way round. */
  readonly balance = { come: 0, gone: 0 };
  isReset = false;

  constructor(
    readonly graph: Graph,
    readonly id: ContainerId,
    readonly state: KnownState,
    readonly signal: AbortSignal,
  ) {}

  /** Goes on from the last cursor; begins anew when that is of no use any more. */
  async *rounds(known: KnownContainer | null): AsyncGenerator<SourceChange, void> {
    let link = known?.cursor?.link ?? null;
    let mode: Mode = 'whole';
    for (let resets = 0; ; ) {
      try {
        yield* this.#round(link, mode);
        return;
      } catch (error) {
        const again = nextMode(error, link, mode);
        if (again === null || resets >= MOST_RESETS) throw error;
        resets += 1;
        mode = again;
        link = null;
        this.isReset = true;
        this.told.clear();
        this.balance.come = 0;
        this.balance.gone = 0;
        yield { kind: 'reset', container: this.id };
      }
    }
  }

  async *#round(link: string | null, mode: Mode): AsyncGenerator<SourceChange, void> {
    const select = mode === 'whole' ? WHOLE : LIGHT;
    const start = link ?? folderPath(this.id, `/messages/delta?$select=${select}`);
    const isNew = (entry: unknown) =>
      typeof entry === 'object' &&
      entry !== null &&
      !this.told.has(String(Reflect.get(entry, 'id')));
    const isLight = link === null && mode === 'light';
    const pages = readRound(this.graph, start, isLight, isNew, this.signal);
    let isBegun = false;
    try {
      for await (const page of readAhead(pages)) {
        isBegun = true;
        yield* this.entries(page.entries);
        const kind = page.isLast ? 'round' : 'page';
        yield { kind: 'cursor', container: this.id, cursor: { link: page.link, kind } };
      }
    } catch (error) {
      // A folder that does not know the link of its own may still be there.
      const isStaleLink = link !== null || isBegun;
      if (isStaleLink && isFault(error, 'not-found', 'unexpected')) {
        throw new Fault('cursor-expired', 'the link is of no use any more', { cause: error });
      }
      throw error;
    }
  }

  /** Tells entries of a page; what a page did not tell whole is asked for by itself. */
  async *entries(entries: readonly unknown[]): AsyncGenerator<SourceChange, void> {
    const changes = mapConcurrent(entries, ITEMS_AT_ONCE, (entry) => this.#change(entry));
    for await (const change of changes) {
      if (change === null) continue;
      await this.#count(change);
      yield change;
    }
  }

  async #change(entry: unknown): Promise<SourceChange | null> {
    const message = readMessage(entry);
    if (message === null) {
      const fault = new Fault('unreadable', 'Graph listed something without an id');
      return failed(this.id, null, '', fault);
    }
    const itemId = asId<ItemId>(message.id);
    if (message.isRemoved) return { kind: 'gone', container: this.id, itemId };
    if (message.body !== undefined) return item(this.id, message, false);
    const told = this.told.get(message.id);
    const isKnown = told === undefined ? await this.state.has(this.id, itemId) : told === 'here';
    // The text of a draft changes; that of any other message does not.
    if (isKnown && message.isDraft !== true) return item(this.id, message, true);
    return this.#single(itemId, message.subject ?? '');
  }

  /** One message, whole. null when it went meanwhile: then the next round tells where. */
  async #single(itemId: ItemId, label: string): Promise<SourceChange | null> {
    try {
      const path = messagePath(itemId, `?$select=${WHOLE}`);
      const message = readMessage(await this.graph.read(path, READ_ITEM, this.signal));
      if (message === null) {
        throw new Fault('unreadable', 'Graph answered with something that is no message');
      }
      const isElsewhere =
        message.parentFolderId !== undefined && message.parentFolderId !== this.id;
      return isElsewhere ? null : item(this.id, message, false);
    } catch (error) {
      if (!isFault(error) || JOB_ENDING.has(error.code)) throw error;
      return error.code === 'not-found' ? null : failed(this.id, itemId, label, error);
    }
  }

  /** Asks again for what could not be read in earlier runs and was not told in this one. */
  failedBefore(ids: readonly ItemId[]): AsyncGenerator<SourceChange, void> {
    return this.singles(ids.filter((id) => !this.told.has(id)));
  }

  /** Messages by themselves, whole; those that are not here (any more) are told as gone. */
  async *singles(ids: readonly ItemId[]): AsyncGenerator<SourceChange, void> {
    const answers = mapConcurrent(ids, ITEMS_AT_ONCE, async (itemId): Promise<SourceChange> => {
      const change = await this.#single(itemId, '');
      return change ?? { kind: 'gone', container: this.id, itemId };
    });
    for await (const change of answers) {
      await this.#count(change);
      yield change;
    }
  }

  async #count(change: SourceChange): Promise<void> {
    if (change.kind === 'failed' && change.itemId !== null) this.told.set(change.itemId, 'failed');
    if (change.kind !== 'item' && change.kind !== 'gone') return;
    const isHere = change.kind === 'item';
    const told = this.told.get(change.itemId);
    const wasHere =
      told === undefined
        ? !this.isReset && (await this.state.has(this.id, change.itemId))
        : told === 'here';
    if (isHere && !wasHere) this.balance.come += 1;
    if (!isHere && wasHere) this.balance.gone += 1;
    this.told.set(change.itemId, isHere ? 'here' : 'gone');
  }
}

/** How to begin anew, or null when that would not help. */
function nextMode(error: unknown, link: string | null, mode: Mode): Mode | null {
  if (isFault(error, 'cursor-expired')) return mode;
  const isBadPage = isFault(error, 'server-error', 'unreadable', 'too-large');
  // A stored link may carry the light selection already; then nothing lighter is left.
  return isBadPage && (mode === 'whole' || link !== null) ? 'light' : null;
}

function item(container: ContainerId, message: GraphMessage, partial: boolean): SourceChange {
  return { kind: 'item', container, itemId: asId<ItemId>(message.id), item: message, partial };
}

export function failed(
  container: ContainerId,
  itemId: ItemId | null,
  label: string,
  fault: Fault,
): SourceChange {
  return { kind: 'failed', container, itemId, label, fault };
}
