import * as v from 'valibot';
import { type AccountId, asId, type ItemId } from '../../shared/model/ids.ts';
import type { Setup } from '../setup.ts';
import type { AccountSignIn } from './account-sign-in.ts';

const READ = ['Mail.Read'];

const Answer = v.object({ id: v.pipe(v.string(), v.minLength(1)) });

/**
 * The immutable id of a message for the ordinary one that Outlook's page shows when conversations are
 * turned off; null where Microsoft does not say. Asking for the message does what
 * `translateExchangeIds` would, in every cloud and with the right to read mail alone.
 * Source: learn.microsoft.com/graph/outlook-immutable-id.
 */
async function toImmutableId(
  ask: (path: string, headers: Record<string, string>) => Promise<Response>,
  id: string,
): Promise<ItemId | null> {
  try {
    const path = `/v1.0/me/messages/${encodeURIComponent(id)}?$select=id`;
    const answer = await ask(path, { Prefer: 'IdType="ImmutableId"' });
    const parsed = v.safeParse(Answer, answer.ok ? await answer.json() : null);
    return parsed.success ? asId<ItemId>(parsed.output.id) : null;
  } catch {
    // Without an answer nothing is said of the message, and that is all it means.
    return null;
  }
}

export type ImmutableIds = (account: AccountId, id: string) => Promise<ItemId | null>;

/** Enough for what somebody opens in a day; the overlay asks of one message many times. */
const REMEMBERED = 500;

/** The same with the sign-in of the host. What Microsoft has said once is not asked again. */
export function immutableIds({ settings }: Setup, signIn: AccountSignIn): ImmutableIds {
  const known = new Map<string, ItemId>();
  return async (account, id) => {
    const key = `${account} ${id}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const found = await toImmutableId(async (path, headers) => {
      const token = await (await signIn.opened()).token(account, READ);
      const url = `${settings.cloud.graph}${path}`;
      return fetch(url, { headers: { ...headers, Authorization: `Bearer ${token}` } });
    }, id);
    if (known.size >= REMEMBERED) known.clear();
    if (found !== null) known.set(key, found);
    return found;
  };
}
