import type { AccountId } from './ids.ts';
import type { SourceName } from './item.ts';

/** What a source asks Microsoft for, in Graph's short form; `read` is the least it can do with. */
export interface SourceScopes {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** Source: learn.microsoft.com/graph/permissions-reference. */
export const SOURCE_SCOPES: Readonly<Record<SourceName, SourceScopes>> = {
  mail: { read: ['Mail.Read'], write: ['Mail.ReadWrite'] },
  drive: { read: ['Files.Read'], write: ['Files.ReadWrite'] },
  // Files shared in them are read with the right to files, where there is one.
  chats: { read: ['Chat.Read'], write: [] },
};

/** What a person is asked about: chats have no page yet. */
export const OFFERED_SOURCES: readonly SourceName[] = ['mail', 'drive'];

/**
 * Whether these granted scopes let a source be read: who may write may read, and Microsoft lists then
 * only the wider one now and then.
 */
export function mayRead(source: SourceName, granted: readonly string[]): boolean {
  const has = new Set(granted.map((scope) => scope.toLowerCase()));
  const { read, write } = SOURCE_SCOPES[source];
  const isIn = (scope: string) => has.has(scope.toLowerCase());
  return read.every(isIn) || (write.length > 0 && write.every(isIn));
}

/** Which sources an account's copies take in: what was chosen, else what is kept of it already. */
export interface SourceChoice {
  account: AccountId;
  sources: SourceName[];
}
