/**
 * Which copies stay when older ones are thinned out. A copy stays if any line of it says so; a
 * number says how many hours, days, weeks … that have a copy keep one.
 */
export interface RetentionRule {
  /** Everything that was copied within so many days. */
  withinDays: number;
  /** So many runs, the newest ones. */
  last: number;
  hourly: number;
  daily: number;
  weekly: number;
  monthly: number;
  yearly: number;
  /**
   * For so many days after an item went at Microsoft, a copy that has it as it was last stays,
   * whatever the other lines say.
   */
  goneDays: number;
}

/** Everything for a month; then a copy a day, a week, a month, and one of every year for good. */
export const DEFAULT_RETENTION: RetentionRule = {
  withinDays: 30,
  last: 3,
  hourly: 0,
  daily: 90,
  weekly: 52,
  monthly: 36,
  yearly: 1_000,
  goneDays: 365,
};

export const PERIODS = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type Period = (typeof PERIODS)[number];

/**
 * Why a copy stays. `newest` and `newest-complete` hold whatever the rule says; `undated` is one
 * whose time can't be read; `has-gone-items`: it is the last one that has what went at Microsoft.
 */
export type KeepReason =
  | 'newest'
  | 'newest-complete'
  | 'pinned'
  | 'undated'
  | 'within'
  | 'last'
  | Period
  | 'has-gone-items';
