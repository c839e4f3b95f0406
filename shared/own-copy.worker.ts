import { version } from '../package.json';
import type { Backend } from './backend/backend.ts';
import { IndexedDbBackend } from './backend/indexeddb.ts';
import { KeptFolder } from './backend/kept-folder.ts';
import { IndexedDbRecords, OpfsRecords } from './backend/records.ts';
import { readDatabaseName } from './backend/which-database.ts';
import { EitherRecords } from './engine/either-records.ts';
import { FIRST_PLACE, MOVING, nameOf, readFirstPlace } from './engine/first-place-record.ts';
import { OwnCopyFiles } from './engine/own-copy.ts';
import { systemClock } from './lib/clock.ts';
import { ENGINE_SCOPE, engineLock } from './rpc/host-election.ts';
import type { OwnCopyApi } from './rpc/own-copy.ts';
import { openPort } from './rpc/port.ts';
import { serve } from './rpc/serve.ts';

/**
 * In place of the engine, where the extension is: lets it see and take what the page itself keeps.
 * Each port that comes with a message is one of the extension's.
 */

const DATABASE = 'holdfast';
const FOLDERS = `${DATABASE}-folders`;

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const copy = open();
scope.addEventListener('message', ({ ports }: MessageEvent) => {
  for (const port of ports) serve<OwnCopyApi>(copy, openPort(port));
});

async function open(): Promise<OwnCopyApi> {
  const records = new IndexedDbRecords(`${DATABASE}-records`);
  const name = await readDatabaseName(records, DATABASE);
  const isThere = async (wanted: string) =>
    (await indexedDB.databases()).some((known) => known.name === wanted);
  const elsewhere = new EitherRecords(new OpfsRecords(DATABASE), records);
  const { place } = await readFirstPlace(elsewhere);
  const folderOf = (role: string) =>
    new KeptFolder(FOLDERS, role, { clock: systemClock, newId: () => crypto.randomUUID() });
  const openPlace = async () => {
    if (place.kind === 'folder') return folderOf(place.key).open();
    return (await isThere(name)) ? IndexedDbBackend.open(name) : undefined;
  };
  let opened: Promise<Backend | undefined> | null = null;
  const files = new OwnCopyFiles({
    open() {
      opened ??= openPlace().catch((error: unknown) => {
        opened = null;
        throw error;
      });
      return opened;
    },
    folder: nameOf(place),
    records,
    elsewhere,
    environment: {
      now: () => systemClock.now(),
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      software: `Holdfast ${version}`,
    },
    async readMirrorName() {
      if (!(await isThere(FOLDERS))) return null;
      return (await folderOf('mirror').read())?.name ?? null;
    },
    async alone(work) {
      await navigator.locks.request(engineLock(ENGINE_SCOPE), work);
    },
    async removeAll() {
      for (const record of [FIRST_PLACE, MOVING]) await elsewhere.remove(record);
      await records.close();
      for (const each of [name, `${DATABASE}-records`, FOLDERS]) await removeDatabase(each);
      await removeLists();
    },
  });
  return {
    describe: () => files.describe(),
    hold: () => files.hold(),
    list: (prefix) => files.list(prefix),
    get: (file, offset, length) => files.get(file, offset, length),
    readRecord: (record) => files.readRecord(record),
    noteElsewhere: (isHandedOver) => files.noteElsewhere(isHandedOver),
    remove: () => files.remove(),
  };
}

function removeDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => reject(request.error));
  });
}

/** Beside the lists lies what is remembered of the copy, each in a file of its own: that stays. */
async function removeLists(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(DATABASE, { create: true });
  for await (const [name] of folder.entries()) {
    if (!name.endsWith('.json')) await folder.removeEntry(name, { recursive: true });
  }
}
