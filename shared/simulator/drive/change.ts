import { type GraphAnswer, type GraphCall, isJson, type Json } from '../answer.ts';
import { jsonBody, parameter } from '../body-json.ts';
import { GraphError, NoRouteError } from '../graph-error.ts';
import type { Route } from '../route.ts';
import { checkDrive, found, shown } from './answers.ts';
import { accessDenied, invalidRequest, itemNotFound, nameExists, quotaReached } from './errors.ts';
import type { DriveItem } from './item.ts';
import type { DriveParts } from './item-json.ts';
import { locatePlace } from './path.ts';
import { checkDriveOptions, driveOption } from './query.ts';
import {
  CONFLICT,
  checkLocked,
  checkMatch,
  freeName,
  type Intake,
  readConflict,
  readDates,
  storeFile,
} from './store-file.ts';

/** Source: learn.microsoft.com/graph/api/driveitem-put-content. */
const MOST_PUT_BYTES = 250 * 1024 * 1024;

/** Making, changing and deleting items, but for upload sessions. */
export function driveChangeRoutes(parts: DriveParts, intake: Intake): Route[] {
  const write = { scope: 'Files.ReadWrite' };
  const path = '/drives/:drive/items/:item';
  const put = (call: GraphCall, drive: string, locator: string) =>
    putContent(parts, intake, call, drive, locator);
  return [
    {
      ...write,
      method: 'POST',
      path: `${path}/children`,
      answer: (call, { drive = '', item = '' }) => makeFolder(parts, call, drive, item),
    },
    {
      ...write,
      method: 'PUT',
      path: `${path}/content`,
      answer: (call, { drive = '', item = '' }) => put(call, drive, item),
    },
    {
      ...write,
      method: 'PUT',
      path: `${path}/children/:name/content`,
      answer: (call, { drive = '', item = '', name = '' }) => {
        const separator = item.includes(':') ? '/' : ':/';
        return put(call, drive, `${item}${separator}${name}`);
      },
    },
    {
      ...write,
      method: 'PATCH',
      path,
      answer: (call, { drive = '', item = '' }) => patch(parts, call, drive, item),
    },
    {
      ...write,
      method: 'DELETE',
      path,
      answer: (call, { drive = '', item = '' }) => {
        parts.drive.delete(changeable(parts, call, drive, item));
        return { status: 204 };
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${path}/permanentDelete`,
      answer: (call, { drive = '', item = '' }) => {
        parts.drive.purge(changeable(parts, call, drive, item));
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      scope: 'Files.ReadWrite.All',
      path: `${path}/restore`,
      answer: (call, { drive = '', item = '' }) => restore(parts, call, drive, item),
    },
  ];
}

function changeable(parts: DriveParts, call: GraphCall, drive: string, locator: string): DriveItem {
  const item = found(parts, call, drive, locator);
  if (item === parts.drive.root) throw accessDenied('The root folder stays as it is.');
  checkMatch(call, item);
  checkLocked(parts, item);
  return item;
}

async function makeFolder(parts: DriveParts, call: GraphCall, driveId: string, locator: string) {
  const body = jsonBody(call);
  const { name, folder, description, fileSystemInfo } = body;
  if (!isJson(folder)) throw new NoRouteError('making something else than a folder by POST');
  if (typeof name !== 'string') throw invalidRequest('The name is missing.');
  const parent = found(parts, call, driveId, locator);
  if (!parent.isContainer) throw invalidRequest('The parent is not a folder.');
  const { drive } = parts;
  const conflict = readConflict(body[CONFLICT] ?? driveOption(call, CONFLICT), 'fail');
  const existing = drive.child(parent, name);
  if (existing && (conflict === 'fail' || existing.kind !== 'folder')) throw nameExists();
  if (existing && conflict === 'replace') return shown(parts, call, existing, 201, 'made-folder');
  const free = existing ? freeName(parts, parent, name) : name;
  const made = drive.add(parent, free, { dates: readDates(fileSystemInfo) });
  if (typeof description === 'string') made.description = description;
  return shown(parts, call, made, 201, 'made-folder');
}

async function putContent(
  parts: DriveParts,
  intake: Intake,
  call: GraphCall,
  driveId: string,
  locator: string,
): Promise<GraphAnswer> {
  checkDriveOptions(call, [CONFLICT]);
  checkDrive(parts, call, driveId);
  if (call.body.length > MOST_PUT_BYTES) {
    throw new GraphError(413, 'invalidRequest', 'The file is too large for a simple upload.');
  }
  const { parent, name, existing } = locatePlace(parts.drive, locator);
  checkMatch(call, existing);
  const asked = readConflict(driveOption(call, CONFLICT), 'replace');
  const age = existing ? parts.drive.now - existing.createdAt : Number.POSITIVE_INFINITY;
  const isOverlooked = asked === 'fail' && age < parts.troubles.quirks.failOverlooksMs;
  const conflict = isOverlooked ? 'replace' : asked;
  if (existing && conflict === 'fail') throw nameExists();
  if (call.body.length > parts.drive.remainingBytes) throw quotaReached();
  const kept = await intake.keep(call.body);
  const { item, isNew } = await storeFile(parts, intake, { parent, name, content: kept, conflict });
  return shown(parts, call, item, isNew ? 201 : 200);
}

async function patch(parts: DriveParts, call: GraphCall, driveId: string, locator: string) {
  const { drive } = parts;
  checkDriveOptions(call, [CONFLICT]);
  const item = changeable(parts, call, driveId, locator);
  const body = jsonBody(call);
  const known = ['id', 'name', 'description', 'fileSystemInfo', 'parentReference'];
  const extra = Object.keys(body).find((name) => !known.includes(name) && !name.includes('@'));
  if (extra !== undefined) throw new NoRouteError(`changing '${extra}' of an item`);
  const parent = newParent(parts, body.parentReference) ?? item.parent ?? drive.root;
  const wanted = typeof body.name === 'string' ? body.name : item.name;
  if (parent.isWithin(item)) throw invalidRequest('A folder can not be moved into itself.');
  const dates = readDates(body.fileSystemInfo);
  if (parent !== item.parent || wanted !== item.name) {
    const there = drive.child(parent, wanted);
    const isTaken = there !== undefined && there !== item;
    const conflict = readConflict(body[CONFLICT] ?? driveOption(call, CONFLICT), 'fail');
    if (isTaken && conflict === 'replace') drive.delete(there);
    const isRenamed = isTaken && conflict === 'rename';
    drive.relocate(item, parent, isRenamed ? freeName(parts, parent, wanted) : wanted);
  }
  if (Object.keys(dates).length > 0) drive.changeDates(item, dates);
  const { description } = body;
  if (typeof description === 'string') {
    drive.change(item, (each) => {
      each.description = description;
    });
  }
  return shown(parts, call, item);
}

/** Where to, by id or by path. Faults: 404. */
function newParent({ drive }: DriveParts, reference: unknown): DriveItem | undefined {
  if (reference === undefined || reference === null) return undefined;
  if (!isJson(reference)) throw invalidRequest('parentReference is not an object.');
  const { id, path, driveId } = reference as Json;
  if (typeof driveId === 'string' && !drive.ids.isDrive(driveId)) {
    throw new NoRouteError('moving to another drive');
  }
  let parent: DriveItem | undefined;
  if (typeof id === 'string') parent = id === 'root' ? drive.root : drive.find(id);
  else if (typeof path === 'string') {
    const names = path
      .replace(/^[^:]*:?\/?/, '')
      .split('/')
      .filter((name) => name !== '');
    parent = drive.at(names.map(decodeURIComponent));
  } else return undefined;
  if (!parent?.isContainer) throw itemNotFound();
  return parent;
}

/**
 * Out of the recycle bin: for personal accounts only, as no delegated permission allows it at work.
 * Source: learn.microsoft.com/graph/api/driveitem-restore.
 */
async function restore(parts: DriveParts, call: GraphCall, driveId: string, locator: string) {
  const { drive } = parts;
  checkDrive(parts, call, driveId);
  if (drive.flavour === 'work') throw accessDenied();
  const body = call.body.length > 0 ? jsonBody(call) : {};
  const id = locator.replace(/^items\//i, '');
  const item = [...drive.bin].find((each) => each.id === id);
  if (!item) throw itemNotFound();
  const parent = newParent(parts, parameter(body, 'parentReference')) ?? item.parent;
  if (!parent?.isPresent) throw itemNotFound();
  const name = parameter(body, 'name');
  drive.restore(item, parent, typeof name === 'string' ? name : item.name);
  return shown(parts, call, item);
}
