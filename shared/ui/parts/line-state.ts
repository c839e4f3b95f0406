import type { ItemRow } from '../../model/item.ts';
import { useFace } from '../face.ts';
import { isBack } from '../restores.ts';

interface LineOf {
  item: ItemRow | undefined;
  /** The keys act on it. */
  isAt: boolean;
  list: {
    opened: number | null;
    chosen: { value: ReadonlySet<number> };
    isPast?: boolean;
  };
  isLost(item: ItemRow): boolean;
}

/** What a line of a list is, whatever it looks like. */
export interface LineState {
  /** It is nowhere in what Microsoft has, and was not put back from here. */
  isGone: boolean;
  isOpened: boolean;
  isSelected: boolean;
  /** "went" of a past that is looked at: nothing is missing there. */
  classes: readonly string[];
}

export function useLineState({ item, isAt, list, isLost }: LineOf): LineState {
  const { restores } = useFace();
  const chosen = list.chosen.value;
  const isOpened = item !== undefined && item.row === list.opened;
  const isGone = item !== undefined && isLost(item) && !isBack(restores.rows.value, item.row);
  return {
    isGone,
    isOpened,
    isSelected: item !== undefined && (chosen.size > 0 ? chosen.has(item.row) : isOpened),
    classes: [
      ...(isGone ? [list.isPast ? 'went' : 'gone'] : []),
      ...(isOpened ? ['opened'] : []),
      ...(isAt ? ['at'] : []),
    ],
  };
}
