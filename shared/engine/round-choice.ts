import type { Choice } from '../model/choice.ts';
import type { ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { Settled } from './choice-record.ts';
import type { ContainerWork } from './container-work.ts';

/** What a person wants of the source, and what was followed already. */
export interface RoundChoice {
  choice: Choice;
  /** null: all has to be looked at. */
  settled: Settled | null;
  settle(settled: Settled): Promise<void>;
  /** An item as it was before the run, which may have gone through several rounds. */
  before(container: ContainerWork, id: ItemId): Promise<ItemEntry | undefined>;
}
