/** What scrolls can be reached and scrolled by keys. */
export function scrollable(does: boolean, label: string) {
  return does ? ({ tabIndex: 0, role: 'region', 'aria-label': label } as const) : {};
}
