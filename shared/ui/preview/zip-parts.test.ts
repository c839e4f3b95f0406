import { expect, test } from 'vitest';
import { makeZip } from '../../../tests/preview/make-office.ts';
import { storeZip } from './store-zip.ts';
import { openZip } from './zip-parts.ts';

const LIMITS = { unpackedBytes: 1_000_000, parts: 100 };
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test('parts are unpacked, and an archive made of them is read again', async () => {
  const parts = await openZip(new Blob([makeZip({ 'a/b.txt': 'one', 'c.txt': 'two' })]), LIMITS);
  expect([...parts.keys()]).toEqual(['a/b.txt', 'c.txt']);
  const stored = [];
  for (const { name, read } of parts.values()) stored.push({ name, bytes: await read() });
  const again = await openZip(new Blob([await storeZip(stored)]), LIMITS);
  expect(text(await again.get('c.txt')?.read())).toBe('two');
});

test('a bomb is stopped while it unpacks, whatever it says of its size', async () => {
  const bomb = makeZip({ 'x.xml': new Uint8Array(50_000_000) });
  expect(bomb.byteLength).toBeLessThan(100_000);
  const lying = Buffer.from(bomb);
  lying.writeUInt32LE(10, lying.indexOf('PK\x01\x02') + 24);
  for (const bytes of [bomb, lying]) {
    const parts = await openZip(new Blob([bytes]), LIMITS);
    await expect(parts.get('x.xml')?.read()).rejects.toMatchObject({ upstreamCode: 'too-large' });
  }
});

test('the limit is for all parts together', async () => {
  const parts = await openZip(
    new Blob([makeZip({ a: new Uint8Array(600_000), b: new Uint8Array(600_000) })]),
    LIMITS,
  );
  await parts.get('a')?.read();
  await expect(parts.get('b')?.read()).rejects.toMatchObject({ upstreamCode: 'too-large' });
});

test('too many parts, a cut archive and a locked one are told apart', async () => {
  const whole = makeZip({ a: 'one', b: 'two' });
  const open = (bytes: Uint8Array<ArrayBuffer>, parts = 100) =>
    openZip(new Blob([bytes]), { ...LIMITS, parts });
  await expect(open(new Uint8Array(whole), 1)).rejects.toMatchObject({ upstreamCode: 'too-large' });
  await expect(open(new Uint8Array(whole.subarray(0, 40)))).rejects.toMatchObject({
    upstreamCode: 'damaged',
  });
  const locked = new Uint8Array(whole);
  const entry = whole.indexOf('PK\x01\x02') + 8;
  locked[entry] = (locked[entry] ?? 0) | 1;
  await expect(open(locked)).rejects.toMatchObject({ upstreamCode: 'protected' });
});

test('a part whose bytes were changed is damaged', async () => {
  const bytes = new Uint8Array(makeZip({ a: 'a text that is long enough to be packed, packed' }));
  bytes.fill(0xff, 31, 40);
  const parts = await openZip(new Blob([bytes]), LIMITS);
  await expect(parts.get('a')?.read()).rejects.toMatchObject({ upstreamCode: 'damaged' });
});
