import { safeFileName } from '../export/file-name.ts';
import { TreePaths } from '../export/tree-paths.ts';
import { type Bytes, encodeText, joinBytes } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import { isFault } from '../model/fault.ts';
import type { ContainerId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import type { ContainerSummary } from '../model/lists.ts';
import type { RestoreSelection, Saving } from '../rpc/protocol.ts';
import {
  type ChosenItem,
  type ChosenItems,
  chooseItems,
  foldersAt,
  isFolder,
} from './choose-items.ts';
import type { EngineParts } from './engine-parts.ts';
import { openItem, type ReadingParts } from './reading.ts';
import { type ZipProgress, type ZippedFile, zipHandOut } from './zip-hand-out.ts';

/** A small file is read whole before it goes in: one that is damaged is then left out. */
const SMALL_BYTES = 8 * 1024 * 1024;
const LIST_NAME = 'Names that are different';

type Parts = ReadingParts & Pick<EngineParts, 'openHandOut' | 'clock'>;

/** See `FilesApi.watchZip`. */
export async function* zipSelection(
  parts: Parts,
  selection: RestoreSelection,
  signal?: AbortSignal,
): AsyncGenerator<Saving, void> {
  const { catalog, clock } = parts;
  const chosen = chooseItems(
    catalog,
    selection.kind === 'rows' ? { ...selection, withContents: true } : selection,
  );
  const { account, source, asOf } = chosen;
  const containers = foldersAt(catalog, account, source, asOf);
  const { top, name } = topOf(containers, selection, chosen);
  const total = chosen.items.filter(({ row }) => !isFolder(row)).length;
  const progress = { done: 0, total, failed: 0, renamed: 0 };
  const files = filesOf(parts, chosen, new TreePaths(containers, top), progress);
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  yield* zipHandOut(parts, `${safeFileName(name)} ${day}.zip`, files, progress, signal);
}

/** The folder paths begin in, and what the zip is called. */
function topOf(
  containers: readonly ContainerSummary[],
  selection: RestoreSelection,
  { items }: ChosenItems,
): { top: ContainerId | null; name: string } {
  const find = (id: ContainerId | null) => containers.find((each) => each.id === id);
  if (selection.kind === 'folder') {
    const folder = find(selection.container.id);
    return { top: folder?.parent ?? null, name: folder?.name ?? '' };
  }
  const chosen = selection.kind === 'rows' ? new Set(selection.rows) : null;
  const rows = items.map(({ row }) => row).filter(({ row }) => chosen?.has(row) ?? true);
  const [first] = rows;
  if (selection.kind === 'source' || first === undefined) {
    const drive = containers.find(({ parent }) => parent === null);
    return { top: drive?.id ?? null, name: drive?.name ?? '' };
  }
  const isOneFolder = rows.every(({ container }) => container === first.container);
  const top = isOneFolder ? first.container : null;
  const name = rows.length === 1 ? first.subject : find(top)?.name;
  return { top, name: name ?? 'Files' };
}

async function* filesOf(
  parts: Parts,
  { items }: ChosenItems,
  paths: TreePaths,
  progress: ZipProgress,
): AsyncGenerator<ZippedFile, void> {
  const now = new Date(parts.clock.now());
  const missing: string[] = [];
  for (const { row } of items) {
    if (!isFolder(row)) continue;
    const name = paths.folder(row.itemId);
    if (name !== '') yield { name: `${name}/`, lastModified: dateOr(row, now) };
  }
  for (const item of thereBeforeGone(items)) {
    const { container, subject } = item.row;
    try {
      const input = await contentsOf(parts, item, missing);
      const name = paths.file(container, subject);
      yield { name, lastModified: dateOr(item.row, now), input };
    } catch (error) {
      // One that can't be read costs no other; which, the list in the zip says.
      if (!isFault(error, 'corrupt', 'not-found')) throw error;
      missing.push(paths.was(container, subject));
    }
    progress.done += 1;
    progress.failed = missing.length;
  }
  progress.renamed = paths.changed.length;
  if (paths.changed.length + missing.length === 0) return;
  const input = encodeText(listOf(paths, missing));
  yield { name: paths.beside(LIST_NAME, 'txt'), lastModified: now, input };
}

/** Of two with one name, what is there now keeps it. */
function thereBeforeGone(items: readonly ChosenItem[]): ChosenItem[] {
  const files = items.filter(({ row }) => !isFolder(row));
  return [
    ...files.filter(({ row }) => row.lastSeenAt === null),
    ...files.filter(({ row }) => row.lastSeenAt !== null),
  ];
}

async function contentsOf(
  parts: Parts,
  { row, ref }: ChosenItem,
  missing: string[],
): Promise<Bytes | AsyncIterable<Bytes>> {
  const { source, meta, stored } = await openItem(parts, ref);
  const { chunks } = await source.exportFile(meta, stored);
  if (row.sizeBytes <= SMALL_BYTES) return joinBytes(await collect(chunks));
  return untilDamaged(chunks, () => missing.push(`${row.subject} (from where it is damaged)`));
}

/** What has gone into the zip can't be taken out again: the rest of it is left out. */
async function* untilDamaged(
  chunks: AsyncIterable<Bytes>,
  note: () => void,
): AsyncGenerator<Bytes, void> {
  try {
    yield* chunks;
  } catch (error) {
    if (!isFault(error, 'corrupt')) throw error;
    note();
  }
}

function listOf(paths: TreePaths, missing: readonly string[]): string {
  const changed = paths.changed.map(({ was, is }) => `${was}\r\n  is here as ${is}`);
  return [
    ...(changed.length > 0
      ? ['Not every disk takes these names, or there are two of them:', '', ...changed, '']
      : []),
    ...(missing.length > 0 ? ['Could not be read, and is not here:', '', ...missing, ''] : []),
  ].join('\r\n');
}

function dateOr({ date }: ItemRow, now: Date): Date {
  const known = Date.parse(date);
  return Number.isNaN(known) ? now : new Date(known);
}
