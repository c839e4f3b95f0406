import * as v from 'valibot';
import type { Graph } from '../../graph/graph.ts';
import { pieces } from '../../lib/iterate.ts';
import { JOB_ENDING } from '../../model/fault.ts';
import { AT_ONCE, itemPath, READ_PAGE } from './calls.ts';
import type { ToldItem } from './drive-meta.ts';

const List = v.object({ value: v.array(v.unknown()) });

/**
 * Adds to items that are shared who may do what with them, as Graph lists it. For a record: a link
 * that is made again has another address, so nothing is shared again by itself. Each list costs five
 * of what SharePoint counts, hence only where there is something to list.
 */
export async function readPermissions(
  graph: Graph,
  items: readonly ToldItem[],
  signal: AbortSignal,
): Promise<void> {
  const shared = items.filter((item) => item.shared && !item.isDeleted && item.kind !== 'link');
  for (const some of pieces(shared, AT_ONCE)) {
    const paths = some.map(({ id }) => itemPath(id, '/permissions'));
    const answers = await graph.batch(paths, READ_PAGE, signal);
    for (const [index, item] of some.entries()) {
      const answer = answers[index];
      if (answer?.ok === false && JOB_ENDING.has(answer.fault.code)) throw answer.fault;
      const list = answer?.ok ? v.safeParse(List, answer.body) : null;
      item.permissions = list?.success ? list.output.value : null;
    }
  }
}
