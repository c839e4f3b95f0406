import { expect, test } from 'vitest';
import { ewsForm, graphForm, MailboxIds } from './ids.ts';
import { createSimulator } from './simulator.ts';
import { ask } from './test-client.ts';

const SEEDS = [1, 2, 3, 11, 99];

test.each([
  ['folder', (ids: MailboxIds) => ids.folder(12), /^AAMkA.{114}=$/],
  ['regular message', (ids: MailboxIds) => ids.place(3, 70_000), /^AAMkA.{146}=$/],
  [
    'immutable message',
    (ids: MailboxIds) => ids.message(70_000),
    /^AAkALgAAAAAAHYQDEapmEc2by.{45}==$/,
  ],
  ['conversation', (ids: MailboxIds) => ids.conversation('<a@b>'), /^AAQkA.{73}==$/],
] as const)(
  'a %s id has the form and length of a real one, in Graph’s alphabet',
  (_kind, make, form) => {
    for (const seed of SEEDS) {
      const id = make(new MailboxIds(seed));
      expect(id).toMatch(form);
      expect(id).not.toMatch(/[+/]/);
      expect(graphForm(ewsForm(id))).toBe(id);
    }
  },
);

test('ids of items hold both letters in which the alphabets differ', () => {
  for (const seed of SEEDS) {
    const ids = new MailboxIds(seed);
    for (const id of [ids.folder(1), ids.place(1, 1), ids.message(1)]) {
      expect(ewsForm(id)).toMatch(/\+/);
      expect(ewsForm(id)).toMatch(/\//);
    }
  }
});

test('an id is read again only letter for letter, and not in the other alphabet', () => {
  const ids = new MailboxIds(5);
  const [folder, place, message] = [ids.folder(7), ids.place(7, 300), ids.message(70_000)];

  expect(ids.parse(folder)).toEqual({ kind: 'folder', serial: 7 });
  expect(ids.parse(place)).toEqual({ kind: 'place', place: 300 });
  expect(ids.parse(message)).toEqual({ kind: 'message', serial: 70_000 });
  for (const id of [folder, place, message]) {
    expect(ids.parse(ewsForm(id))).toBeUndefined();
    expect(ids.parse(id.toLowerCase())).toBeUndefined();
    expect(ids.parse(id.slice(0, -1))).toBeUndefined();
    expect(ids.parse(`${id}=`)).toBeUndefined();
  }
  expect(ids.parse(ids.conversation('a'))).toBeUndefined();
});

test('conversations have one id each, and the letters in which alphabets differ occur in them', () => {
  const ids = new MailboxIds(1);
  const made = Array.from({ length: 3000 }, (_, at) => ids.conversation(`thread-${at}`));

  expect(new Set(made).size).toBe(3000);
  expect(made.filter((id) => /_.*-|-.*_/.test(id)).length).toBeGreaterThan(100);
});

function boxed() {
  const simulator = createSimulator();
  const message = simulator.control.deliver({ subject: 'one' });
  const { mailbox } = simulator;
  const translate = async (inputIds: unknown, from: string, to: string, origin?: string) => {
    const path = '/me/translateExchangeIds';
    const { status, json } = await ask(simulator, origin ? `${origin}/v1.0${path}` : path, {
      method: 'POST',
      scopes: ['User.Read'],
      body: { inputIds, sourceIdType: from, targetIdType: to },
    });
    return { status, json, first: json.value?.[0] };
  };
  const regular = mailbox.idOf(message, false);
  const immutable = mailbox.idOf(message, true);
  return { simulator, message, translate, regular, immutable };
}

test('every format of a message id is translated into every other, and back', async () => {
  const { translate, regular, immutable } = boxed();
  const types = ['restId', 'restImmutableEntryId', 'ewsId', 'entryId', 'immutableEntryId'];
  const ids = new Map<string, string>();
  for (const type of types) {
    ids.set(type, (await translate([regular], 'restId', type)).first.targetId);
  }

  expect(ids.get('restImmutableEntryId')).toBe(immutable);
  expect(ids.get('ewsId')).toBe(ewsForm(regular));
  expect(ids.get('entryId')).toMatch(/^[\w-]+[012]$/);
  for (const from of types) {
    for (const to of types) {
      expect((await translate([ids.get(from)], from, to)).first.targetId).toBe(ids.get(to));
    }
  }
});

test('an id of another type than was said is malformed, one by one', async () => {
  const { translate, regular, immutable, simulator, message } = boxed();
  const conversation = simulator.mailbox.ids.conversation(message.conversation);

  const { json } = await translate(
    [regular, immutable, ewsForm(regular), conversation, 'x'],
    'restId',
    'ewsId',
  );

  expect(
    json.value.map((each: { errorDetails?: { code: string } }) => each.errorDetails?.code),
  ).toEqual([
    undefined,
    'ErrorInvalidIdMalformed',
    'ErrorInvalidIdMalformed',
    'ErrorInvalidIdMalformed',
    'ErrorInvalidIdMalformed',
  ]);
  expect((await translate([regular], 'ewsId', 'restId')).first.errorDetails.code).toBe(
    'ErrorInvalidIdMalformed',
  );
});

test('a regular id from before a move is not found', async () => {
  const { translate, regular, simulator, message } = boxed();
  simulator.mailbox.move(message, simulator.mailbox.role('archive'));

  const { first } = await translate([regular], 'restId', 'restImmutableEntryId');

  expect(first.errorDetails.code).toBe('ErrorItemNotFound');
});

test('too many ids, unknown formats and the government’s clouds are refused', async () => {
  const { translate, regular } = boxed();
  const many = Array.from({ length: 1001 }, () => regular);

  expect((await translate(many, 'restId', 'ewsId')).status).toBe(400);
  expect((await translate([regular], 'restId', 'hexId')).status).toBe(400);
  expect((await translate(regular, 'restId', 'ewsId')).status).toBe(400);
  expect((await translate([regular], 'restId', 'ewsId', 'https://graph.microsoft.us')).status).toBe(
    400,
  );
  expect((await translate([regular], 'restId', 'ewsId')).status).toBe(200);
});
