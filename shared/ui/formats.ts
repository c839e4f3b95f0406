/**
 * Numbers, sizes, times and spans as the reader's locale writes them. Every sentence of the
 * interface takes them from here, so that one moment never has two spellings.
 */
interface Formats {
  /** "41,564" */
  count(value: number): string;
  /** "21.7 GB"; bytes below 1,000 are said in full. */
  bytes(value: number): string;
  /** For lists: today as a time, the last six days as weekday and time, else a date. */
  short(iso: string, now: number): string;
  /** Within a sentence: "at 14:12", "on Tuesday at 09:02", "on 12 November". */
  within(iso: string, now: number): string;
  /** "14:12" */
  time(iso: string): string;
  /** "Tuesday 24 November" */
  day(iso: string): string;
  /** "24 November" */
  date(iso: string): string;
  /** "24 November 2026" */
  fullDate(iso: string): string;
  /** "today", "on Tuesday", "on 24 November" */
  onDay(iso: string, now: number): string;
  /** "Tuesday 24 November 2026 at 08:58", for tooltips, receipts and accessible names. */
  full(iso: string): string;
  /** "tomorrow, 08:03", "today, 18:00", else as `within` without its preposition. */
  until(iso: string, now: number): string;
  /** "About 50 seconds", rounded so that it does not flicker. */
  about(durationMs: number): string;
  /** "4 seconds", "2 minutes": a span that is known exactly. */
  span(durationMs: number): string;
}

const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const DAY_MS = 86_400_000;

/** The reader's own locale and time zone unless others are given. */
export function createFormats(locale?: string, timeZone?: string): Formats {
  const zone = timeZone === undefined ? {} : { timeZone };
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, ...zone });
    return (iso: string) => format.format(new Date(iso));
  };
  const number = new Intl.NumberFormat(locale);
  const time = date({ hour: '2-digit', minute: '2-digit' });
  const weekday = date({ weekday: 'short' });
  const longWeekday = date({ weekday: 'long' });
  const dayMonth = date({ weekday: 'short', day: 'numeric', month: 'short' });
  const dayMonthYear = date({ day: 'numeric', month: 'short', year: 'numeric' });
  const longDay = date({ weekday: 'long', day: 'numeric', month: 'long' });
  const longDate = date({ day: 'numeric', month: 'long' });
  const longDateYear = date({ day: 'numeric', month: 'long', year: 'numeric' });
  const full = date({ dateStyle: 'full', timeStyle: 'short' });
  const calendarDay = date({ year: 'numeric', month: '2-digit', day: '2-digit' });

  const sameDay = (iso: string, at: number) =>
    calendarDay(iso) === calendarDay(new Date(at).toISOString());
  const sameYear = (iso: string, at: number) =>
    new Date(iso).getFullYear() === new Date(at).getFullYear();
  const isThisWeek = (iso: string, now: number) => {
    const ageMs = now - Date.parse(iso);
    return ageMs > 0 && ageMs < 6 * DAY_MS;
  };
  const unit = (value: number, name: string, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      maximumFractionDigits: digits,
    }).format(value);
  const spanOf = (durationMs: number, secondsStep: number) => {
    const seconds = Math.max(1, Math.round(durationMs / 1000));
    if (seconds < 60) return plural(Math.ceil(seconds / secondsStep) * secondsStep, 'second');
    const minutes = Math.round(seconds / 60);
    if (minutes < 90) return plural(minutes, 'minute');
    return plural(Math.round(minutes / 60), 'hour');
  };
  const plural = (value: number, word: string) =>
    `${number.format(value)} ${word}${value === 1 ? '' : 's'}`;

  return {
    count: (value) => number.format(value),
    bytes(value) {
      if (value < 1000) return plural(value, 'byte');
      let scaled = value / 1000;
      let index = 0;
      while (scaled >= 999.5 && index < UNITS.length - 1) {
        scaled /= 1000;
        index++;
      }
      return unit(scaled, UNITS[index] ?? 'terabyte', index === 0 || scaled >= 100 ? 0 : 1);
    },
    short(iso, now) {
      if (sameDay(iso, now)) return time(iso);
      if (isThisWeek(iso, now)) return `${weekday(iso)} ${time(iso)}`;
      return sameYear(iso, now) ? dayMonth(iso) : dayMonthYear(iso);
    },
    within(iso, now) {
      if (sameDay(iso, now)) return `at ${time(iso)}`;
      if (isThisWeek(iso, now)) return `on ${longWeekday(iso)} at ${time(iso)}`;
      return `on ${sameYear(iso, now) ? longDate(iso) : longDateYear(iso)}`;
    },
    time,
    day: longDay,
    date: longDate,
    fullDate: longDateYear,
    onDay(iso, now) {
      if (sameDay(iso, now)) return 'today';
      return `on ${isThisWeek(iso, now) ? longWeekday(iso) : longDate(iso)}`;
    },
    full,
    until(iso, now) {
      if (sameDay(iso, now)) return `today, ${time(iso)}`;
      if (sameDay(iso, now + DAY_MS)) return `tomorrow, ${time(iso)}`;
      return `${longDay(iso)}, ${time(iso)}`;
    },
    about: (durationMs) => `About ${spanOf(durationMs, 10)}`,
    span: (durationMs) => spanOf(durationMs, 1),
  };
}

/** The reader's own. */
export const formats: Formats = createFormats();

/** "1 message", "312 messages": the number in the reader's digits, the noun in the right form. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${formats.count(value)} ${value === 1 ? one : many}`;
}

/** The noun or verb alone, in the form the number asks for. */
export function agree(value: number, one: string, many: string): string {
  return value === 1 ? one : many;
}
