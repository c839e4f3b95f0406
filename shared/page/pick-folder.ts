import { Fault } from '../model/fault.ts';

declare global {
  interface Window {
    /** Only Chromium has it (WICG file-system-access); TypeScript's library knows none of it. */
    showDirectoryPicker?(options: {
      mode: 'readwrite';
      id: string;
    }): Promise<FileSystemDirectoryHandle>;
  }
}

type Picker = Pick<Window, 'showDirectoryPicker'>;

interface AskableFolder extends FileSystemDirectoryHandle {
  queryPermission?(descriptor: { mode: 'readwrite' }): Promise<PermissionState>;
  requestPermission?(descriptor: { mode: 'readwrite' }): Promise<PermissionState>;
}

export function canPickFolder(page: Picker): boolean {
  return page.showDirectoryPicker !== undefined;
}

/** See `Platform.pickFolder`. The browser opens the place of the last time, by our `id`. */
export async function pickFolder(page: Picker): Promise<FileSystemDirectoryHandle | null> {
  if (page.showDirectoryPicker === undefined) {
    throw new Fault('unsupported', 'this browser can not pick folders');
  }
  try {
    return await page.showDirectoryPicker({ mode: 'readwrite', id: 'holdfast' });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : 'unknown';
    // The window was closed, or the question after it answered with no: both are the person's no.
    if (name === 'AbortError') return null;
    const code =
      name === 'SecurityError' || name === 'NotAllowedError' ? 'forbidden' : 'unexpected';
    throw new Fault(code, `the folder picker says ${name}`, { cause: error, upstreamCode: name });
  }
}

/** See `Platform.allowFolder`. Where nothing can be asked, nothing has to be. */
export async function allowFolder(folder: AskableFolder): Promise<boolean> {
  const descriptor = { mode: 'readwrite' } as const;
  if ((await folder.queryPermission?.(descriptor)) === 'granted') return true;
  if (folder.requestPermission === undefined) return true;
  try {
    return (await folder.requestPermission(descriptor)) === 'granted';
  } catch (error) {
    const name = error instanceof DOMException ? error.name : 'unknown';
    throw new Fault('forbidden', `asking for the folder says ${name}`, {
      cause: error,
      upstreamCode: name,
    });
  }
}
