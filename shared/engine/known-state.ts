import { isFault } from '../model/fault.ts';
import type { Repository } from '../repository/repository.ts';
import type { KnownState } from '../sources/walk.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { readMeta } from './stored-item.ts';

/** What a walk is told: how the last snapshot has it, whatever this run has changed since. */
export function knownFrom(
  writer: Pick<SnapshotWriter, 'containers'>,
  repository: Repository,
  now: number,
): KnownState {
  const known = [...writer.containers.values()].map((container) => ({
    ...container.info,
    cursor: container.cursor,
    itemCount: container.itemCount,
    failed: [...container.gaps()].flatMap(({ itemId }) => itemId ?? []),
  }));
  const before = new Map(
    [...writer.containers.values()].map((container) => [container.info.id, container.before]),
  );
  return {
    now,
    containers: () => known,
    has: async (container, id) => (await before.get(container)?.get(id)) !== undefined,
    async *ids(container) {
      for await (const [id] of before.get(container)?.entries() ?? []) yield id;
    },
    async *versions(container) {
      for await (const [id, { version }] of before.get(container)?.entries() ?? []) {
        yield [id, version];
      }
    },
    async *metas(container) {
      for await (const [id, entry] of before.get(container)?.entries() ?? []) {
        try {
          yield [id, await readMeta(repository, entry)];
        } catch (error) {
          if (!isFault(error, 'corrupt')) throw error;
        }
      }
    },
  };
}
