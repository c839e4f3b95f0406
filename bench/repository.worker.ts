import type { Backend } from '../shared/backend/backend.ts';
import { FolderBackend } from '../shared/backend/folder.ts';
import { IndexedDbBackend } from '../shared/backend/indexeddb.ts';
import { systemClock } from '../shared/lib/clock.ts';
import { startThread } from '../shared/repository/start-thread.ts';
import { type GivenFile, measureWork } from './repository-work.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener('message', async ({ data }: MessageEvent<string>) => {
  const answer = await measure(data).catch((error: unknown) => ({ failed: String(error) }));
  scope.postMessage(answer);
});

async function measure(place: string): Promise<object> {
  const files: GivenFile[] = await (await fetch('/files.json')).json();
  const contents = await fetchContents(files);
  const read = ({ path }: GivenFile) => {
    const bytes = contents.get(path);
    if (bytes === undefined) throw new Error('a file was not fetched');
    return bytes;
  };
  const environment = {
    now: () => Date.now(),
    randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    software: 'Holdfast bench',
  };
  const backend = await openBackend(place);
  return measureWork({ backend, environment, files, read, startThread });
}

async function openBackend(place: string): Promise<Backend> {
  if (place === 'IndexedDB') return IndexedDbBackend.open('bench');
  const root = await navigator.storage.getDirectory();
  const options = { clock: systemClock, newId: () => crypto.randomUUID() };
  return FolderBackend.open(await root.getDirectoryHandle('bench', { create: true }), options);
}

/** All files come as one stream, one after another, and each gets memory of its own. */
async function fetchContents(files: readonly GivenFile[]) {
  const all = new Uint8Array(await (await fetch('/files')).arrayBuffer());
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  let at = 0;
  for (const { path, sizeBytes } of files) {
    contents.set(path, all.slice(at, at + sizeBytes));
    at += sizeBytes;
  }
  if (at !== all.byteLength) throw new Error('files have changed meanwhile');
  return contents;
}
