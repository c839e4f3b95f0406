/** A part to put into an archive, as it is. */
interface StoredPart {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * An archive of the parts, nothing compressed. A reader that unpacks by itself gets it instead of the
 * file: what is in it was counted while it was unpacked, and more can't come out of it.
 */
export async function storeZip(parts: readonly StoredPart[]): Promise<Uint8Array<ArrayBuffer>> {
  const files: Uint8Array<ArrayBuffer>[] = [];
  const table: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const part of parts) {
    const name = new TextEncoder().encode(part.name);
    const shared = sharedFields(part.bytes, name.byteLength);
    const local = fieldsOf(0x04034b50, shared);
    const entry = fieldsOf(0x02014b50, [
      [2, 20],
      ...shared,
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, at],
    ]);
    files.push(local, name, part.bytes);
    table.push(entry, name);
    at += local.byteLength + name.byteLength + part.bytes.byteLength;
  }
  const tableBytes = table.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const count = parts.length;
  const end = fieldsOf(0x06054b50, [
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, tableBytes],
    [4, at],
    [2, 0],
  ]);
  return new Uint8Array(await new Blob([...files, ...table, end]).arrayBuffer());
}

type Field = readonly [bytes: 2 | 4, value: number];

/** Needed version, names in UTF-8, stored, no time, then CRC, both sizes, lengths of name and extra. */
function sharedFields(bytes: Uint8Array, nameLength: number): Field[] {
  const size = bytes.byteLength;
  return [
    [2, 20],
    [2, 0x800],
    [2, 0],
    [2, 0],
    [2, 0x21],
    [4, crc32(bytes)],
    [4, size],
    [4, size],
    [2, nameLength],
    [2, 0],
  ];
}

function fieldsOf(mark: number, fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(4 + fields.reduce((sum, [bytes]) => sum + bytes, 0)));
  view.setUint32(0, mark, true);
  let at = 4;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value >>> 0, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
