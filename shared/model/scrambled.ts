import type { AccountId } from './ids.ts';
import type { SourceName } from './item.ts';

/**
 * Contents that had a form and are noise now, as encryption leaves them: more of them than a person
 * makes, and nobody has said yet that it was right.
 */
export interface ScrambleAlarm {
  /** Where most of it is. */
  account: AccountId;
  source: SourceName;
  /** Of all sources. `isMore`: so many were found, and not all that changed was looked at. */
  count: number;
  isMore: boolean;
  folders: number;
  /** A few of them, as they were called before. */
  names: readonly string[];
  /** What nearly all their names end with now and did not before (".locked"); null for nothing. */
  ending: string | null;
  /** The last copy that has them as they were, of `source`; null when it was thinned out. */
  before: { sequence: number; at: string } | null;
  /** ISO 8601, UTC: when the last of it was noticed. */
  until: string;
}
