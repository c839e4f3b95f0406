/**
 * Names of different things have different types, so that one is never handed in for another.
 * All of them are plain strings at run time and cross every port as they are.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** `oid.tid` of a Microsoft account: stable, unlike its e-mail address. */
export type AccountId = Branded<'AccountId'>;
/** Graph's id of a mail folder, drive or chat, as Graph gives it. Case matters. */
export type ContainerId = Branded<'ContainerId'>;
/** Graph's immutable id of a message, file or chat message. Case matters. */
export type ItemId = Branded<'ItemId'>;
/** 64 lower-case hex digits: the hash of a blob's kind and bytes. */
export type BlobId = Branded<'BlobId'>;
/** 64 lower-case hex digits: the hash of a snapshot file, which is also its name. */
export type SnapshotId = Branded<'SnapshotId'>;
/** A job of the engine; new for every run. */
export type JobId = Branded<'JobId'>;
/** A journal entry: one restore and what undoes it. */
export type JournalId = Branded<'JournalId'>;

/** The one place where a string from outside becomes an id. Check it before, not after. */
export function asId<Id extends string>(text: string): Id {
  return text as Id;
}
