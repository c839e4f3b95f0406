import * as v from 'valibot';
import { type AccountId, asId } from '../model/ids.ts';
import type { Account } from '../model/item.ts';
import type { SignIn } from '../model/platform.ts';

const KEY = 'holdfast.sign-ins';

/**
 * How long a sign-in lasts in a browser; renewing a token does not lengthen it.
 * Source: learn.microsoft.com/entra/identity-platform/refresh-tokens (single-page applications).
 */
export const SIGN_IN_LASTS_MS = 24 * 60 * 60 * 1000;
/** The person is told this long before the end. */
const ENDING_MS = 2 * 60 * 60 * 1000;

const RecordSchema = v.object({
  /** The sign-in service and app registration it belongs to. */
  service: v.string(),
  id: v.string(),
  name: v.string(),
  username: v.string(),
  scopes: v.array(v.string()),
  /** Epoch milliseconds. */
  signedInAt: v.number(),
  /** Microsoft wanted a new sign-in before the time was over. */
  isEnded: v.boolean(),
  /** Epoch milliseconds: when this page last went to Microsoft by itself to renew it; 0: never. */
  leftAt: v.optional(v.number(), 0),
});
const RecordsSchema = v.array(v.fallback(v.nullable(RecordSchema), null));

export type SignInRecord = v.InferOutput<typeof RecordSchema>;

/**
 * Who is signed in, since when, with what rights: no tokens, those are MSAL's. Kept for all tabs of
 * this origin, so that the first page needs no MSAL and an account outlives the browser session.
 */
export class SignInRecords {
  readonly #storage: Storage;
  readonly #service: string;
  readonly #listeners = new Set<() => void>();

  /** `service` separates clouds and app registrations from each other. */
  constructor(storage: Storage, service: string) {
    this.#storage = storage;
    this.#service = service;
  }

  list(): SignInRecord[] {
    return this.#readAll().filter((record) => record.service === this.#service);
  }

  find(account: AccountId): SignInRecord | undefined {
    return this.list().find((record) => record.id === account);
  }

  /**
   * A sign-in that has just happened; its 24 hours begin `now`. Microsoft may name only what was asked
   * for this time (personal accounts): what it granted before stands until it says otherwise.
   */
  begin(account: Account, scopes: readonly string[], now: number): SignInRecord {
    const before = this.find(account.id)?.scopes ?? [];
    const record: SignInRecord = {
      service: this.#service,
      id: account.id,
      name: account.name,
      username: account.username,
      scopes: [...new Set([...before, ...scopes])],
      signedInAt: now,
      isEnded: false,
      leftAt: 0,
    };
    this.#put(account.id, record);
    return record;
  }

  /** Microsoft handed out a token with these rights within the same sign-in. */
  grant(account: AccountId, scopes: readonly string[]): void {
    const known = this.find(account);
    if (!known || (!known.isEnded && scopes.every((scope) => known.scopes.includes(scope)))) return;
    const all = [...new Set([...known.scopes, ...scopes])].sort();
    this.#change(account, (record) => ({ ...record, scopes: all, isEnded: false }));
  }

  /** Microsoft says that these rights are not granted, or not any more. */
  revoke(account: AccountId, scopes: readonly string[]): void {
    if (!this.find(account)?.scopes.some((scope) => scopes.includes(scope))) return;
    this.#change(account, (record) => ({
      ...record,
      scopes: record.scopes.filter((scope) => !scopes.includes(scope)),
    }));
  }

  end(account: AccountId): void {
    if (this.find(account)?.isEnded !== false) return;
    this.#change(account, (record) => ({ ...record, isEnded: true }));
  }

  noteLeaving(account: AccountId, now: number): void {
    this.#change(account, (record) => ({ ...record, leftAt: now }));
  }

  forget(account: AccountId): void {
    this.#put(account, undefined);
  }

  /** False until the first sign-in in this browser; signing out leaves an empty list behind. */
  wereEverKept(): boolean {
    return this.#storage.getItem(KEY) !== null;
  }

  /** Tells of every change, also one made in another tab. */
  subscribe(told: () => void): () => void {
    const onStorage = (event: StorageEvent) => {
      if (event.key === KEY || event.key === null) told();
    };
    this.#listeners.add(told);
    globalThis.addEventListener?.('storage', onStorage);
    return () => {
      this.#listeners.delete(told);
      globalThis.removeEventListener?.('storage', onStorage);
    };
  }

  #change(account: AccountId, change: (known: SignInRecord) => SignInRecord): void {
    const known = this.find(account);
    if (known) this.#put(account, change(known));
  }

  #put(account: AccountId, record: SignInRecord | undefined): void {
    const others = this.#readAll().filter(
      ({ service, id }) => service !== this.#service || id !== account,
    );
    this.#storage.setItem(KEY, JSON.stringify(record ? [...others, record] : others));
    for (const told of this.#listeners) told();
  }

  #readAll(): SignInRecord[] {
    try {
      const parsed = v.safeParse(RecordsSchema, JSON.parse(this.#storage.getItem(KEY) ?? '[]'));
      return parsed.success ? parsed.output.filter((record) => record !== null) : [];
    } catch {
      return [];
    }
  }
}

/** The record as the interface shows it at `now`. */
export function signInAt(record: SignInRecord, now: number): SignIn {
  const endsAt = record.signedInAt + SIGN_IN_LASTS_MS;
  const isEnded = record.isEnded || now >= endsAt;
  const isEnding = now >= endsAt - ENDING_MS;
  return {
    account: { id: asId<AccountId>(record.id), name: record.name, username: record.username },
    state: isEnded ? 'ended' : isEnding ? 'ending' : 'active',
    endsAt: new Date(endsAt).toISOString(),
    scopes: record.scopes,
  };
}

/** How long from `now` until a state changes by itself; undefined when none will. */
export function nextChangeMs(records: readonly SignInRecord[], now: number): number | undefined {
  const moments = records
    .filter((record) => !record.isEnded)
    .flatMap((record) => {
      const endsAt = record.signedInAt + SIGN_IN_LASTS_MS;
      return [endsAt - ENDING_MS, endsAt];
    })
    .filter((moment) => moment > now);
  return moments.length === 0 ? undefined : Math.min(...moments) - now;
}
