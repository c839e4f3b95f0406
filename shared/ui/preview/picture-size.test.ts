import { expect, test } from 'vitest';
import { inventPicture } from '../../simulator/seed/pictures.ts';
import { seededRandom } from '../../simulator/seed/random.ts';
import { isTooManyPixels, pictureSize } from './picture-size.ts';

/** A head of zeros with bytes at some places. */
function head(...places: readonly (readonly [at: number, bytes: readonly number[]])[]): Uint8Array {
  const bytes = new Uint8Array(64);
  for (const [at, some] of places) bytes.set(some, at);
  return bytes;
}
const letters = (text: string) => [...text].map((sign) => sign.charCodeAt(0));

test.each([
  ['GIF', head([0, letters('GIF89a')], [6, [0x20, 3, 0x58, 2]])],
  ['bitmap', head([0, letters('BM')], [18, [0x20, 3, 0, 0, 0xa8, 0xfd, 0xff, 0xff]])],
  ['WebP', head([0, letters('RIFF')], [8, letters('WEBPVP8X')], [24, [0x1f, 3, 0, 0x57, 2, 0]])],
  [
    'JPEG',
    head([0, [0xff, 0xd8, 0xff, 0xe0, 0, 6, 1, 2, 3, 4, 0xff, 0xc2, 0, 17, 8, 2, 0x58, 3, 0x20]]),
  ],
])('the size of a %s is read from its beginning', (_, bytes) => {
  expect(pictureSize(bytes)).toEqual({ width: 800, height: 600 });
});

test('a picture that asks for gigabytes is found out before it is decoded', async () => {
  const picture = inventPicture(seededRandom(1, 'picture'));
  expect(await isTooManyPixels(new Blob([picture]))).toBe(false);
  new DataView(picture.buffer).setUint32(16, 60_000);
  new DataView(picture.buffer).setUint32(20, 60_000);
  expect(await isTooManyPixels(new Blob([picture]))).toBe(true);
});

test('what says nothing of its size is left to the browser', () => {
  expect(pictureSize(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe(
    undefined,
  );
});
