import type { AccountId } from '../../shared/model/ids.ts';
import type { ItemRow } from '../../shared/model/item.ts';

/** What is ticked: of one account only, as a restore goes to one mailbox. */
export interface Chosen {
  account: AccountId | null;
  rows: ReadonlySet<number>;
}

export function emptyChoice(): Chosen {
  return { account: null, rows: new Set() };
}

/** Ticks a row or lets it go; one of another account begins anew. */
export function toggled(
  chosen: Chosen,
  { account, row }: Pick<ItemRow, 'account' | 'row'>,
  isOn: boolean,
): Chosen {
  const rows = new Set(chosen.account === account ? chosen.rows : []);
  if (isOn) rows.add(row);
  else rows.delete(row);
  return rows.size === 0 ? emptyChoice() : { account, rows };
}
