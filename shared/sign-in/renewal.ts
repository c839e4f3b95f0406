import type { Clock } from '../lib/clock.ts';
import { type AccountId, asId } from '../model/ids.ts';
import { SIGN_IN_LASTS_MS, type SignInRecord, type SignInRecords } from './sign-in-records.ts';

/** A renewal is tried from here on: early enough for many tries before the person is asked. */
const DUE_BEFORE_END_MS = 8 * 60 * 60 * 1000;
const RETRY_MS = 30 * 60 * 1000;
const LEAVE_AGAIN_MS = 6 * 60 * 60 * 1000;
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

/** May the page go to Microsoft by itself for it? Seldom: it can be seen, and may be in vain. */
export function isLeavingDue(record: SignInRecord, now: number): boolean {
  return now - record.leftAt >= LEAVE_AGAIN_MS;
}

export interface Renewal {
  clock: Clock;
  locks: LockManager;
  records: SignInRecords;
  /** Without anybody seeing it; false where the browser or Microsoft won't. */
  renew(account: AccountId): Promise<boolean>;
  /** Is this a moment at which the page may go away and come back? */
  mayLeave(): Promise<boolean>;
  renewByLeaving(account: AccountId): Promise<void>;
}

/**
 * Renews every sign-in without a click while one tab of this origin is open; in one tab at a time.
 * A sign-in that has ended is tried as well: Microsoft's own session may be back.
 */
export function keepSignedIn(renewal: Renewal): void {
  const { clock, records } = renewal;
  const triedAt = new Map<string, number>();
  const look = async () => {
    for (const record of records.list()) {
      if (!navigator.onLine) return;
      if (!isRenewalDue(record, triedAt.get(record.id), clock.now())) continue;
      triedAt.set(record.id, clock.now());
      const id = asId<AccountId>(record.id);
      if (await renewal.renew(id)) continue;
      if (!isLeavingDue(record, clock.now()) || !(await renewal.mayLeave())) continue;
      await renewal.renewByLeaving(id);
    }
  };
  void renewal.locks.request(LOCK, async () => {
    for (;;) {
      await look();
      await clock.sleep(LOOK_EVERY_MS);
    }
  });
}
