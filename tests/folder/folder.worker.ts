import { FolderLock } from '../../shared/backend/folder-lock.ts';
import { KeptFolder } from '../../shared/backend/kept-folder.ts';
import { writeFolderNotes } from '../../shared/engine/folder-notes.ts';
import { decodeText, encodeText, toHex } from '../../shared/lib/bytes.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { collect } from '../../shared/lib/iterate.ts';
import { toFault } from '../../shared/model/fault.ts';
import { asId, type ItemId } from '../../shared/model/ids.ts';
import { Repository } from '../../shared/repository/repository.ts';
import { draft } from '../../shared/repository/testing.ts';
import type { FolderWork } from './folder-work.ts';

/** Large enough for a pack of several segments. */
const LETTER_BYTES = 3_000_000;
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const folder = new KeptFolder('folder-test', 'mirror', {
  clock: systemClock,
  newId: () => crypto.randomUUID(),
});
const environment = {
  now: () => Date.now(),
  randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  software: 'folder test',
};

scope.addEventListener('message', async ({ data }: MessageEvent<FolderWork>) => {
  const answer = await work(data).catch((error: unknown) => {
    const { code, message } = toFault(error);
    return { code, message };
  });
  scope.postMessage(answer);
});

async function work(asked: FolderWork): Promise<unknown> {
  if (asked.kind === 'kept') return folder.read();
  if (asked.kind === 'begin') {
    await folder.keep(asked.folder);
    await write();
  }
  return look();
}

/** A repository with one letter, as the engine would leave it. */
async function write(): Promise<void> {
  const backend = await folder.open();
  const id = toHex(environment.randomBytes(16));
  const report = (what: string) => console.error(what);
  const lockParts = { place: backend, clock: systemClock, app: 'test', host: '', id, report };
  const lock = await FolderLock.take(lockParts);
  const repository =
    (await Repository.open(backend, environment)) ??
    (await Repository.create(backend, environment));
  const letter = `Dear reader, ${'this is kept. '.repeat(LETTER_BYTES / 14)}`;
  const blob = await repository.saveBlob('content', encodeText(letter));
  const parts = [{ role: 'mime' as const, blob }];
  const entry = { version: '1', meta: blob, parts, whole: true };
  const { root } = await repository.openMap(null).write(new Map([[asId<ItemId>('one'), entry]]));
  await repository.commit(draft({ root }));
  await writeFolderNotes(backend, encodeText('<title>Recover</title>'));
  await lock.leave();
}

/** What is there now, by reading all of it. */
async function look(): Promise<unknown> {
  const backend = await folder.open();
  const repository = await Repository.open(backend, environment);
  if (repository === undefined) return 'There is no repository.';
  const letters: string[] = [];
  for (const { items } of repository.head()?.containers ?? []) {
    for await (const [, { meta }] of repository.openMap(items).entries()) {
      letters.push(decodeText(await repository.loadBlob(meta)).slice(0, 26));
    }
  }
  const files = (await collect(backend.list(''))).length;
  const { foreign } = backend;
  return { id: repository.id, letters, files, foreign, damage: repository.damage() };
}
