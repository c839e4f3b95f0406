import type { Catalog } from '../shared/catalog/catalog.ts';
import type { SnapshotId } from '../shared/model/ids.ts';

/** For runs that only copy: nobody looks at lists, and making them would take most of the time. */
export function noCatalog(): Catalog {
  let last: { id: SnapshotId; sequence: number } | null = null;
  return {
    place: 'memory',
    lastSnapshot: () => last,
    async apply({ id, sequence }) {
      last = { id, sequence };
    },
    async clear() {},
    containers: () => [],
    path: () => [],
    moments: () => [],
    list: () => ({ rows: [], next: null }),
    anchors: () => ({ total: 0, anchors: [] }),
    row: () => undefined,
    ref: () => undefined,
    story: () => undefined,
    versions: () => [],
    conversation: () => [],
    find: () => undefined,
    goneIn: () => ({ rows: [], next: null, total: 0, times: [] }),
    rowsIn: () => [],
    textProgress: () => ({ done: 0, total: 0, unreadable: 0 }),
    waitingTexts: () => [],
    addTexts() {},
    async persist() {},
    search: () => [],
    standIn: () => undefined,
    totals: () => [],
    goneSince: () => [],
    linkMadeAgain() {},
    async close() {},
  };
}
