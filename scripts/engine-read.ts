import { createWriteStream } from 'node:fs';
import { mkdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openConversation } from '../shared/engine/conversation.ts';
import { openItem } from '../shared/engine/reading.ts';
import { readMeta } from '../shared/engine/stored-item.ts';
import { csvTranscript, jsonTranscript } from '../shared/export/chat-tables.ts';
import { htmlTranscript } from '../shared/export/chat-transcript.ts';
import { EmlFolders, type ExportedFolder } from '../shared/export/eml-folder.ts';
import { Fault, isFault } from '../shared/model/fault.ts';
import { asId, type SnapshotId } from '../shared/model/ids.ts';
import type { SourceName } from '../shared/model/item.ts';
import type { Repository } from '../shared/repository/repository.ts';
import type { ContainerState, SnapshotRecord } from '../shared/repository/snapshot.ts';
import { SOURCES } from '../shared/sources/sources.ts';
import { openRepository } from './engine-parts.ts';

/** What can be done with a repository alone: no account, no network. Each answers an exit code. */

type Print = (line: unknown) => void;

export async function list(
  folder: string,
  which: string,
  wanted: SourceName | null,
  print: Print,
): Promise<number> {
  const repository = await openRepository(folder);
  for (const { id, sequence, endedAt, isRunEnd, complete } of repository.snapshots()) {
    print({ kind: 'snapshot', id, sequence, endedAt, isRunEnd, complete });
  }
  const { containers: all } = await chooseSnapshot(repository, which);
  const containers = all.filter(({ source }) => wanted === null || source === wanted);
  for (const { id, parent, name, role, itemCount, gaps } of containers) {
    print({ kind: 'folder', id, parent, name, role, items: itemCount, gaps: gaps.length });
  }
  for (const container of containers) {
    for await (const [id, entry] of repository.openMap(container.items).entries()) {
      const { source, meta } = await openItem(reading(repository), { ...container, entry });
      const { subject, date, isRead, isFlagged, categories, ...rest } = source.summarise(meta);
      const { whole } = entry;
      const folder = source.placeOf?.(meta).parent ?? container.id;
      if (rest.kind !== undefined) {
        const { kind, sizeBytes } = rest;
        print({ kind, id, folder, name: subject, date, sizeBytes, whole });
        continue;
      }
      print({ kind: 'message', id, folder, subject, date, isRead, isFlagged, categories, whole });
    }
  }
  return 0;
}

/**
 * Every message and file of a snapshot as a file: messages called by date and subject, files as they
 * are called, with the date they were changed. 3 when one could not be written, or not whole.
 */
export async function exportAll(
  folder: string,
  which: string,
  to: string,
  wanted: SourceName | null,
  print: Print,
): Promise<number> {
  const repository = await openRepository(folder);
  const { containers, id: snapshot } = await chooseSnapshot(repository, which);
  const chosen = containers.filter(({ source }) => wanted === null || source === wanted);
  const paths = new EmlFolders([...chosen, ...(await foldersWithin(repository, chosen))]);
  const result = { snapshot, messages: 0, files: 0, notWhole: 0, failed: 0 };
  for (const container of chosen) {
    if (container.source === 'chats' && container.role === 'teams') continue;
    if (container.source === 'chats') {
      await exportChat(repository, container, path.join(to, paths.folderPath(container.id)));
      result.messages += container.itemCount;
      result.notWhole += container.unwholeCount;
      continue;
    }
    await mkdir(path.join(to, paths.folderPath(container.id)), { recursive: true });
    for await (const [id, entry] of repository.openMap(container.items).entries()) {
      try {
        const { source, meta, stored } = await openItem(reading(repository), {
          ...container,
          entry,
        });
        const { subject, date, kind } = source.summarise(meta);
        const place = source.placeOf?.(meta);
        const into = place?.parent ?? container.id;
        if (place !== undefined && place.asFolder !== null) {
          await mkdir(path.join(to, paths.folderPath(id)), { recursive: true });
          continue;
        }
        if (kind === 'link') continue;
        const { name, extension, chunks } = await source.exportFile(meta, stored);
        const file = path.join(
          to,
          name === null
            ? paths.filePath(into, date, subject, extension)
            : paths.namedPath(into, name),
        );
        await mkdir(path.dirname(file), { recursive: true });
        await pipeline(chunks, createWriteStream(file));
        if (name !== null) await utimes(file, new Date(date), new Date(date));
        if (name === null) result.messages += 1;
        else result.files += 1;
        if (!entry.whole) result.notWhole += 1;
      } catch (error) {
        if (!isFault(error)) throw error;
        console.error(`something could not be exported: ${error.code}, ${error.message}`);
        result.failed += 1;
      }
    }
  }
  print(result);
  return result.failed + result.notWhole === 0 ? 0 : 3;
}

/** A chat as one page that needs nothing else, as JSON and as a table, named after it. */
async function exportChat(
  repository: Repository,
  container: ContainerState,
  file: string,
): Promise<void> {
  const open = () => openConversation(reading(repository), container);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await mkdir(path.dirname(file), { recursive: true });
  const write = (chunks: AsyncIterable<Uint8Array>, ending: string) =>
    pipeline(chunks, createWriteStream(`${file}.${ending}`));
  await write(htmlTranscript(await open(), { locale: 'en', timeZone }), 'html');
  await write(jsonTranscript(await open()), 'json');
  await write(csvTranscript(await open()), 'csv');
}

/** The folders of containers that hold a tree of their own. */
async function foldersWithin(
  repository: Repository,
  containers: readonly ContainerState[],
): Promise<ExportedFolder[]> {
  const folders: ExportedFolder[] = [];
  for (const container of containers) {
    const { placeOf } = await SOURCES[container.source]();
    if (placeOf === undefined) continue;
    for await (const [id, entry] of repository.openMap(container.items).entries()) {
      const { parent, asFolder } = placeOf(await readMeta(repository, entry));
      if (asFolder !== null)
        folders.push({ id, parent: parent ?? container.id, name: asFolder.name });
    }
  }
  return folders;
}

function reading(repository: Repository) {
  return { repository, loadSource: (name: keyof typeof SOURCES) => SOURCES[name]() };
}

/** By its id, or the latest. Faults: `not-found`. */
export async function chooseSnapshot(
  repository: Repository,
  which: string,
): Promise<SnapshotRecord> {
  if (which !== 'latest') return repository.loadSnapshot(asId<SnapshotId>(which));
  const head = repository.head();
  if (head === undefined) throw new Fault('not-found', 'nothing has been copied yet');
  return head;
}
