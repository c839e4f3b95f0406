import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { buildPage } from './build-page.mjs';
import { ZipWriter } from './zip.mjs';

test('recover.html is what build-page.mjs makes of the reader', async () => {
  const committed = await readFile(path.join(import.meta.dirname, 'recover.html'), 'utf8');
  expect(committed === (await buildPage()), 'run node recover/build-page.mjs').toBe(true);
  expect(committed).toContain("default-src 'none'");
  expect(committed).not.toMatch(/\b(src|href)="/);
});

/** Every entry the directory of a zip names, read as a program would that knows 64-bit zips. */
function entriesOf(zip: Buffer, before = 0) {
  const end = zip.length - 22;
  let count = zip.readUInt16LE(end + 10);
  let start = zip.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) {
    expect(zip.readUInt32LE(end - 20)).toBe(0x07064b50);
    const far = Number(zip.readBigUInt64LE(end - 12)) - before;
    expect(zip.readUInt32LE(far)).toBe(0x06064b50);
    count = Number(zip.readBigUInt64LE(far + 32));
    start = Number(zip.readBigUInt64LE(far + 48));
  }
  const entries: { name: string; crc: number; bytes: Buffer }[] = [];
  let at = start - before;
  for (let nth = 0; nth < count; nth += 1) {
    const [nameLength, extraLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)];
    const size = zip.readUInt32LE(at + 24);
    let offset = zip.readUInt32LE(at + 42);
    if (offset === 0xffffffff) offset = Number(zip.readBigUInt64LE(at + 46 + nameLength + 4));
    const data = offset - before + 30 + nameLength;
    expect(zip.readUInt32LE(offset - before)).toBe(0x04034b50);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      crc: zip.readUInt32LE(at + 16),
      bytes: zip.subarray(data, data + size),
    });
    at += 46 + nameLength + extraLength;
  }
  return entries;
}

async function* chunksOf(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

async function zipOf(names: readonly string[], before = 0) {
  const parts: Buffer[] = [];
  const zip = new ZipWriter(async (part) => {
    parts.push(Buffer.from(part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : part));
  }, before);
  for (const name of names) {
    await zip.add(name, new Date('2026-01-05T10:00:00Z'), chunksOf('12345', '6789'));
  }
  await zip.finish();
  return Buffer.concat(parts);
}

test('a zip holds what was put in, under its own name', async () => {
  const entries = entriesOf(await zipOf(['Grüße/', 'Grüße/a.eml']));
  expect(entries.map(({ name }) => name)).toEqual(['Grüße/', 'Grüße/a.eml']);
  // The check value every description of this CRC gives.
  expect(entries.map(({ crc }) => crc)).toEqual([0xcbf43926, 0xcbf43926]);
  expect(String(entries[1]!.bytes)).toBe('123456789');
});

test('what fails on the way is not in the zip', async () => {
  const parts: Buffer[] = [];
  const zip = new ZipWriter((part) => void parts.push(Buffer.from(part as Uint8Array)));
  const fails = async function* () {
    yield Buffer.from('begun');
    throw new Error('damaged');
  };
  await expect(zip.add('bad', null, fails())).rejects.toThrow('damaged');
  await zip.add('good', null, chunksOf('x'));
  await zip.finish();
  expect(entriesOf(Buffer.concat(parts)).map(({ name }) => name)).toEqual(['good']);
});

test('more than 65,535 files, and more than 4 GiB before one', async () => {
  const names = Array.from({ length: 65_600 }, (_, nth) => `${nth}`);
  expect(entriesOf(await zipOf(names)).at(-1)?.name).toBe('65599');
  const before = 5 * 2 ** 30;
  expect(entriesOf(await zipOf(['a', 'b'], before), before)).toHaveLength(2);
});
