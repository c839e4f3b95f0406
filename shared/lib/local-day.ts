/** The day of a moment where the reader is, as date fields write it. */
export function localDay(time: string | number): string {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** When a day begins where the reader is, or one that comes so many `later`; null for no day. */
export function startOfDay(day: string, later = 0): string | null {
  const at = new Date(`${day}T00:00`);
  if (Number.isNaN(at.getTime())) return null;
  // By the calendar: not every day has 24 hours.
  at.setDate(at.getDate() + later);
  return at.toISOString();
}
