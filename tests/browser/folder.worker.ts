import { FolderBackend } from '../../shared/backend/folder.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { FaultyFolder, type KilledPut } from './faulty-folder.ts';

/** Puts one file and stops dead at a step: whoever ends this worker then is the killer. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener('message', ({ data }: MessageEvent<KilledPut>) => {
  const { root, name, bytes, step, canMove } = data;
  const folder = new FaultyFolder(root, ({ number }) => {
    if (number < step) return undefined;
    scope.postMessage('stopped dead');
    return 'gone';
  });
  folder.canMove = canMove;
  const put = async () => {
    const newId = () => crypto.randomUUID();
    const backend = await FolderBackend.open(folder.handle, { clock: systemClock, newId });
    await backend.put(name, bytes);
    scope.postMessage('done');
  };
  void put();
});
