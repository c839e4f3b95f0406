import type { AccountId } from './ids.ts';
import type { SourceName } from './item.ts';

/** What a source asks Microsoft for, in Graph's short form; `read` is the least it can do with. */
export interface SourceScopes {
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Asked for along with `read`: without it less is copied, and all else all the same. */
  readonly beside?: readonly string[];
}

/** Source: learn.microsoft.com/graph/permissions-reference. */
export const SOURCE_SCOPES: Readonly<Record<SourceName, SourceScopes>> = {
  mail: { read: ['Mail.Read'], write: ['Mail.ReadWrite'] },
  drive: { read: ['Files.Read'], write: ['Files.ReadWrite'] },
  // Nothing is written into chats but what a person posts, which is asked for then.
  chats: { read: ['Chat.Read'], write: [], beside: ['Files.Read'] },
};

/**
 * For taking files out of a personal OneDrive's recycle bin, an option of a restore: Microsoft has no
 * narrower right for it. Source: learn.microsoft.com/graph/api/driveitem-restore.
 */
export const BIN_SCOPES: readonly string[] = ['Files.ReadWrite.All'];

/**
 * For channels of joined teams, an option of chats; an administrator has to agree to it. Files of a
 * channel lie on its team's site: without the right to them all else is copied all the same.
 */
export const CHANNEL_SCOPES: SourceScopes = {
  read: ['Team.ReadBasic.All', 'Channel.ReadBasic.All', 'ChannelMessage.Read.All'],
  write: [],
  beside: ['Files.Read.All'],
};

/**
 * Whether these granted scopes let a source be read: who may write may read, and Microsoft lists then
 * only the wider one now and then.
 */
export function mayRead(source: SourceName, granted: readonly string[]): boolean {
  const mayChangeAll = source === 'drive' && areGranted({ read: BIN_SCOPES, write: [] }, granted);
  return mayChangeAll || areGranted(SOURCE_SCOPES[source], granted);
}

/** The same of channels. */
export function mayReadChannels(granted: readonly string[]): boolean {
  return areGranted(CHANNEL_SCOPES, granted);
}

function areGranted({ read, write }: SourceScopes, granted: readonly string[]): boolean {
  const has = new Set(granted.map((scope) => scope.toLowerCase()));
  const isIn = (scope: string) => has.has(scope.toLowerCase());
  return read.every(isIn) || (write.length > 0 && write.every(isIn));
}

/** All that is asked for when a source is chosen. */
export function askedToRead(source: SourceName | 'channels'): readonly string[] {
  const { read, beside = [] } = source === 'channels' ? CHANNEL_SCOPES : SOURCE_SCOPES[source];
  return [...read, ...beside];
}

/** Which sources an account's copies take in: what was chosen, else what is kept of it already. */
export interface SourceChoice {
  account: AccountId;
  sources: SourceName[];
}

/** The tenant all personal accounts are in. Source: learn.microsoft.com/entra/identity-platform/id-token-claims-reference. */
const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** A Microsoft account of a person's own, not of work or school. */
export function isPersonal(account: AccountId): boolean {
  return account.endsWith(`.${PERSONAL_TENANT}`);
}

/** False for what Microsoft lets nobody read of an account, whatever is allowed. */
export function isOffered(source: SourceName, account: AccountId | null): boolean {
  return source !== 'chats' || account === null || !isPersonal(account);
}
