import { type AccountId, asId, type ContainerId, type ItemId } from '../../shared/model/ids.ts';
import type { Account, ItemRow } from '../../shared/model/item.ts';
import type { ContainerSummary } from '../../shared/model/lists.ts';
import type { SignIn } from '../../shared/model/platform.ts';
import type { EngineApi, EngineStatus } from '../../shared/rpc/protocol.ts';
import { kindOfId } from '../outlook/ids.ts';
import type { Place } from '../outlook/protocol.ts';

/** What the page's hint turned out to be: ours, from what is kept. */
export interface KnownPlace {
  account: Account;
  folder: ContainerSummary | null;
  folders: readonly ContainerSummary[];
  /** Every message of the conversation that was ever kept. */
  conversation: readonly ItemRow[];
}

export interface PlaceParts {
  engine: Pick<EngineApi, 'listContainers' | 'listConversation' | 'findItem'>;
  signIns: readonly SignIn[];
  status: EngineStatus;
  /** A message's immutable id for the one the page has; null when Microsoft does not say. */
  immutableId(account: AccountId, id: string): Promise<ItemId | null>;
}

const BINS = /^(deleteditems|recoverableitems)/;

/** What is in these folders has left its own already. */
export function isBin(folder: Pick<ContainerSummary, 'role'> | null): boolean {
  return BINS.test(folder?.role ?? '');
}

/**
 * The account, folder and conversation the page shows; null when it is of no account of ours. The
 * address decides; where the page shows none, or an alias, the account that has the conversation.
 */
export async function findPlace(parts: PlaceParts, place: Place): Promise<KnownPlace | null> {
  const accounts = accountsOf(parts);
  const named = accounts.filter(({ username }) => isSame(username, place.address));
  for (const account of named.length > 0 ? named : accounts) {
    const [conversation, folders] = await Promise.all([
      conversationAt(parts, account.id, place),
      parts.engine.listContainers(account.id, 'mail'),
    ]);
    const isCertain = named.length > 0 || conversation.length > 0;
    // Nobody else can be meant when the page tells no address and there is one account.
    if (!isCertain && !(place.address === null && accounts.length === 1)) continue;
    return { account, folders, folder: folderAt(folders, place.folder), conversation };
  }
  return null;
}

function accountsOf({ signIns, status }: PlaceParts): Account[] {
  const all = [
    ...signIns.map((each) => each.account),
    ...status.accounts.map((each) => each.account),
  ];
  return [...new Map(all.map((account) => [account.id, account])).values()];
}

async function conversationAt(
  { engine, immutableId }: PlaceParts,
  account: AccountId,
  { conversation, item }: Place,
): Promise<ItemRow[]> {
  if (conversation !== null) return engine.listConversation(account, conversation);
  if (item === null || kindOfId(item) !== 'item') return [];
  // In the page's own form first: the immutable ones are known as they are.
  const known = await engine.findItem(account, asId<ItemId>(item));
  if (known) return [known];
  const id = await immutableId(account, item);
  const found = id === null ? null : await engine.findItem(account, id);
  return found ? [found] : [];
}

/** By role, by id, or by the names down to it, which follow the mailbox's language. */
function folderAt(
  folders: readonly ContainerSummary[],
  wanted: Place['folder'],
): ContainerSummary | null {
  if (wanted === null) return null;
  const ofRole = (wantedRole: string) => folders.find(({ role }) => role === wantedRole) ?? null;
  if (wanted.by === 'role') return ofRole(wanted.role);
  if (wanted.by === 'id') return folders.find(({ id }) => id === wanted.id) ?? null;
  // A page may speak another language than the mailbox; an address that names no folder is the
  // inbox's.
  return folderOfPath(folders, wanted.path) ?? ofRole('inbox');
}

function folderOfPath(
  folders: readonly ContainerSummary[],
  wanted: readonly string[],
): ContainerSummary | null {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const last = wanted.at(-1) ?? null;
  const named = folders.filter(({ name, isGone }) => !isGone && isSame(name, last));
  const [only, another] = named;
  // A favourite stands without the folders it is in.
  if (only && another === undefined) return only;
  const exact = named.filter((folder) => {
    const path = pathOf(byId, folder);
    const tail = path.slice(-wanted.length);
    return tail.length === path.length && tail.every((name, at) => isSame(name, wanted[at]));
  });
  return exact.length === 1 ? (exact[0] ?? null) : null;
}

function pathOf(
  byId: ReadonlyMap<ContainerId, ContainerSummary>,
  folder: ContainerSummary,
): string[] {
  const path: string[] = [];
  for (let at: ContainerSummary | undefined = folder; at && path.length < 32; ) {
    if (at.role !== 'msgfolderroot') path.unshift(at.name);
    at = at.parent === null ? undefined : byId.get(at.parent);
  }
  return path;
}

function isSame(one: string, other: string | null | undefined): boolean {
  return other != null && one.trim().toLocaleLowerCase() === other.trim().toLocaleLowerCase();
}
