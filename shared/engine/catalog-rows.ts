import type { Catalog } from '../catalog/catalog.ts';
import { Fault } from '../model/fault.ts';
import type { ItemRef, ItemRow } from '../model/item.ts';

/** Fault `not-found`: the catalog was made anew since and numbers its rows otherwise. */
export function readRow(catalog: Pick<Catalog, 'row'>, row: number): ItemRow {
  const found = catalog.row(row);
  if (found === undefined) throw new Fault('not-found', 'no such row');
  return found;
}

/** The same: where the item lies in the repository. */
export function refOf(catalog: Pick<Catalog, 'ref'>, row: number): ItemRef {
  const ref = catalog.ref(row);
  if (ref === undefined) throw new Fault('not-found', 'no such row');
  return ref;
}
