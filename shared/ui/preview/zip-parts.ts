import { asDamaged, previewFault } from './trouble.ts';

/** A file of an archive, not unpacked yet. */
export interface ZipPart {
  name: string;
  /** Unpacks it; fails when it, with all that was unpacked before, is more than the limit. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

export interface ZipLimits {
  /** Of all parts together: a few kilobytes can unpack to gigabytes. */
  unpackedBytes: number;
  parts: number;
}

const END_MARK = 0x06054b50;
const ENTRY_MARK = 0x02014b50;
const LOCAL_MARK = 0x04034b50;
/** The end of an archive is this long, and may have a remark after it. */
const END_BYTES = 22;
const LONGEST_REMARK = 65_535;

/**
 * The parts of an archive by their names. Only its table of contents is read; what is asked for is
 * unpacked by the browser, and counted while it is: an archive's own word on sizes is not believed.
 */
export async function openZip(file: Blob, limits: ZipLimits): Promise<Map<string, ZipPart>> {
  const tailStart = Math.max(0, file.size - END_BYTES - LONGEST_REMARK);
  const tail = await viewOf(file, tailStart, file.size);
  const end = findEnd(tail);
  const count = tail.getUint16(end + 10, true);
  if (count > limits.parts) throw previewFault('too-large');
  const at = tail.getUint32(end + 16, true);
  const table = await viewOf(file, at, at + tail.getUint32(end + 12, true));
  const budget = { left: limits.unpackedBytes };
  const parts = new Map<string, ZipPart>();
  let offset = 0;
  for (let index = 0; index < count; index++) {
    if (offset + 46 > table.byteLength || table.getUint32(offset, true) !== ENTRY_MARK) {
      throw previewFault('damaged');
    }
    const entry = readEntry(table, offset);
    offset += entry.length;
    if (entry.isEncrypted) throw previewFault('protected');
    parts.set(entry.name, {
      name: entry.name,
      read: () => unpack(file, entry, budget),
    });
  }
  return parts;
}

interface Entry {
  name: string;
  method: number;
  isEncrypted: boolean;
  packedBytes: number;
  localAt: number;
  length: number;
}

function readEntry(table: DataView, at: number): Entry {
  const nameLength = table.getUint16(at + 28, true);
  const name = new Uint8Array(table.buffer, table.byteOffset + at + 46, nameLength);
  return {
    // Some writers use the other slash.
    name: new TextDecoder().decode(name).replaceAll('\\', '/'),
    method: table.getUint16(at + 10, true),
    isEncrypted: (table.getUint16(at + 8, true) & 1) === 1,
    packedBytes: table.getUint32(at + 20, true),
    localAt: table.getUint32(at + 42, true),
    length: 46 + nameLength + table.getUint16(at + 30, true) + table.getUint16(at + 32, true),
  };
}

function findEnd(tail: DataView): number {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) === END_MARK) return at;
  }
  throw previewFault('damaged');
}

async function viewOf(file: Blob, from: number, to: number): Promise<DataView<ArrayBuffer>> {
  const bytes = await file.slice(from, to).arrayBuffer();
  if (bytes.byteLength < to - from) throw previewFault('damaged');
  return new DataView(bytes);
}

async function unpack(
  file: Blob,
  { localAt, packedBytes, method }: Entry,
  budget: { left: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const local = await viewOf(file, localAt, localAt + 30);
  if (local.getUint32(0, true) !== LOCAL_MARK) throw previewFault('damaged');
  const start = localAt + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = file.slice(start, start + packedBytes);
  if (method !== 0 && method !== 8) throw previewFault('old-format');
  const stream =
    method === 0
      ? packed.stream()
      : packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      budget.left -= value.byteLength;
      if (budget.left < 0) throw previewFault('too-large');
      chunks.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw asDamaged(error);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
