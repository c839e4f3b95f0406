import { crc32, join, noise, utf8 } from './bytes.ts';
import type { Random } from './random.ts';

export interface ZipPart {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const [LOCAL, LISTED, END] = [30, 46, 22];

/**
 * An archive of the parts, none of them compressed, which is exactly `size` bytes long: what is left is
 * noise in a part of its own. null when the parts alone are longer.
 */
export function paddedZip(
  parts: readonly ZipPart[],
  padding: { name: string; random: Random; size: number },
): Uint8Array<ArrayBuffer> | null {
  const { name, random, size } = padding;
  const left = size - lengthOf(parts) - lengthOf([{ name, bytes: new Uint8Array(0) }]) + END;
  if (left < 0) return null;
  const bytes = noise(Math.floor(random() * 4_294_967_295), left);
  return storedZip([...parts, { name, bytes }]);
}

function lengthOf(parts: readonly ZipPart[]): number {
  const each = ({ name, bytes }: ZipPart) => LOCAL + LISTED + utf8(name).length * 2 + bytes.length;
  return parts.reduce((sum, part) => sum + each(part), END);
}

function storedZip(parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  const files: Uint8Array<ArrayBuffer>[] = [];
  const list: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const { name, bytes } of parts) {
    const letters = utf8(name);
    const facts = new Uint8Array(26);
    const view = new DataView(facts.buffer);
    view.setUint16(0, 20, true);
    // Names are UTF-8; the date is the first that can be told.
    view.setUint16(2, 0x800, true);
    view.setUint16(8, 0x21, true);
    view.setUint32(10, crc32(bytes), true);
    view.setUint32(14, bytes.length, true);
    view.setUint32(18, bytes.length, true);
    view.setUint16(22, letters.length, true);
    const place = new Uint8Array(14);
    new DataView(place.buffer).setUint32(10, at, true);
    const file = join([Uint8Array.of(0x50, 0x4b, 3, 4), facts, letters, bytes]);
    list.push(join([Uint8Array.of(0x50, 0x4b, 1, 2, 20, 0), facts, place, letters]));
    files.push(file);
    at += file.length;
  }
  const table = join(list);
  const end = new Uint8Array(END);
  const tail = new DataView(end.buffer);
  tail.setUint32(0, 0x504b0506);
  tail.setUint16(8, parts.length, true);
  tail.setUint16(10, parts.length, true);
  tail.setUint32(12, table.length, true);
  tail.setUint32(16, at, true);
  return join([...files, table, end]);
}
