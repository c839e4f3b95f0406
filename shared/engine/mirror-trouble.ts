import type { Fault } from '../model/fault.ts';
import type { CopyResult } from '../repository/copy-repository.ts';
import type { MirrorTrouble, PlaceTrouble } from '../rpc/protocol.ts';
import type { Beyond } from './mirror-gone.ts';

const PERMISSION: ReadonlySet<string> = new Set(['NotAllowedError', 'SecurityError']);

/** What a fault of a folder means for the person. */
export function troubleOf(fault: Fault): PlaceTrouble {
  if (fault.code === 'forbidden') {
    return PERMISSION.has(fault.upstreamCode ?? '') ? 'permission' : 'read-only';
  }
  return TROUBLES[fault.code] ?? 'failed';
}

const TROUBLES: Readonly<Partial<Record<Fault['code'], PlaceTrouble>>> = {
  'not-found': 'unreachable',
  quota: 'full',
  locked: 'in-use',
  conflict: 'another-repository',
  corrupt: 'damaged',
};

/** What a copy that came to its end says; the worst first. */
export function troubleIn(result: CopyResult, { lost }: Beyond): MirrorTrouble | null {
  if (lost.length > 0) return 'primary-lost';
  if (result.failed.length > 0) return 'damaged';
  return result.damaged.length > 0 ? 'primary-damaged' : null;
}
