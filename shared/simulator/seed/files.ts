import { between, pick, type Random, seededRandom } from './random.ts';

/** An invented file. Its length is known before its bytes are made. */
export interface SeededFile {
  name: string;
  contentType: string;
  length: number;
  bytes(): Uint8Array<ArrayBuffer>;
}

const NAMES = [
  'Drawing',
  'Offer',
  'Report',
  'Minutes',
  'Rechnung',
  'Plan',
  'Übersicht',
  '見積書',
  'Contract',
] as const;
const KINDS = ['pdf', 'pdf', 'pdf', 'xlsx', 'xlsx', 'docx', 'png', 'txt', 'zip'] as const;
const TYPES: Record<(typeof KINDS)[number], string> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  png: 'image/png',
  txt: 'text/plain',
  zip: 'application/zip',
};

/** A file as people attach them: mostly documents, mostly small, now and then some megabytes. */
export function inventFile(random: Random, seed: number, about?: number): SeededFile {
  const kind = pick(random, KINDS);
  const number = between(random, 1, 999);
  const name = `${pick(random, NAMES)} ${number}.${kind}`;
  const size = about ?? inventSize(random);
  const bytes = () => makeFile(kind, seededRandom(seed, 'file', name, size), size);
  if (kind === 'png') return withBytes(name, TYPES.png, inventPicture(random));
  return { name, contentType: TYPES[kind], length: size, bytes };
}

/** A small real picture: a gradient with a bar, in a palette of its own. */
export function inventPicture(random: Random): Uint8Array<ArrayBuffer> {
  const [width, height] = [between(random, 32, 120), between(random, 24, 80)];
  const palette = Uint8Array.from({ length: 48 }, () => Math.floor(random() * 256));
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + x + 1] = Math.floor((x / width + y / height) * 8) % 16;
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3, 0, 0, 0], 8);
  return join([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', header),
    pngChunk('PLTE', palette),
    pngChunk('IDAT', deflateStored(rows)),
    pngChunk('IEND', new Uint8Array(0)),
  ]);
}

export function withBytes(
  name: string,
  contentType: string,
  bytes: Uint8Array<ArrayBuffer>,
): SeededFile {
  return { name, contentType, length: bytes.length, bytes: () => bytes };
}

function inventSize(random: Random): number {
  const luck = random();
  if (luck < 0.006) return between(random, 3_400_000, 6_000_000);
  if (luck < 0.03) return between(random, 800_000, 2_500_000);
  return Math.floor(4000 * 60 ** random());
}

function makeFile(
  kind: (typeof KINDS)[number],
  random: Random,
  size: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  if (kind === 'txt') {
    const line = new TextEncoder().encode('Item;Quantity;Price\r\n');
    for (let at = 0; at < size; at += 1) bytes[at] = line[at % line.length] ?? 32;
    return bytes;
  }
  // Compressed data, as most of an office document is: noise between a real head and tail.
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = Math.floor(random() * 4_294_967_295) | 1;
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  bytes.set(new Uint8Array(words.buffer, 0, size));
  const [head, tail] = kind === 'pdf' ? pdfEnds() : zipEnds(size);
  if (head.length + tail.length < size) {
    bytes.set(head);
    bytes.set(tail, size - tail.length);
  }
  return bytes;
}

function pdfEnds(): [Uint8Array, Uint8Array] {
  const text = (lines: string) => new TextEncoder().encode(lines);
  return [
    text(
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n4 0 obj<</Length 0>>stream\n',
    ),
    text('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
  ];
}

/** One stored member that takes up the whole of a zip archive of `size` bytes. */
function zipEnds(size: number): [Uint8Array, Uint8Array] {
  const name = new TextEncoder().encode('content.bin');
  const content = size - 30 - 46 - 22 - name.length * 2;
  const local = new Uint8Array(30 + name.length);
  const head = new DataView(local.buffer);
  head.setUint32(0, 0x504b0304);
  head.setUint16(4, 20, true);
  head.setUint32(18, content, true);
  head.setUint32(22, content, true);
  head.setUint16(26, name.length, true);
  local.set(name, 30);
  const end = new Uint8Array(46 + name.length + 22);
  const tail = new DataView(end.buffer);
  tail.setUint32(0, 0x504b0102);
  tail.setUint32(20, content, true);
  tail.setUint32(24, content, true);
  tail.setUint16(28, name.length, true);
  end.set(name, 46);
  const at = 46 + name.length;
  tail.setUint32(at, 0x504b0506);
  tail.setUint16(at + 8, 1, true);
  tail.setUint16(at + 10, 1, true);
  tail.setUint32(at + 12, at, true);
  tail.setUint32(at + 16, 30 + name.length + content, true);
  return [local, end];
}

function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(12 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(new TextEncoder().encode(type), 4);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
  return chunk;
}

/** The zlib format with blocks that are stored as they are. */
function deflateStored(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array<ArrayBuffer>[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at < data.length; at += 0xffff) {
    const part = data.slice(at, at + 0xffff);
    const isLast = at + 0xffff >= data.length ? 1 : 0;
    const { length } = part;
    blocks.push(
      Uint8Array.of(isLast, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255),
    );
    blocks.push(part);
  }
  let [low, high] = [1, 0];
  for (const byte of data) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  blocks.push(Uint8Array.of(high >> 8, high & 255, low >> 8, low & 255));
  return join(blocks);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (CRC_TABLE[(value ^ byte) & 255] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
