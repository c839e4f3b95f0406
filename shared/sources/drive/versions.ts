import * as v from 'valibot';
import type { Graph } from '../../graph/graph.ts';
import { itemPath, READ_STATE } from './calls.ts';

const Versions = v.object({
  value: v.array(
    v.object({
      id: v.string(),
      size: v.fallback(v.optional(v.number()), undefined),
      lastModifiedDateTime: v.fallback(v.optional(v.string()), undefined),
    }),
  ),
});

export type ListedVersion = v.InferOutput<typeof Versions>['value'][number];

/** Of a file, the present one first; none when Graph does not tell. */
export async function readVersions(
  graph: Graph,
  id: string,
  signal: AbortSignal,
): Promise<readonly ListedVersion[]> {
  const list = v.safeParse(
    Versions,
    await graph.read(itemPath(id, '/versions'), READ_STATE, signal),
  );
  return list.success ? list.output.value : [];
}
