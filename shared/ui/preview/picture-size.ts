/**
 * Width and height as a picture's beginning tells them, before anything is decoded: a file of a few
 * kilobytes can ask for gigabytes of pixels. undefined where it doesn't say, as in drawings.
 */
export function pictureSize(head: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const at = (index: number) => head[index] ?? 0;
  const has = (start: number, text: string) =>
    [...text].every((letter, index) => at(start + index) === letter.charCodeAt(0));
  if (head.length < 30) return undefined;
  if (has(1, 'PNG')) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (has(0, 'GIF8')) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (has(0, 'BM')) {
    return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
  }
  if (has(8, 'WEBPVP8X')) {
    return { width: 1 + uint24(head, 24), height: 1 + uint24(head, 27) };
  }
  if (has(8, 'WEBPVP8L')) {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
  }
  if (has(8, 'WEBPVP8 ')) {
    return {
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
    };
  }
  if (at(0) === 0xff && at(1) === 0xd8) return jpegSize(view);
  return undefined;
}

function uint24(head: Uint8Array, at: number): number {
  return (head[at] ?? 0) | ((head[at + 1] ?? 0) << 8) | ((head[at + 2] ?? 0) << 16);
}

/** In the frame's header, behind segments of any number and length. */
function jpegSize(view: DataView): { width: number; height: number } | undefined {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Beyond this a picture is not decoded: four bytes a pixel, and again for each size it is shown in. */
export const MOST_PIXELS = 120_000_000;
/** Camera pictures have their size behind hundreds of kilobytes of notes and a small picture. */
export const SIZE_BYTES = 1_000_000;

/** Whether a picture says that it has more pixels than a page can hold. */
export async function isTooManyPixels(file: Blob, most = MOST_PIXELS): Promise<boolean> {
  const size = pictureSize(new Uint8Array(await file.slice(0, SIZE_BYTES).arrayBuffer()));
  return size !== undefined && size.width * size.height > most;
}
