import type { Json } from './answer.ts';
import type { Mailbox } from './mailbox.ts';
import { unknownProperty } from './message-select.ts';
import type { Folder } from './store.ts';

/** `mailFolder` in v1.0: no size and no well-known name. Source: Graph's v1.0 metadata. */
const PROPERTIES = [
  'id',
  'displayName',
  'parentFolderId',
  'childFolderCount',
  'unreadItemCount',
  'totalItemCount',
  'isHidden',
] as const;

/** Faults: 400 for a property a folder does not have. */
export function folderNames(select: string | undefined): ReadonlySet<string> {
  if (select === undefined) return new Set(PROPERTIES);
  const names = select.split(',').map((name) => name.trim());
  const unknown = names.find((name) => name !== '*' && !PROPERTIES.some((known) => known === name));
  if (unknown !== undefined) throw unknownProperty(unknown, 'microsoft.graph.mailFolder');
  return new Set(names.includes('*') ? PROPERTIES : ['id', ...names]);
}

export function folderJson(mailbox: Mailbox, folder: Folder, names: ReadonlySet<string>): Json {
  const children = mailbox.childrenOf(folder).filter(({ isHidden }) => !isHidden);
  const members = folder.search
    ? folder.search.sourceFolders.flatMap(({ present }) => [...present.values()])
    : undefined;
  const all: Record<(typeof PROPERTIES)[number], unknown> = {
    id: mailbox.ids.folder(folder.serial),
    displayName: folder.displayName,
    parentFolderId: mailbox.ids.folder((folder.parent ?? folder).serial),
    childFolderCount: children.length,
    unreadItemCount: members
      ? members.filter(({ message }) => !message.state.isRead).length
      : folder.unread,
    totalItemCount: members ? members.length : folder.present.size,
    isHidden: folder.isHidden,
  };
  const json: Json = {};
  if (folder.search) json['@odata.type'] = '#microsoft.graph.mailSearchFolder';
  for (const [name, value] of Object.entries(all)) if (names.has(name)) json[name] = value;
  if (folder.search && names.size === PROPERTIES.length) {
    json.isSupported = true;
    json.filterQuery = folder.search.filterQuery;
    json.includeNestedFolders = folder.search.includeNestedFolders;
    json.sourceFolderIds = folder.search.sourceFolders.map(({ serial }) =>
      mailbox.ids.folder(serial),
    );
  }
  return json;
}
