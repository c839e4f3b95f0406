/** How many minutes this computer's calendar is ahead of UTC at a moment, summer time included. */
export function zoneOffset(at: number): number {
  return -new Date(at).getTimezoneOffset();
}
