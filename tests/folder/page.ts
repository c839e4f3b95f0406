import { allowFolder, canPickFolder, pickFolder } from '../../shared/page/pick-folder.ts';
import type { FolderWork } from './folder-work.ts';

/**
 * As little page as it takes to go through a real picker with the product's own modules: what the
 * worker answers is written where the test reads it.
 */
const worker = new Worker(new URL('./folder.worker.ts', import.meta.url), { type: 'module' });
const answers: ((answer: unknown) => void)[] = [];
worker.addEventListener('message', ({ data }) => answers.shift()?.(data));

function ask(work: FolderWork): Promise<unknown> {
  return new Promise((resolve) => {
    answers.push(resolve);
    worker.postMessage(work);
  });
}

function onClick(id: string, act: () => Promise<unknown>): void {
  document.getElementById(id)?.addEventListener('click', async () => {
    say('Working…');
    say(await act().catch((error: unknown) => ({ failed: String(error) })));
  });
}

function say(what: unknown): void {
  const said = document.getElementById('said');
  if (said !== null) said.textContent = typeof what === 'string' ? what : JSON.stringify(what);
}

// A click may ask only at once: the folder is read before it comes.
const kept = (await ask({ kind: 'kept' })) as FileSystemDirectoryHandle | null;

onClick('pick', async () => {
  const folder = await pickFolder(window);
  return folder === null ? 'Nothing was picked.' : ask({ kind: 'begin', folder });
});
onClick('allow', async () => {
  if (kept === null) return 'No folder is kept.';
  return (await allowFolder(kept)) ? ask({ kind: 'look' }) : 'It was not allowed.';
});
onClick('look', () => ask({ kind: 'look' }));
say({ canPickFolder: canPickFolder(window), kept: kept?.name ?? null });
