import type { ItemRow } from '../../shared/model/item.ts';
import type { ContainerSummary, ItemVersion } from '../../shared/model/lists.ts';
import type { EngineApi } from '../../shared/rpc/protocol.ts';
import type { ShownRow } from '../outlook/protocol.ts';
import { isBin, type KnownPlace } from './outlook-place.ts';

/** Nothing longer is shown in one line. */
const LONGEST_LINE = 200;

type Row = ItemRow;

/** What the overlay shows of a row: no text beyond the line Outlook shows itself. */
export function toShown(
  row: Row,
  { folder, folders }: Pick<KnownPlace, 'folder' | 'folders'>,
  versions: readonly ItemVersion[] = [],
): ShownRow {
  const at = folders.find(({ id }) => id === (row.movedTo ?? row.container)) ?? null;
  const isPresent = row.lastSeenAt === null;
  const isHere = isPresent && (folder === null || row.container === folder.id);
  const state = isHere ? 'here' : isPresent || row.movedTo !== null ? 'moved' : 'gone';
  const earlier = earlierStates(versions);
  return {
    row: row.row,
    subject: cut(row.subject),
    from: cut(row.from || row.fromAddress),
    date: row.date,
    preview: cut(row.preview),
    state,
    restorable: isRestorable(row, folders),
    lastSeenAt: row.lastSeenAt,
    where: at?.name ?? null,
    earlier,
  };
}

/** Gone, or in a bin after having been elsewhere: there is a folder it can go back to. */
export function isRestorable(row: Row, folders: readonly ContainerSummary[]): boolean {
  if (row.lastSeenAt === null) return false;
  if (row.movedTo === null) return true;
  return isBin(folders.find(({ id }) => id === row.movedTo) ?? null);
}

/**
 * How many states differ from the one after them, and what differed in the last such change. That
 * it was read, flagged or moved is no other version of a message.
 */
export function earlierStates(versions: readonly ItemVersion[]): ShownRow['earlier'] {
  const changes = versions
    .slice(0, -1)
    .map((newer, at) => differences(newer, versions[at + 1] ?? newer))
    .filter((differed) => differed.length > 0);
  return { count: changes.length, differed: changes[0] ?? [] };
}

function differences(newer: ItemVersion, older: ItemVersion): string[] {
  const differed: string[] = [];
  // What was still being fetched was completed, not changed.
  if (!older.whole && newer.whole) return [];
  if (newer.subject !== older.subject) differed.push('other subject');
  if (newer.hasOtherText) differed.push('text edited');
  if (older.hasAttachments && !newer.hasAttachments) differed.push('attachment removed');
  else if (!older.hasAttachments && newer.hasAttachments) differed.push('attachment added');
  else if (newer.hasOtherContent && newer.hasAttachments) differed.push('attachments changed');
  return differed;
}

/**
 * The row a message goes back to: what is in a bin, where it was before; and as it was there. The
 * row itself for what never was anywhere else.
 */
export async function homeRow(
  engine: Pick<EngineApi, 'listVersions' | 'readRow'>,
  row: Row,
  folders: readonly ContainerSummary[],
): Promise<Row> {
  const folderOf = (id: string) => folders.find((folder) => folder.id === id) ?? null;
  if (!isBin(folderOf(row.container))) return row;
  const versions = await engine.listVersions(row.account, row.row);
  const before = versions.find(({ container }) => !isBin(folderOf(container)));
  return before === undefined ? row : engine.readRow(before.row);
}

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text;
}
