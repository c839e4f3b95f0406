import type { PutBackPlan, PutBackSelection, PutBackUnit, PutBackWay } from '../model/put-back.ts';
import { chooseUnits, openUnit, type PutBackParts } from './put-back.ts';
import type { RestoreParts } from './restore.ts';
import { type PreparedRestore, prepareRestore, toPlannedItem } from './restore-plan.ts';

/** What would be written, unit by unit, and what a run needs for it. Writes nothing. */
export async function preparePutBack(
  reading: PutBackParts,
  parts: RestoreParts,
  selection: PutBackSelection,
  way: PutBackWay,
): Promise<{ prepared: PreparedRestore; plan: PutBackPlan }> {
  const chosen = await chooseUnits(reading, selection, way);
  const preparing = prepareRestore(parts, chosen, [], new AbortController().signal);
  let step = await preparing.next();
  while (step.done !== true) step = await preparing.next();
  const prepared: PreparedRestore = { ...step.value, way };
  const units: PutBackUnit[] = [];
  for (const item of prepared.items) {
    const unit = {
      planned: toPlannedItem(item),
      messages: item.bundle?.length ?? 1,
      html: null,
      pictures: [],
      leftOut: [],
    };
    if (way.kind === 'files' || item.planned.outcome === 'cannot') {
      units.push(unit);
      continue;
    }
    const { post, leftOut } = await openUnit(reading, selection.container.account, way, item);
    const pictures = (post?.pictures ?? []).map(({ type, bytes }, at) => ({
      src: `../hostedContents/${at + 1}/$value`,
      type,
      bytes,
    }));
    units.push({ ...unit, html: post?.html ?? null, pictures, leftOut });
  }
  const { id, scopesMissing } = prepared.plan;
  return { prepared, plan: { id, way: way.kind, units, scopesMissing } };
}
