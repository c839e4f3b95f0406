import type { Clock } from '../shared/lib/clock.ts';
import { type AccountId, asId } from '../shared/model/ids.ts';
import { SIGN_IN_LASTS_MS, type SignInRecord, type SignInRecords } from './sign-in-records.ts';

/** A renewal is tried from here on: early enough for many tries before the person is asked. */
const DUE_BEFORE_END_MS = 8 * 60 * 60 * 1000;
const RETRY_MS = 30 * 60 * 1000;
const LOOK_EVERY_MS = 5 * 60 * 1000;
const LOCK = 'holdfast.renewal';

/** Is it time to begin another 24 hours, when the last try was at `triedAt`? */
export function isRenewalDue(
  record: SignInRecord,
  triedAt: number | undefined,
  now: number,
): boolean {
  if (triedAt !== undefined && now - triedAt < RETRY_MS) return false;
  return record.isEnded || now >= record.signedInAt + SIGN_IN_LASTS_MS - DUE_BEFORE_END_MS;
}

/**
 * Renews every sign-in without a click while one tab of this origin is open; in one tab at a time.
 * A sign-in that has ended is tried as well: Microsoft's own session may be back.
 */
export function keepSignedIn(options: {
  clock: Clock;
  locks: LockManager;
  records: SignInRecords;
  renew(account: AccountId): Promise<boolean>;
}): void {
  const { clock, records } = options;
  const triedAt = new Map<string, number>();
  const look = async () => {
    for (const record of records.list()) {
      if (!isRenewalDue(record, triedAt.get(record.id), clock.now())) continue;
      if (!navigator.onLine) return;
      triedAt.set(record.id, clock.now());
      await options.renew(asId<AccountId>(record.id));
    }
  };
  void options.locks.request(LOCK, async () => {
    for (;;) {
      await look();
      await clock.sleep(LOOK_EVERY_MS);
    }
  });
}
