import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameFault } from '../../simulator/drive/names.ts';
import { allowedName } from './names.ts';

test('whatever a name is, what comes of it is taken', () => {
  const odd = fc.constantFrom(
    'CON',
    'forms',
    '~$a.docx',
    '~a',
    'a_vti_b',
    '.lock',
    ' a ',
    'a. .',
    'a:b?.txt',
    'desktop.ini',
    'nul.txt',
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), odd),
      fc.boolean(),
      fc.boolean(),
      (name, isFolder, isAtTop) => {
        const kind = isFolder ? 'folder' : 'file';
        expect(nameFault(allowedName(name, kind, isAtTop), kind, isAtTop)).toBeNull();
      },
    ),
    { numRuns: 1_000 },
  );
});

test('a name that is taken as it is stays as it is', () => {
  for (const name of ['a.txt', 'Τιμολόγια #1 50%.pdf', "it's + more.txt", '.hidden', '一.docx']) {
    expect(allowedName(name, 'file', true)).toBe(name);
  }
});
