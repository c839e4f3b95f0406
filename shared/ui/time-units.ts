/** The units columns of the ruler stand for, as the reader's calendar has them; `quarter` of a day. */
export type Unit = 'hour' | 'quarter' | 'day' | 'week' | 'month' | 'year';

const DAYS_OF_WEEK = 7;
const QUARTER_HOURS = 6;

/** When the unit began that this moment is in, in ms since 1970; weeks begin on Monday. */
export function startOf(unit: Unit, ms: number): number {
  const date = new Date(ms);
  if (unit === 'hour') return date.setMinutes(0, 0, 0);
  const hours = date.getHours();
  if (unit === 'quarter') return date.setHours(hours - (hours % QUARTER_HOURS), 0, 0, 0);
  date.setHours(0, 0, 0, 0);
  if (unit === 'week') {
    return date.setDate(date.getDate() - ((date.getDay() + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK));
  }
  if (unit === 'month') return date.setDate(1);
  return unit === 'year' ? date.setMonth(0, 1) : date.getTime();
}

/** The beginning of the unit so many units later, however long days and months are. */
export function stepFrom(unit: Unit, start: number, steps: number): number {
  const date = new Date(start);
  // An hour that a clock change repeats or leaves out is an hour all the same.
  if (unit === 'hour') return start + steps * 3_600_000;
  if (unit === 'quarter') return date.setHours(date.getHours() + steps * QUARTER_HOURS);
  if (unit === 'day') return date.setDate(date.getDate() + steps);
  if (unit === 'week') return date.setDate(date.getDate() + steps * DAYS_OF_WEEK);
  if (unit === 'month') return date.setMonth(date.getMonth() + steps);
  return date.setFullYear(date.getFullYear() + steps);
}
