import type { Graph } from '../graph/graph.ts';
import type { AccountId } from '../model/ids.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Jobs } from './jobs.ts';

/** One pace for all that goes out to a service for an account, and one pause. */
export function rememberGraphs(
  parts: Pick<EngineParts, 'openGraph'>,
  jobs: Pick<Jobs, 'standStill'>,
): (account: AccountId) => Promise<Graph> {
  const graphs = new Map<AccountId, Promise<Graph>>();
  return async (account) => {
    const opening =
      graphs.get(account) ??
      Promise.resolve(
        parts.openGraph(account, (standstill) => jobs.standStill(account, standstill)),
      );
    graphs.set(account, opening);
    // Its code may not have come over the network; the next who asks tries again.
    opening.catch(() => graphs.delete(account));
    return opening;
  };
}
