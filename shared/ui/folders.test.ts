import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asId, type ContainerId } from '../model/ids.ts';
import type { ContainerSummary } from '../model/lists.ts';
import { folderLines, pathOf } from './folders.ts';

function folder(id: string, parent: string | null, role: string | null = null): ContainerSummary {
  return {
    account: asId('account'),
    source: 'mail',
    id: asId(id),
    parent: parent === null ? null : asId(parent),
    name: id,
    role,
    hidden: false,
    present: 0,
    unread: 0,
    gone: 0,
    isGone: false,
  };
}

const NONE: ReadonlySet<ContainerId> = new Set();
const outline = (folders: ContainerSummary[], closed = NONE) =>
  folderLines(folders, closed).map(({ folder: { name }, level }) => `${level} ${name}`);

test('the folders of every day come first, one’s own by name, children under their parent', () => {
  const folders = [
    folder('Travel', null),
    folder('Aldgate', 'Clients'),
    folder('Clients', null),
    folder('Sent', null, 'sentitems'),
    folder('Inbox', null, 'inbox'),
  ];
  expect(outline(folders)).toEqual(['1 Inbox', '1 Sent', '1 Clients', '2 Aldgate', '1 Travel']);
});

test('a closed folder keeps its children to itself', () => {
  const folders = [folder('a', null), folder('b', 'a'), folder('c', 'b'), folder('d', null)];
  expect(outline(folders, new Set([asId<ContainerId>('a')]))).toEqual(['1 a', '1 d']);
});

test('a folder whose parent is not kept stands at the top', () => {
  expect(outline([folder('lonely', 'lost parent')])).toEqual(['1 lonely']);
});

test('a path names every folder above, and ends even in a ring', () => {
  const folders = [folder('a', 'c'), folder('b', 'a'), folder('c', 'b')];
  expect(pathOf([folder('x', null), folder('y', 'x')], asId('y'))).toBe('x / y');
  expect(pathOf(folders, asId('c'))).toBe('a / b / c');
});

test('whatever hangs from whatever, every folder is shown once', () => {
  const anyFolders = fc
    .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 })
    .chain((ids) =>
      fc.tuple(...ids.map((id) => fc.option(fc.constantFrom(...ids)).map((up) => folder(id, up)))),
    );
  fc.assert(
    fc.property(anyFolders, (folders) => {
      const shown = folderLines(folders, NONE).map(({ folder: { id } }) => id);
      expect([...shown].sort()).toEqual(folders.map(({ id }) => id).sort());
    }),
  );
});
