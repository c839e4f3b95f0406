import { type GraphCall, isJson } from '../answer.ts';
import { invalidRequest, locked, nameExists, quotaReached, resourceModified } from './errors.ts';
import type { FileContent } from './file-content.ts';
import type { ClientDates, DriveItem } from './item.ts';
import type { DriveParts } from './item-json.ts';
import { type Rewriting, rewrittenAs } from './office-rewriting.ts';

/** What becomes of a name that is taken. */
export type Conflict = 'fail' | 'replace' | 'rename';

export const CONFLICT = '@microsoft.graph.conflictBehavior';
/** How files are taken in. */
export interface Intake {
  rewriting: Rewriting;
  /** Keeps uploaded bytes; in memory by default. */
  keep: (bytes: Uint8Array<ArrayBuffer>) => FileContent | Promise<FileContent>;
}

/** Faults: 423. */
export function checkLocked({ troubles }: DriveParts, item: DriveItem): void {
  if (troubles.has(item, 'locked')) throw locked();
}

/** Faults: 412 for an item that is not as the client thinks. */
export function checkMatch(call: GraphCall, item: DriveItem | undefined): void {
  const match = call.headers.get('if-match');
  if (match !== null && match !== '*' && match !== item?.eTag && match !== item?.cTag) {
    throw resourceModified();
  }
  const none = call.headers.get('if-none-match');
  if (none !== null && item && (none === '*' || none === item.eTag)) throw resourceModified();
}

export function readConflict(value: unknown, absent: Conflict): Conflict {
  if (value === undefined || value === null) return absent;
  if (value === 'fail' || value === 'replace' || value === 'rename') return value;
  throw invalidRequest(`'${String(value)}' is no conflict behavior.`);
}

/** Faults: 400 for dates that are none. */
export function readDates(value: unknown): Partial<ClientDates> {
  if (value === undefined || value === null) return {};
  if (!isJson(value)) throw invalidRequest('fileSystemInfo is not an object.');
  const dates: Partial<ClientDates> = {};
  for (const [name, target] of [
    ['createdDateTime', 'createdAt'],
    ['lastModifiedDateTime', 'modifiedAt'],
  ] as const) {
    const text = value[name];
    if (text === undefined || text === null) continue;
    const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(at)) throw invalidRequest(`${name} is not a date.`);
    dates[target] = Math.floor(at / 1000) * 1000;
  }
  return dates;
}

/** A name that is free, made from one that is taken: "a 1.txt". */
export function freeName(parts: DriveParts, parent: DriveItem, name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, end] = dot < 1 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  for (let number = 1; ; number += 1) {
    const candidate = `${stem} ${number}${end}`;
    if (!parts.drive.child(parent, candidate)) return candidate;
  }
}

/** Puts a file where it belongs, by the rule for names that are taken. Faults: 409, 423, 507. */
export async function storeFile(
  parts: DriveParts,
  intake: Intake,
  input: {
    parent: DriveItem;
    name: string;
    content: FileContent;
    conflict: Conflict;
    dates?: Partial<ClientDates>;
    ids?: { id: string; guid: string };
  },
): Promise<{ item: DriveItem; isNew: boolean }> {
  const { drive } = parts;
  const { parent, content, dates = {} } = input;
  const kept = await rewrittenAs(intake.rewriting, input.name, content);
  if (kept.content.size > drive.remainingBytes) throw quotaReached();
  const existing = drive.child(parent, input.name);
  if (existing && input.conflict === 'replace') {
    checkLocked(parts, existing);
    if (existing.kind !== 'file') throw nameExists();
    drive.replace(existing, kept.content, { ...kept, dates });
    return { item: existing, isNew: false };
  }
  if (existing && input.conflict === 'fail') throw nameExists();
  const name = existing ? freeName(parts, parent, input.name) : input.name;
  const ids = input.ids ? { ids: input.ids } : {};
  return { item: drive.add(parent, name, { ...kept, dates, ...ids }), isNew: true };
}
