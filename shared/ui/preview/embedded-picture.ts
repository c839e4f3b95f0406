/** Tags of TIFF and Exif. */
const ORIENTATION = 0x0112;
const OFFSET = 0x0201;
const LENGTH = 0x0202;

interface Embedded {
  bytes: Uint8Array<ArrayBuffer>;
  /** As Exif counts them, 1 to 8. */
  orientation: number;
}

/** The small picture that a camera put into the beginning of its large one; null where there is none. */
export async function embeddedPicture(head: Blob): Promise<ImageBitmap | null> {
  const found = findEmbedded(new Uint8Array(await head.arrayBuffer()));
  if (found === null) return null;
  const small = await createImageBitmap(new Blob([found.bytes], { type: 'image/jpeg' })).catch(
    () => null,
  );
  return small === null ? null : upright(small, found.orientation);
}

/** Where a JPEG's notes say that it is. */
export function findEmbedded(head: Uint8Array<ArrayBuffer>): Embedded | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    if (view.getUint16(0) !== 0xffd8) return null;
    for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
      const isNotes = view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === 0x45786966;
      if (isNotes) return readNotes(head, view, at + 10);
    }
  } catch {
    // Cut off, or other than it says.
  }
  return null;
}

function readNotes(head: Uint8Array<ArrayBuffer>, view: DataView, start: number): Embedded | null {
  const isLittle = view.getUint16(start) === 0x4949;
  const directory = (at: number) => {
    const tags = new Map<number, number>();
    const count = view.getUint16(at, isLittle);
    for (let entry = at + 2; entry < at + 2 + 12 * count; entry += 12) {
      const isShort = view.getUint16(entry + 2, isLittle) === 3;
      const value = isShort
        ? view.getUint16(entry + 8, isLittle)
        : view.getUint32(entry + 8, isLittle);
      tags.set(view.getUint16(entry, isLittle), value);
    }
    return { tags, next: view.getUint32(at + 2 + 12 * count, isLittle) };
  };
  const first = directory(start + view.getUint32(start + 4, isLittle));
  if (first.next === 0) return null;
  const { tags } = directory(start + first.next);
  const [offset, length] = [tags.get(OFFSET), tags.get(LENGTH)];
  if (offset === undefined || length === undefined) return null;
  const bytes = head.slice(start + offset, start + offset + length);
  const isWhole = bytes.length === length && bytes[0] === 0xff && bytes[1] === 0xd8;
  return isWhole ? { bytes, orientation: first.tags.get(ORIENTATION) ?? 1 } : null;
}

/** It lies as the camera was held. */
async function upright(small: ImageBitmap, orientation: number): Promise<ImageBitmap> {
  if (orientation <= 1 || orientation > 8) return small;
  const { width, height } = small;
  const isTurned = orientation >= 5;
  const canvas = new OffscreenCanvas(isTurned ? height : width, isTurned ? width : height);
  const context = canvas.getContext('2d');
  const [w, h] = [width, height];
  const matrices: readonly (readonly [number, number, number, number, number, number])[] = [
    [-1, 0, 0, 1, w, 0],
    [-1, 0, 0, -1, w, h],
    [1, 0, 0, -1, 0, h],
    [0, 1, 1, 0, 0, 0],
    [0, 1, -1, 0, h, 0],
    [0, -1, -1, 0, h, w],
    [0, -1, 1, 0, 0, w],
  ];
  const matrix = matrices[orientation - 2];
  if (matrix) context?.setTransform(...matrix);
  context?.drawImage(small, 0, 0);
  small.close();
  return createImageBitmap(canvas);
}
