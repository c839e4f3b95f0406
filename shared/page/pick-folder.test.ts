import { expect, test } from 'vitest';
import { allowFolder, canPickFolder, pickFolder } from './pick-folder.ts';

const folder = { name: 'Vault' } as FileSystemDirectoryHandle;

function failing(name: string) {
  return {
    showDirectoryPicker: async () => {
      throw new DOMException('', name);
    },
  };
}

test('a browser without a picker is known beforehand, and asking it is a fault', async () => {
  expect(canPickFolder({})).toBe(false);
  await expect(pickFolder({})).rejects.toMatchObject({ code: 'unsupported' });
});

test('the picked folder is handed over, and asked for to be written into', async () => {
  const asked: unknown[] = [];
  const page = {
    showDirectoryPicker: async (options: unknown) => {
      asked.push(options);
      return folder;
    },
  };

  expect(canPickFolder(page)).toBe(true);
  expect(await pickFolder(page)).toBe(folder);
  expect(asked).toEqual([{ mode: 'readwrite', id: 'holdfast' }]);
});

test('a window that was closed is no fault, everything else is one', async () => {
  expect(await pickFolder(failing('AbortError'))).toBeNull();
  await expect(pickFolder(failing('SecurityError'))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(pickFolder(failing('TypeError'))).rejects.toMatchObject({ code: 'unexpected' });
});

test.each([
  ['granted', undefined, true],
  ['prompt', 'granted', true],
  ['prompt', 'denied', false],
] as const)('permission that is %s and then %s gives %s', async (now, then, allowed) => {
  const asked: string[] = [];
  const kept = {
    ...folder,
    queryPermission: async () => now,
    requestPermission: async () => {
      asked.push('asked');
      return then ?? 'denied';
    },
  };

  expect(await allowFolder(kept)).toBe(allowed);
  expect(asked).toHaveLength(now === 'granted' ? 0 : 1);
});
