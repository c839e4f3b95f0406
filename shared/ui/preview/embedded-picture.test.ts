import { expect, test } from 'vitest';
import { joinBytes } from '../../lib/bytes.ts';
import { findEmbedded } from './embedded-picture.ts';

const SMALL = Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, 1, 2, 3, 0xff, 0xd9);

/** What a camera writes: its notes with a small picture, and the large one behind them. */
function photo(isLittle: boolean, orientation: number): Uint8Array<ArrayBuffer> {
  const notes = new DataView(new ArrayBuffer(90));
  const tag = (at: number, id: number, type: number, value: number) => {
    notes.setUint16(at, id, isLittle);
    notes.setUint16(at + 2, type, isLittle);
    notes.setUint32(at + 4, 1, isLittle);
    if (type === 3) notes.setUint16(at + 8, value, isLittle);
    else notes.setUint32(at + 8, value, isLittle);
  };
  notes.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  notes.setUint16(2, 42, isLittle);
  notes.setUint32(4, 8, isLittle);
  notes.setUint16(8, 1, isLittle);
  tag(10, 0x0112, 3, orientation);
  notes.setUint32(22, 26, isLittle);
  notes.setUint16(26, 2, isLittle);
  tag(28, 0x0201, 4, 60);
  tag(40, 0x0202, 4, SMALL.length);
  new Uint8Array(notes.buffer).set(SMALL, 60);
  const length = notes.byteLength + 8;
  const exif = Uint8Array.of(0xff, 0xe1, length >> 8, length & 255, 0x45, 0x78, 0x69, 0x66, 0, 0);
  const jfif = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0);
  return joinBytes([jfif, exif, new Uint8Array(notes.buffer), new Uint8Array(40).fill(0xda)]);
}

test.each([true, false])(
  'a camera’s small picture is found in either order of bytes',
  (isLittle) => {
    expect(findEmbedded(photo(isLittle, 6))).toEqual({ bytes: SMALL, orientation: 6 });
  },
);

test('what has none, is cut off or says what is not so has none', () => {
  const whole = photo(true, 1);
  for (let length = 0; length < 78; length += 1) {
    expect(findEmbedded(whole.slice(0, length))).toBeNull();
  }
  expect(findEmbedded(new Uint8Array(200))).toBeNull();
  expect(findEmbedded(Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 4, 1, 2))).toBeNull();
});
