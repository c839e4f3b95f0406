import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  areEqual,
  ByteReader,
  ByteWriter,
  compareBytes,
  decodeText,
  encodeText,
  fromHex,
  JoinBuffer,
  joinBytes,
  readHexWords,
  release,
  toHex,
} from './bytes.ts';

test('hex digits and bytes stand for each other', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([...fromHex(toHex(bytes))]).toEqual([...bytes]);
    }),
  );
  expect(toHex(Uint8Array.of(0, 10, 255))).toBe('000aff');
  expect([...fromHex('00AfF0')]).toEqual([0, 0xaf, 0xf0]);
});

test('hex digits are read as numbers of 32 bits, most significant digit first', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 40 }), (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const words = new Uint32Array(3).fill(7);

      readHexWords(toHex(bytes), words, 2);

      expect([...words]).toEqual([view.getUint32(0), view.getUint32(4), 7]);
    }),
  );
});

test('what is not hex is refused', () => {
  for (const text of ['0', '0g', ' 0', '-1', 'é0']) {
    expect(() => fromHex(text)).toThrow(RangeError);
  }
});

test('bytes are ordered as unsigned numbers, and a beginning comes first', () => {
  expect(compareBytes(Uint8Array.of(200), Uint8Array.of(100))).toBeGreaterThan(0);
  expect(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
  expect(areEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(areEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
});

test('every field is read back as it was written, least byte first', () => {
  const written = new ByteWriter(1)
    .u8(0xfe)
    .u16(0x1234)
    .u32(0xdeadbeef)
    .u64(2 ** 53 - 1)
    .bytes(encodeText('naïve'))
    .zeros(2)
    .done();

  const reader = new ByteReader(written);

  expect(toHex(written.subarray(0, 7))).toBe('fe3412efbeadde');
  expect(reader.u8()).toBe(0xfe);
  expect(reader.u16()).toBe(0x1234);
  expect(reader.u32()).toBe(0xdeadbeef);
  expect(reader.u64()).toBe(2 ** 53 - 1);
  expect(decodeText(reader.bytes(6))).toBe('naïve');
  expect(reader.u16()).toBe(0);
  expect(reader.left).toBe(0);
});

test('reading ends at the end', () => {
  const reader = new ByteReader(joinBytes([Uint8Array.of(1), Uint8Array.of(2, 3)]));

  expect(() => reader.u32()).toThrow(RangeError);
  expect(() => reader.bytes(4)).toThrow(RangeError);
  expect(reader.u16()).toBe(0x0201);
});

test('a number that a double cannot hold is refused', () => {
  const reader = new ByteReader(new Uint8Array(8).fill(0xff));

  expect(() => reader.u64()).toThrow(RangeError);
});

test('text that is not UTF-8 is refused', () => {
  expect(() => decodeText(Uint8Array.of(0xc3, 0x28))).toThrow(TypeError);
});

test('memory grows at any field', () => {
  for (let room = 1; room < 20; room++) {
    const writer = new ByteWriter(room);
    for (let at = 0; at < 40; at++) writer.u8(at).u16(at).u32(at).bytes(Uint8Array.of(at));

    const reader = new ByteReader(writer.done());

    for (let at = 0; at < 40; at++) {
      expect([reader.u8(), reader.u16(), reader.u32(), reader.u8()]).toEqual([at, at, at, at]);
    }
  }
});

test('bytes are equal when each of them is, wherever they begin in their memory', () => {
  const skew = fc.nat({ max: 5 });
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      skew,
      skew,
      fc.nat(),
      (bytes, left, right, at) => {
        const [a, b] = [left, right].map((offset) => {
          const copy = new Uint8Array(offset + bytes.length).subarray(offset);
          copy.set(bytes);
          return copy;
        }) as [Uint8Array, Uint8Array];
        expect(areEqual(a, b)).toBe(true);
        if (bytes.length === 0) return;
        const place = at % bytes.length;
        b[place] = (b[place] as number) ^ 1;
        expect(areEqual(a, b)).toBe(false);
        expect(areEqual(a, b.subarray(0, -1))).toBe(false);
      },
    ),
  );
});

test('a join buffer joins as if it were not used again', () => {
  const buffer = new JoinBuffer();
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (parts) => {
      expect([...buffer.join(parts)]).toEqual(parts.flatMap((part) => [...part]));
    }),
  );
  const large = new Uint8Array(5_000_000).fill(3);
  expect(buffer.join([large]).byteLength).toBe(5_000_000);
  expect(buffer.join([Uint8Array.of(1)])).toEqual(Uint8Array.of(1));
});

test('what is released is empty, and its memory is not asked for twice', () => {
  const bytes = new Uint8Array(100);
  const part = bytes.subarray(10, 20);

  release(part);
  release(bytes);

  expect([bytes.byteLength, part.byteLength]).toEqual([0, 0]);
});

test('memory that is released is there for the next, long before garbage is collected', async () => {
  const before = process.memoryUsage.rss();
  for (let at = 0; at < 300; at++) {
    release(new Uint8Array(4_000_000).fill(1));
    // Node frees what nobody takes at its next turn.
    if (at % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(200_000_000);
});
