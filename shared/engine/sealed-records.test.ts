import { expect, test } from 'vitest';
import { MemoryRecords } from '../backend/records.ts';
import { type RecordsKey, SealedRecords } from './sealed-records.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

async function opened() {
  const inner = new MemoryRecords();
  const aes = { name: 'AES-GCM', length: 256 } as const;
  const key = await crypto.subtle.generateKey(aes, false, ['encrypt', 'decrypt']);
  const now: { key: RecordsKey } = { key: null };
  return { inner, key, now, records: new SealedRecords(inner, () => now.key, random) };
}

test('what is remembered beside an open copy is plain, beside a protected one it is sealed', async () => {
  const { inner, key, now, records } = await opened();
  await records.write('check', { label: 'Offer for the roof' });
  expect(JSON.stringify(await inner.read('check'))).toContain('roof');

  now.key = key;
  expect(await records.read('check')).toEqual({ label: 'Offer for the roof' });
  await records.write('check', { label: 'Offer for the roof' });

  expect(JSON.stringify(await inner.read('check'))).not.toContain('roof');
  expect(await records.read('check')).toEqual({ label: 'Offer for the roof' });
});

test('while the copy is locked nothing is read and nothing is written', async () => {
  const { key, now, records } = await opened();
  now.key = key;
  await records.write('check', { label: 'Offer' });

  now.key = undefined;

  expect(await records.read('check')).toBeUndefined();
  await expect(records.write('check', 1)).rejects.toMatchObject({ code: 'key-needed' });
});

test('a record that lies under another name, or is cut off, was never there', async () => {
  const { inner, key, now, records } = await opened();
  now.key = key;
  await records.write('check', { label: 'Offer' });
  await inner.write('running-jobs', await inner.read('check'));
  await inner.write('short', { sealed: 'abcd' });

  expect(await records.read('running-jobs')).toBeUndefined();
  expect(await records.read('short')).toBeUndefined();
});
