import type { AccountId, ItemId } from '../shared/model/ids.ts';
import { browserSurroundings } from '../shared/rpc/engine-connection.ts';
import type { Surroundings } from '../shared/rpc/host-election.ts';

/** What a page asks whoever hosts the engine, who is the only one to talk to Microsoft's sign-in. */
export interface SignInApi {
  /** Opens Microsoft's window. Rejects with an abort when it is closed. */
  signIn(scopes: string[], account: AccountId | null): Promise<AccountId>;
  signOut(account: AccountId): Promise<void>;
  /** See `host/immutable-id.ts`: Microsoft is asked with the account's own right to read. */
  immutableId(account: AccountId, id: string): Promise<ItemId | null>;
}

export function signInSurroundings(): Surroundings {
  return { ...browserSurroundings(), scope: 'holdfast-sign-in' };
}
