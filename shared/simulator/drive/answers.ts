import type { GraphAnswer, GraphCall, Json } from '../answer.ts';
import { NoRouteError } from '../graph-error.ts';
import { contextOf } from '../message-read.ts';
import { accessDenied, itemNotFound } from './errors.ts';
import type { DriveItem } from './item.ts';
import { type DriveParts, itemJson } from './item-json.ts';
import { locate } from './path.ts';

/** Whoever does not name this feature is not shown shortcuts (abraunegg/onedrive). */
const SHORTCUTS = 'Include-Feature=AddToOneDrive';

/** The item that a request names. Faults: 404, and 403 for somebody else's drive. */
export function found(parts: DriveParts, call: GraphCall, drive: string, locator: string) {
  checkDrive(parts, call, drive);
  const item = locate(parts.drive, locator);
  const isYoung = parts.drive.now - item.createdAt < parts.troubles.quirks.newItemLagMs;
  const isRead = call.method === 'GET';
  if ((isYoung && isRead) || parts.troubles.has(item, 'ghost')) throw itemNotFound();
  return item;
}

export function checkDrive({ drive }: DriveParts, call: GraphCall, id: string): void {
  if (id === '-' || drive.ids.isDrive(id)) return;
  const reachesOthers = ['Files.Read.All', 'Files.ReadWrite.All'].some((name) =>
    call.scopes.has(name),
  );
  if (!reachesOthers) throw accessDenied();
  throw new NoRouteError(`${call.method} another person's drive`);
}

export function answer(call: GraphCall, context: string, json: Json, status = 200): GraphAnswer {
  return { status, json: { '@odata.context': `${contextOf(call)}${context}`, ...json } };
}

/** One item, as an answer of its own. */
export async function shown(
  parts: DriveParts,
  call: GraphCall,
  item: DriveItem,
  status = 200,
  shownIn: 'item' | 'made-folder' = 'item',
): Promise<GraphAnswer> {
  return answer(call, itemContext(parts), await itemJson(parts, call, item, shownIn), status);
}

export function itemContext({ drive }: DriveParts): string {
  return `#drives('${encodeURIComponent(drive.ids.drive)}')/items/$entity`;
}

export function showsShortcuts(call: GraphCall): boolean {
  return (call.headers.get('prefer') ?? '').toLowerCase().includes(SHORTCUTS.toLowerCase());
}
