import type { AddressBar } from './anchors/url.ts';
import type { Place } from './protocol.ts';

/** What was read of the page, part by part; what could not be found is null. */
export interface Parts {
  bar: AddressBar;
  address: string | null;
  /** The chosen folder of the folder pane, and the mailbox its tree is of. */
  folderPath: readonly string[] | null;
  folderMailbox: string | null;
  /** The conversation of the only selected row. */
  selected: string | null;
  /** Something is open in the reading pane. */
  isReading: boolean;
}

/** What the page shows, as a hint for the question. The address bar is trusted most. */
export function placeOf(parts: Parts): Place {
  const { bar, selected, isReading } = parts;
  const isOpen = isReading || bar.item !== null;
  return {
    address: parts.folderMailbox ?? parts.address,
    folder: bar.isAlone ? null : folderOf(parts),
    // In search, and with conversations turned off, the address tells no conversation.
    conversation: bar.conversation ?? (isOpen && !bar.isAlone ? selected : null),
    item: bar.item,
  };
}

function folderOf({ bar, folderPath }: Parts): Place['folder'] {
  if (bar.role !== null) return { by: 'role', role: bar.role };
  if (bar.folderId !== null) return { by: 'id', id: bar.folderId };
  // An address without a folder is the inbox's, or one the page has not written yet.
  if (folderPath !== null && folderPath.length > 0) {
    return { by: 'path', path: folderPath.slice(-32) };
  }
  return bar.isMail ? { by: 'role', role: 'inbox' } : null;
}

/** Two places are one when nothing that is asked differs. */
export function keyOfPlace(place: Place): string {
  return JSON.stringify([place.address, place.folder, place.conversation, place.item]);
}

/**
 * Which list is shown. The page's address names a folder at times and at times not; the chosen folder
 * of the folder pane stays the same meanwhile.
 */
export function keyOfFolder({ address, folder }: Place, path: readonly string[] | null): string {
  return JSON.stringify([address, path ?? folder]);
}
