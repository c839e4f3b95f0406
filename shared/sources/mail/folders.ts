import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { KnownContainer } from '../walk.ts';
import { folderPath, pageOptions, READ_ITEM } from './calls.ts';
import { type GraphFolder, readFolder, readPage } from './graph-message.ts';

/**
 * Names that work in a path in every language.
 * Source: learn.microsoft.com/graph/api/resources/mailfolder.
 */
export const WELL_KNOWN = [
  'archive',
  'clutter',
  'conflicts',
  'conversationhistory',
  'deleteditems',
  'drafts',
  'inbox',
  'junkemail',
  'localfailures',
  'msgfolderroot',
  'outbox',
  'scheduled',
  'searchfolders',
  'sentitems',
  'serverfailures',
  'syncissues',
] as const;

/**
 * Copies of Teams chats for Microsoft's own search; they come and go and are nobody's mail.
 * Source: learn.microsoft.com/graph/known-issues.
 */
const TEAMS_FOLDER = 'TeamsMessagesData';

const SELECT = '$select=id,displayName,parentFolderId,totalItemCount,isHidden';
const FOLDERS_PER_PAGE = 200;
const HIDDEN_PER_PAGE = 100;
/** More pages than any mailbox has folders for: a list that does not end is no list. */
const MOST_PAGES = 500;

/**
 * Every folder that holds mail, parents before children, from its start each time: a tree of 200
 * folders is one request, and what is missing in it is gone. Search folders are left out, their
 * messages live elsewhere; the root is left out, it holds folders only.
 *
 * Roles are asked for only while there is a folder nobody has seen before; a folder keeps its role.
 */
export async function listFolders(
  graph: Graph,
  known: readonly KnownContainer[],
  signal: AbortSignal,
): Promise<ContainerInfo[]> {
  const listed = await readAll(graph, `/me/mailFolders/delta?${SELECT}`, FOLDERS_PER_PAGE, signal);
  // Whether the delta tells of hidden folders is not documented. When it has none, the plain
  // list is asked, which has those at the top, where Outlook puts them.
  if (![...listed.values()].some((folder) => folder.isHidden)) {
    const path = `/me/mailFolders?includeHiddenFolders=true&${SELECT}&$top=${HIDDEN_PER_PAGE}`;
    for (const [id, folder] of await readAll(graph, path, HIDDEN_PER_PAGE, signal)) {
      if (folder.isHidden) listed.set(id, folder);
    }
  }
  const roles = new Map(known.map(({ id, role }) => [id as string, role]));
  const isNew = [...listed.values()].some((folder) => mayBeKept(folder) && !roles.has(folder.id));
  if (isNew) for (const [id, role] of await resolveRoles(graph, signal)) roles.set(id, role);
  return inOrder(listed, roles);
}

/** False for what is never kept, whatever its role: such a folder stays unknown for ever. */
function mayBeKept(folder: GraphFolder): boolean {
  return !folder.isSearch && !(folder.isHidden && folder.displayName === TEAMS_FOLDER);
}

async function readAll(
  graph: Graph,
  start: string,
  size: number,
  signal: AbortSignal,
): Promise<Map<string, GraphFolder>> {
  const folders = new Map<string, GraphFolder>();
  let link: string | null = start;
  for (let pages = 0; link !== null; pages += 1) {
    if (pages >= MOST_PAGES) throw new Fault('server-error', 'the list of folders does not end');
    const page = readPage(await graph.read(link, pageOptions(size), signal));
    if (page === null) throw new Fault('server-error', 'Graph answered with something else');
    for (const raw of page.entries) {
      const folder = readFolder(raw);
      if (folder === null) continue;
      if (folder.isRemoved) folders.delete(folder.id);
      else folders.set(folder.id, folder);
    }
    link = page.nextLink;
  }
  return folders;
}

/** Folder id → role, for the roles that exist in this mailbox. */
async function resolveRoles(graph: Graph, signal: AbortSignal): Promise<Map<string, string>> {
  const paths = WELL_KNOWN.map((name) => folderPath(name, '?$select=id'));
  const answers = await graph.batch(paths, READ_ITEM, signal);
  const roles = new Map<string, string>();
  for (const [index, answer] of answers.entries()) {
    const role = WELL_KNOWN[index];
    if (!answer.ok) {
      // Not every mailbox has every folder. Which code says so is not documented.
      if (answer.fault.code === 'not-found' || answer.fault.code === 'unexpected') continue;
      throw answer.fault;
    }
    const folder = readFolder(answer.body);
    if (folder !== null && role !== undefined) roles.set(folder.id, role);
  }
  return roles;
}

function inOrder(
  listed: ReadonlyMap<string, GraphFolder>,
  roles: ReadonlyMap<string, string | null>,
): ContainerInfo[] {
  const isKept = (folder: GraphFolder) => {
    const role = roles.get(folder.id);
    return mayBeKept(folder) && role !== 'msgfolderroot' && role !== 'searchfolders';
  };
  const ordered: ContainerInfo[] = [];
  const done = new Set<string>();
  const add = (folder: GraphFolder) => {
    if (done.has(folder.id)) return;
    done.add(folder.id);
    const parent = folder.parentFolderId === null ? undefined : listed.get(folder.parentFolderId);
    if (parent !== undefined) add(parent);
    if (isKept(folder)) {
      ordered.push({
        id: asId<ContainerId>(folder.id),
        parent: parent !== undefined && isKept(parent) ? asId<ContainerId>(parent.id) : null,
        name: folder.displayName,
        role: roles.get(folder.id) ?? null,
        hidden: folder.isHidden,
        reportedCount: folder.totalItemCount,
      });
    }
  };
  for (const folder of listed.values()) add(folder);
  return ordered;
}
