import type { Difference } from '../../model/restore.ts';
import type { DriveMeta } from './drive-meta.ts';
import type { GraphItem } from './graph-item.ts';

/** Dates are kept in whole seconds. */
const SAME_TIME_MS = 1_000;

/** In what a restored item is not as it was kept. */
export function differencesOf(meta: DriveMeta, now: GraphItem): Difference[] {
  const { shared: _shared, ...made } = now;
  return differencesOfOriginal(meta, { ...made, kind: 'file' });
}

/** The same of one that came out of the recycle bin: what only Microsoft gives an item it may still have. */
export function differencesOfOriginal(meta: DriveMeta, now: GraphItem): Difference[] {
  const differences: Difference[] = [];
  const add = (property: string, was = '', is = '') => {
    if (was !== is) differences.push({ property, was, is });
  };
  add('name', meta.name, now.name);
  for (const property of ['created', 'modified'] as const) {
    const [was, is] = [meta[property], now[property]];
    if (was !== undefined && !isSameTime(was, is)) add(property, was, is);
  }
  if (meta.kind === 'package' && now.kind !== 'package') add('notebook', 'true', 'false');
  if (meta.shared && now.shared === undefined) add('sharing', 'true', 'false');
  return differences;
}

export function isSameTime(a = '', b = ''): boolean {
  return Math.abs(Date.parse(a) - Date.parse(b)) < SAME_TIME_MS;
}
