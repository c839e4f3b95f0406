import { useLocation } from 'preact-iso/router';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';

/**
 * Restores rows of a list: a single one in its place, several by the page of their plan. Where
 * nothing can be written now, it says why. `isFolder`: whether a row stands for all that is in it, at
 * the moment `asOf`.
 */
export function useRestore(
  isFolder?: (row: number) => boolean,
  asOf: number | null = null,
): (rows: number[]) => Promise<void> {
  const face = useFace();
  const { route } = useLocation();
  return async (rows) => {
    const cannot = cannotActBecause(face);
    if (cannot) {
      face.announcement.value = `${cannot}: restoring needs Microsoft.`;
      return;
    }
    const [single] = rows;
    const isSingle = rows.length === 1 && single !== undefined && !isFolder?.(single);
    const plan = isSingle
      ? await face.restores.restoreRow(single)
      : await face.restores.plan({
          kind: 'rows',
          rows,
          ...(isFolder === undefined ? {} : { withContents: true, asOf }),
        });
    if (plan) route(`/restore/${encodeURIComponent(plan.id)}`);
  };
}
