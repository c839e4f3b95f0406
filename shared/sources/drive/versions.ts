import * as v from 'valibot';
import type { Graph } from '../../graph/graph.ts';
import { itemPath, READ_STATE } from './calls.ts';

const Versions = v.object({ value: v.array(v.object({ id: v.string() })) });

/** The id of the version that is the present one; null when Graph does not tell. Newest comes first. */
export async function presentVersion(
  graph: Graph,
  id: string,
  signal: AbortSignal,
): Promise<string | null> {
  const list = v.safeParse(
    Versions,
    await graph.read(itemPath(id, '/versions'), READ_STATE, signal),
  );
  return list.success ? (list.output.value[0]?.id ?? null) : null;
}
