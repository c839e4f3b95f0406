import { isJson, type Json } from '../answer.ts';
import { fromBase64 } from '../base64.ts';
import { badRequest } from '../graph-error.ts';
import type { DriveControl } from './control.ts';
import type { Resync } from './delta-tokens.ts';
import {
  bytesContent,
  type FileContent,
  generatedContent,
  hashOf,
  textContent,
} from './file-content.ts';
import type { ClientDates, DriveItem } from './item.ts';
import { wholeSeconds } from './item-json.ts';
import type { SimulatedDrive } from './simulated-drive.ts';
import { type DriveQuirks, NO_DRIVE_QUIRKS } from './troubles.ts';

type Action = (it: SimulatedDrive, body: Json) => unknown;

const RESYNCS: readonly Resync[] = [
  'resyncChangesApplyDifferences',
  'resyncChangesUploadDifferences',
  'resyncRequired',
];

/** By method and path below `/simulator/drive`; documented in docs/simulator.md. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /files': async ({ control }) => ({
    files: await Promise.all([...control.files()].map(fileOf)),
  }),
  'GET /state': ({ drive, uploads, throttle }) => ({
    flavour: drive.flavour,
    usedBytes: drive.usedBytes,
    remainingBytes: drive.remainingBytes,
    bin: [...drive.bin].map(({ id, name }) => ({ id, name })),
    openUploads: uploads.open,
    units: throttle.units,
  }),
  'POST /folder': ({ control }, body) => shown(control.folder(path(body), datesOf(body))),
  'POST /put': ({ control }, body) =>
    shown(control.put(path(body), contentOf(body), datesOf(body))),
  'POST /edit': ({ control }, body) => {
    const { at, removed } = body;
    const taken = typeof removed === 'number' ? removed : undefined;
    return shown(control.edit(path(body), Number(at ?? 0), contentOf(body), taken));
  },
  'POST /rename': ({ control }, body) => shown(control.rename(path(body), text(body, 'name'))),
  'POST /move': ({ control }, body) => shown(control.move(path(body), String(body.to ?? ''))),
  'POST /delete': ({ control }, body) => shown(control.delete(path(body))),
  'POST /restore': ({ control }, body) => shown(control.restoreFromBin(text(body, 'name'))),
  'POST /empty-bin': ({ control }) => ({ gone: control.emptyBin() }),
  'POST /encrypt-all': ({ control }, body) => ({
    encrypted: control.encryptAll({
      ...(typeof body.seed === 'number' ? { seed: body.seed } : {}),
      ...(typeof body.extension === 'string' ? { extension: body.extension } : {}),
    }),
  }),
  'POST /share': ({ control }, body) => {
    control.shareByLink(path(body), body.type === 'edit' ? 'edit' : 'view');
    return {};
  },
  'POST /expire': ({ control }, body) => expire(control, body),
  'POST /trouble': (it, body) => plan(it, body),
};

/** undefined: no such action. Faults: 400 and 404 in Graph's shape. */
export function driveAction(
  it: SimulatedDrive,
  methodAndPath: string,
  body: () => Json,
): Promise<unknown> | undefined {
  const action = ACTIONS[methodAndPath.replace(' /drive/', ' /')];
  if (!action || !methodAndPath.includes(' /drive/')) return undefined;
  return (async () => action(it, body()))();
}

function expire(control: DriveControl, { cursors, urls, uploads }: Json): Json {
  if (cursors === true) control.expireCursors();
  else if (cursors !== undefined) {
    const resync = RESYNCS.find((each) => each === cursors);
    if (!resync) throw badRequest(`cursors is true or one of ${RESYNCS.join(', ')}.`);
    control.expireCursors(resync);
  }
  if (urls === true) control.expireUrls();
  if (uploads === true) control.expireUploads();
  return {};
}

function plan({ control, troubles }: SimulatedDrive, body: Json): Json {
  if (body.clear === true) troubles.clear();
  if (isJson(body.quirks)) {
    for (const [name, value] of Object.entries(body.quirks)) {
      const known = NO_DRIVE_QUIRKS[name as keyof DriveQuirks];
      if (typeof known !== typeof value) throw badRequest(`There is no quirk '${name}'.`);
    }
    Object.assign(troubles.quirks, body.quirks);
  }
  if (body.item !== undefined) {
    const kinds = ['ghost', 'unavailable', 'locked', 'untold'] as const;
    const trouble = kinds.find((each) => each === body.item) ?? null;
    if (trouble === null && body.item !== null) {
      throw badRequest('There is no such trouble with an item.');
    }
    control.breakItem(path(body), trouble);
  }
  if (body.malware === true) control.flagMalware(path(body));
  if (isJson(body.cut)) {
    const { afterBytes, times, path: of } = body.cut;
    if (typeof afterBytes !== 'number') throw badRequest('A cut says after how many bytes.');
    control.cutDownloads({
      afterBytes,
      ...(typeof times === 'number' ? { times } : {}),
      ...(typeof of === 'string' ? { path: of } : {}),
    });
  }
  if (typeof body.leftBytes === 'number') control.fillQuota(body.leftBytes);
  return {};
}

async function fileOf({ path: at, item }: { path: string; item: DriveItem }): Promise<Json> {
  const { current } = item;
  return {
    ...shown(item),
    path: at,
    hash: current ? await hashOf(current.content, 'quickXor') : null,
    createdDateTime: wholeSeconds(item.dates.createdAt),
    lastModifiedDateTime: wholeSeconds(item.dates.modifiedAt),
    versions: item.versions.length,
  };
}

function shown(item: DriveItem): Json {
  return { id: item.id, path: item.names.join('/'), size: item.size, eTag: item.eTag };
}

function path(body: Json): string {
  return text(body, 'path');
}

function text(body: Json, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw badRequest(`${name} is missing.`);
  return value;
}

/** `text`, `base64`, or `generated` with `seed` and `size`. */
function contentOf({ text: plain, base64, generated }: Json): FileContent {
  if (typeof plain === 'string') return textContent(plain);
  const bytes = typeof base64 === 'string' ? fromBase64(base64) : undefined;
  if (bytes) return bytesContent(bytes);
  if (isJson(generated) && typeof generated.size === 'number') {
    return generatedContent(Number(generated.seed ?? 1), generated.size);
  }
  throw badRequest('Contents are text, base64, or generated with seed and size.');
}

function datesOf({ createdDateTime, lastModifiedDateTime }: Json): Partial<ClientDates> {
  const dates: Partial<ClientDates> = {};
  if (typeof createdDateTime === 'string') dates.createdAt = Date.parse(createdDateTime);
  if (typeof lastModifiedDateTime === 'string') dates.modifiedAt = Date.parse(lastModifiedDateTime);
  if (Object.values(dates).some(Number.isNaN)) throw badRequest('A date is not readable.');
  return dates;
}
