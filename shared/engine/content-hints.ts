import type { Graph } from '../graph/graph.ts';
import { isAbort, JOB_ENDING, toFault } from '../model/fault.ts';
import type { ItemId } from '../model/ids.ts';
import type { Source } from '../sources/source.ts';

/** Fewer are asked for one by one. */
const WORTH_ASKING = 4;
/** A list has no order that suits ours: of a large folder much is asked for at once, or it is read often. */
export const MOST_AT_ONCE = 5_000;

/** What is known of contents before they are fetched, found out for many of a group at once. */
export class ContentHints {
  readonly #source: Source;
  readonly #graph: Graph;
  readonly #hints = new Map<ItemId, unknown>();
  readonly #asking = new Map<string, Promise<void>>();

  constructor({ source, graph }: { source: Source; graph: Graph }) {
    this.#source = source;
    this.#graph = graph;
  }

  /** Each hint is given out once. `others` are those of the group that come next. */
  async take(
    id: ItemId,
    group: string,
    others: () => readonly ItemId[],
    signal: AbortSignal,
  ): Promise<unknown> {
    const asking = this.#asking.get(group);
    // What an answer that is on its way does not tell is asked for by itself.
    if (asking !== undefined) await asking;
    else if (!this.#hints.has(id)) await this.#ask(group, [id, ...others()], signal);
    const hint = this.#hints.get(id);
    this.#hints.delete(id);
    return hint;
  }

  async #ask(group: string, ids: readonly ItemId[], signal: AbortSignal): Promise<void> {
    if (ids.length < WORTH_ASKING || this.#source.prepareContents === undefined) return;
    // What was found out for others of a group and never wanted is old by now.
    if (this.#hints.size > 2 * MOST_AT_ONCE) this.#hints.clear();
    const asking = this.#fill(group, ids, signal).finally(() => this.#asking.delete(group));
    this.#asking.set(group, asking);
    await asking;
  }

  async #fill(group: string, ids: readonly ItemId[], signal: AbortSignal): Promise<void> {
    try {
      const hints = await this.#source.prepareContents?.(this.#graph, group, ids, signal);
      for (const [id, hint] of hints ?? []) this.#hints.set(id, hint);
    } catch (error) {
      if (isAbort(error) || JOB_ENDING.has(toFault(error).code)) throw error;
      // Each is asked for by itself, and tells its own trouble.
    }
  }
}
