import type { Page } from '@playwright/test';

/** What the folder of these tests is called. */
export const FOLDER = 'Second copy';

/**
 * The window in which one picks a folder can't be driven without a screen (`npm run test:folder`
 * does): here it answers with a folder of the browser's own, which is as real to the app. It holds
 * from the next page load on.
 */
export async function answerFolderPicker(page: Page): Promise<void> {
  await page.addInitScript((name) => {
    Object.assign(window, {
      showDirectoryPicker: async () => {
        const root = await navigator.storage.getDirectory();
        return root.getDirectoryHandle(name, { create: true });
      },
    });
  }, FOLDER);
}

/** The paths of all files in the folder, without those of locks. */
export function filesInFolder(page: Page): Promise<string[]> {
  return page.evaluate(async (name) => {
    const paths: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, path: string) => {
      // TypeScript's library doesn't know yet that a folder can be gone through.
      const entries = folder as unknown as AsyncIterable<[string, FileSystemHandle]>;
      for await (const [entry, handle] of entries) {
        if (handle.kind === 'file') paths.push(`${path}${entry}`);
        else if (entry !== 'locks') {
          await walk(handle as FileSystemDirectoryHandle, `${path}${entry}/`);
        }
      }
    };
    const root = await navigator.storage.getDirectory();
    await walk(await root.getDirectoryHandle(name), '');
    return paths.sort();
  }, FOLDER);
}

export async function removeFolder(page: Page): Promise<void> {
  await page.evaluate(async (name) => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(name, { recursive: true });
  }, FOLDER);
}

/** Overwrites a good part of the largest pack in the browser's database, as a bad disk would. */
export function damageLargestPack(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await asked(indexedDB.open('holdfast'));
    const files = () => database.transaction('files', 'readwrite').objectStore('files');
    const range = IDBKeyRange.bound('packs/', 'packs/\uffff');
    const names = (await asked(files().getAllKeys(range))) as string[];
    const blobs = (await asked(files().getAll(range))) as Blob[];
    const largest = blobs.reduce(
      (best, blob, at) => (blob.size > blobs[best]!.size ? at : best),
      0,
    );
    const bytes = new Uint8Array(await blobs[largest]!.arrayBuffer());
    bytes.fill(0, Math.floor(bytes.length * 0.3), Math.floor(bytes.length * 0.6));
    await asked(files().put(new Blob([bytes]), names[largest]!));
    database.close();
    return names[largest]!;
  });
}

/** Somebody else's file, in the folder before it is picked. */
export async function putIntoFolder(page: Page, file: string, text: string): Promise<void> {
  await page.evaluate(
    async ({ name, file, text }) => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle(name, { create: true });
      const writable = await (await folder.getFileHandle(file, { create: true })).createWritable();
      await writable.write(text);
      await writable.close();
    },
    { name: FOLDER, file, text },
  );
}
