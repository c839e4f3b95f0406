import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { readAddressBar } from './anchors/url.ts';
import { toGraphId } from './ids.ts';
import { keyOfPlace, type Parts, placeOf } from './place.ts';
import { PlaceSchema } from './protocol.ts';

const HOST = 'https://outlook.office.com';
const CONVERSATION = 'AAQkADAw+x/y-z_0==';
const ITEM = 'AAMkADAw+x/y==';
const IMMUTABLE = 'AAkALgAA/HYQ+DE==';
const FOLDER = 'AAMkADAwAuAAA/b+c=';

function seen(path: string, parts: Partial<Parts> = {}) {
  return placeOf({
    bar: readAddressBar(`${HOST}${path}`),
    address: 'pat@example.com',
    folderPath: null,
    folderMailbox: null,
    selected: null,
    isReading: false,
    ...parts,
  });
}

const enc = encodeURIComponent;

test.each([
  ['/mail/', { by: 'role', role: 'inbox' }],
  ['/mail', { by: 'role', role: 'inbox' }],
  ['/mail/inbox', { by: 'role', role: 'inbox' }],
  ['/mail/0/deleteditems', { by: 'role', role: 'deleteditems' }],
  ['/mail/sentitems/id/x', { by: 'role', role: 'sentitems' }],
  [`/mail/${enc(FOLDER)}`, { by: 'id', id: toGraphId(FOLDER) }],
  [`/mail/0/${enc(FOLDER)}/id/${enc(CONVERSATION)}`, { by: 'id', id: toGraphId(FOLDER) }],
  [`/mail/id/${enc(CONVERSATION)}`, { by: 'role', role: 'inbox' }],
])('%s is in the folder %o', (path, folder) => {
  expect(seen(path).folder).toEqual(folder);
});

test.each([
  [`/mail/id/${enc(CONVERSATION)}`, toGraphId(CONVERSATION), null],
  [`/mail/0/inbox/id/${enc(CONVERSATION)}`, toGraphId(CONVERSATION), null],
  [`/mail/inbox/id/${enc(ITEM)}`, null, toGraphId(ITEM)],
  [`/mail/inbox/id/${enc(IMMUTABLE)}`, null, toGraphId(IMMUTABLE)],
  [`/mail/deeplink/read/x?ItemID=${enc(ITEM)}&ispopout=0`, null, toGraphId(ITEM)],
  [`/mail/deeplink/read/x?ItemID=AAMkADAw+x/y==`, null, toGraphId(ITEM)],
  [`/mail/deeplink/read/${enc(toGraphId(ITEM))}`, null, toGraphId(ITEM)],
  [`/mail/deeplink/readconv/${enc(CONVERSATION)}?popoutv2=1`, toGraphId(CONVERSATION), null],
  ['/mail/search?q=id', null, null],
  ['/mail/inbox/id/AQAAAAAJuqM%3D', null, null],
  ['/mail/inbox/id/%E0%A4%A', null, null],
  ['/mail/inbox/id/', null, null],
  ['/calendar/view/week', null, null],
])('%s has the conversation %s and the message %s open', (path, conversation, item) => {
  expect(seen(path)).toMatchObject({ conversation, item });
});

test('an address that names no folder leaves it to the folder pane, in any language', () => {
  const folderPath = ['Clientes', 'Rua do Porto 14'];
  expect(seen('/mail/', { folderPath }).folder).toEqual({ by: 'path', path: folderPath });
  expect(seen('/mail/inbox', { folderPath }).folder).toEqual({ by: 'role', role: 'inbox' });
});

test('the mailbox of the chosen folder comes before the account in the header', () => {
  expect(seen('/mail/', { folderMailbox: 'office@example.com' }).address).toBe(
    'office@example.com',
  );
});

test('a selected row is an open conversation only while something is read', () => {
  const selected = toGraphId(CONVERSATION);
  expect(seen('/mail/', { selected, isReading: true }).conversation).toBe(selected);
  expect(seen('/mail/', { selected, isReading: false }).conversation).toBeNull();
  expect(seen(`/mail/inbox/id/${enc(ITEM)}`, { selected }).conversation).toBe(selected);
});

test('whatever a page writes into its address, it is a place that can be asked for', () => {
  const part = fc.oneof(
    fc.webPath(),
    fc.string({ maxLength: 4000 }).map(enc),
    fc.constantFrom('/mail/', '/id/', '/deeplink/read/', '/0/', '__proto__', '/constructor/', '..'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (path) => {
      const place = seen(`/mail/${path.join('/')}`);
      expect(v.safeParse(PlaceSchema, place).success).toBe(true);
      expect(keyOfPlace(place)).toBe(keyOfPlace(structuredClone(place)));
    }),
  );
});

test('every id survives the way through the address', () => {
  const letter = fc.constantFrom(...'AZaz09+/-_');
  fc.assert(
    fc.property(fc.string({ unit: letter, minLength: 8, maxLength: 150 }), (rest) => {
      const id = `AAQk${rest}=`;
      const place = seen(`/mail/inbox/id/${enc(id)}`);
      expect(place.conversation).toBe(toGraphId(id));
    }),
  );
});
