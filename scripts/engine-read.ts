import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openItem } from '../shared/engine/reading.ts';
import { EmlFolders } from '../shared/export/eml-folder.ts';
import { Fault, isFault } from '../shared/model/fault.ts';
import { asId, type SnapshotId } from '../shared/model/ids.ts';
import type { Repository } from '../shared/repository/repository.ts';
import type { SnapshotRecord } from '../shared/repository/snapshot.ts';
import { SOURCES } from '../shared/sources/sources.ts';
import { openRepository } from './engine-parts.ts';

/** What can be done with a repository alone: no account, no network. Each answers an exit code. */

type Print = (line: unknown) => void;

export async function list(folder: string, which: string, print: Print): Promise<number> {
  const repository = await openRepository(folder);
  for (const { id, sequence, endedAt, isRunEnd, complete } of repository.snapshots()) {
    print({ kind: 'snapshot', id, sequence, endedAt, isRunEnd, complete });
  }
  const snapshot = await chooseSnapshot(repository, which);
  for (const { id, parent, name, role, itemCount, gaps } of snapshot.containers) {
    print({ kind: 'folder', id, parent, name, role, items: itemCount, gaps: gaps.length });
  }
  for (const container of snapshot.containers) {
    for await (const [id, entry] of repository.openMap(container.items).entries()) {
      const { source, meta } = await openItem(reading(repository), { ...container, entry });
      const { subject, date, isRead, isFlagged, categories } = source.summarise(meta);
      const { whole } = entry;
      const folder = container.id;
      print({ kind: 'message', id, folder, subject, date, isRead, isFlagged, categories, whole });
    }
  }
  return 0;
}

/** Every message of a snapshot as a file. 3 when one could not be written, or not whole. */
export async function exportAll(
  folder: string,
  which: string,
  to: string,
  print: Print,
): Promise<number> {
  const repository = await openRepository(folder);
  const { containers, id: snapshot } = await chooseSnapshot(repository, which);
  const paths = new EmlFolders(containers);
  const result = { snapshot, messages: 0, notWhole: 0, failed: 0 };
  for (const container of containers) {
    await mkdir(path.join(to, paths.folderPath(container.id)), { recursive: true });
    for await (const [, entry] of repository.openMap(container.items).entries()) {
      try {
        const item = await openItem(reading(repository), { ...container, entry });
        const { subject, date } = item.source.summarise(item.meta);
        const { extension, bytes } = await item.source.exportFile(item.meta, item.stored);
        const file = paths.filePath(container.id, date, subject, extension);
        await writeFile(path.join(to, file), bytes);
        result.messages += 1;
        if (!entry.whole) result.notWhole += 1;
      } catch (error) {
        if (!isFault(error)) throw error;
        console.error(`a message could not be exported: ${error.code}, ${error.message}`);
        result.failed += 1;
      }
    }
  }
  print(result);
  return result.failed + result.notWhole === 0 ? 0 : 3;
}

function reading(repository: Repository) {
  return { repository, loadSource: async (name: keyof typeof SOURCES) => SOURCES[name] };
}

async function chooseSnapshot(repository: Repository, which: string): Promise<SnapshotRecord> {
  if (which !== 'latest') return repository.loadSnapshot(asId<SnapshotId>(which));
  const head = repository.head();
  if (head === undefined) throw new Fault('not-found', 'nothing has been copied yet');
  return head;
}
