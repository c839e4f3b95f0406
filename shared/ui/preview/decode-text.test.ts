import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const wide = (text: string, isLittle: boolean) => {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (const [index, unit] of [...text].entries()) {
    view.setUint16(index * 2, unit.charCodeAt(0), isLittle);
  }
  return new Uint8Array(view.buffer);
};

test.each([
  ['a mark of UTF-8', Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xa9), 'é', 'UTF-8'],
  ['UTF-8 without a mark', new TextEncoder().encode('Größe 尺寸'), 'Größe 尺寸', 'UTF-8'],
  ['a mark of UTF-16', wide('\uFEFFhé', true), 'hé', 'UTF-16LE'],
  ['the other order of UTF-16', wide('\uFEFFhé', false), 'hé', 'UTF-16BE'],
  ['UTF-16 without a mark', wide('plain words', true), 'plain words', 'UTF-16LE'],
  ['Latin letters of Windows', Uint8Array.of(0x61, 0xe9, 0x62), 'aéb', 'windows-1252'],
])('%s', (_, bytes, text, encoding) => {
  expect(decodeText(bytes)).toEqual({ text, encoding });
});

test('Japanese of an older way of writing is read as such', () => {
  const words = [
    0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x95, 0xb6, 0x8f, 0xcd, 0x82, 0xc5,
  ];
  const bytes = Uint8Array.from([
    ...words,
    0x82,
    0xb7,
    0x81,
    0x42,
    ...words,
    0x82,
    0xb7,
    0x81,
    0x42,
  ]);
  expect(decodeText(bytes).encoding).toMatch(/shift_jis/i);
  expect(decodeText(bytes).text).toContain('日本語の文章です。');
});

test('a letter cut at the end leaves the text UTF-8', () => {
  const bytes = new TextEncoder().encode('été');
  expect(decodeText(bytes.subarray(0, bytes.length - 1), true)).toEqual({
    text: 'ét',
    encoding: 'UTF-8',
  });
});
