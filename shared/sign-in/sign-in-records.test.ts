import { expect, test } from 'vitest';
import { MemoryStorage } from '../../tests/memory-storage.ts';
import { type AccountId, asId } from '../model/ids.ts';
import { nextChangeMs, SignInRecords, signInAt } from './sign-in-records.ts';

const HOUR = 60 * 60 * 1000;
const START = Date.parse('2026-11-22T08:00:00Z');
const PAT = { id: asId<AccountId>('oid.tid'), name: 'Pat', username: 'pat@example.com' };

function signedIn() {
  const records = new SignInRecords(new MemoryStorage(), 'service');
  const record = records.begin(PAT, ['Mail.Read'], START);
  return { records, record };
}

test.each([
  [0, 'active'],
  [21.9, 'active'],
  [22, 'ending'],
  [23.9, 'ending'],
  [24, 'ended'],
])('%d hours after the sign-in it is %s', (hours, state) => {
  const { record } = signedIn();
  expect(signInAt(record, START + hours * HOUR)).toMatchObject({
    state,
    endsAt: '2026-11-23T08:00:00.000Z',
  });
});

test('its state changes when the last two hours begin and at the end', () => {
  const { record } = signedIn();
  expect(nextChangeMs([record], START)).toBe(22 * HOUR);
  expect(nextChangeMs([record], START + 22 * HOUR)).toBe(2 * HOUR);
  expect(nextChangeMs([record], START + 24 * HOUR)).toBeUndefined();
});

test('renewed tokens add rights but no time', () => {
  const { records } = signedIn();

  records.grant(PAT.id, ['Mail.ReadWrite']);

  expect(records.find(PAT.id)).toMatchObject({
    scopes: ['Mail.Read', 'Mail.ReadWrite'],
    signedInAt: START,
  });
});

test('a sign-in that names one right only leaves the others, until Microsoft takes one back', () => {
  const { records } = signedIn();

  records.begin(PAT, ['Files.Read'], START + HOUR);
  expect(records.find(PAT.id)?.scopes).toEqual(['Mail.Read', 'Files.Read']);

  records.revoke(PAT.id, ['Mail.Read', 'Mail.ReadWrite']);
  expect(records.find(PAT.id)).toMatchObject({ scopes: ['Files.Read'], isEnded: false });
});

test('a sign-in Microsoft has ended is active again after the next one', () => {
  const { records } = signedIn();
  records.end(PAT.id);
  expect(records.list().map((record) => signInAt(record, START).state)).toEqual(['ended']);

  records.begin(PAT, ['Mail.Read'], START + HOUR);

  expect(records.list().map((record) => signInAt(record, START + HOUR).state)).toEqual(['active']);
});

test('a new sign-in may be renewed by leaving the page at once', () => {
  const { records } = signedIn();
  records.noteLeaving(PAT.id, START + HOUR);
  expect(records.find(PAT.id)?.leftAt).toBe(START + HOUR);

  records.begin(PAT, ['Mail.Read'], START + 2 * HOUR);

  expect(records.find(PAT.id)?.leftAt).toBe(0);
});

test('another cloud or app registration has its own sign-ins', () => {
  const storage = new MemoryStorage();
  const one = new SignInRecords(storage, 'one');
  const other = new SignInRecords(storage, 'other');
  one.begin(PAT, [], START);
  other.begin(PAT, ['Mail.Read'], START);

  one.forget(PAT.id);

  expect(one.list()).toEqual([]);
  expect(other.list()).toHaveLength(1);
});

test('every change is told once, and nothing is told when nothing changes', () => {
  const { records } = signedIn();
  let told = 0;
  const unsubscribe = records.subscribe(() => {
    told += 1;
  });

  records.grant(PAT.id, ['Mail.Read']);
  expect(told).toBe(0);
  records.end(PAT.id);
  records.end(PAT.id);
  expect(told).toBe(1);
  unsubscribe();
  records.forget(PAT.id);
  expect(told).toBe(1);
});

test('ending or granting what nobody knows leaves no trace', () => {
  const records = new SignInRecords(new MemoryStorage(), 'service');
  records.end(PAT.id);
  records.grant(PAT.id, ['Mail.Read']);
  expect(records.list()).toEqual([]);
});

test('unreadable records are no sign-ins', () => {
  const storage = new MemoryStorage();
  storage.setItem('holdfast.sign-ins', '[{"id":1},null,"x"]');
  expect(new SignInRecords(storage, 'service').list()).toEqual([]);
});
