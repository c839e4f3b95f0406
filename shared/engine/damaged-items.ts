import { Fault } from '../model/fault.ts';
import type { ItemId } from '../model/ids.ts';
import type { ContainerWork } from './container-work.ts';
import { isLost, type LossTelling } from './lost-blobs.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { isContent } from './stored-item.ts';

export interface DamagedItemsParts {
  repository: LossTelling;
  writer: SnapshotWriter;
  /** Its properties or its text: the walk has to ask for the whole item. */
  wantItem(container: ContainerWork, id: ItemId, fault: Fault): Promise<void>;
  /** Only what is fetched by itself. */
  wantContent(container: ContainerWork, id: ItemId, fault: Fault): Promise<void>;
}

/**
 * Looks through everything the run begins with for items of which something is known to be damaged
 * or missing, and puts them on the list of what is to be fetched. In memory, but for the lists and for what is in
 * pieces.
 */
export async function wantDamaged(parts: DamagedItemsParts): Promise<void> {
  const { repository, writer } = parts;
  for (const container of [...writer.containers.values()]) {
    for await (const [id, entry] of container.entries()) {
      const lost = [];
      for (const part of entry.parts) if (await isLost(repository, part.blob)) lost.push(part);
      const isCore = !repository.canRead(entry.meta) || lost.some(({ role }) => !isContent(role));
      if (isCore) {
        await parts.wantItem(container, id, damaged());
      } else if (lost.length > 0 && entry.whole) {
        writer.put(id, container, { ...entry, whole: false }, { container, entry });
        await parts.wantContent(container, id, damaged());
      }
    }
  }
}

function damaged(): Fault {
  return new Fault('corrupt', 'what is stored of it is damaged');
}
