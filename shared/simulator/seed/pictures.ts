import { crc32, join } from './bytes.ts';
import { between, pick, type Random } from './random.ts';

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
  return png(width, height, palette, rows);
}

type Colour = readonly [number, number, number];
const SKIES: readonly (readonly [Colour, Colour])[] = [
  [
    [88, 142, 204],
    [226, 236, 244],
  ],
  [
    [64, 74, 130],
    [244, 178, 122],
  ],
  [
    [120, 132, 146],
    [214, 218, 220],
  ],
  [
    [30, 38, 74],
    [120, 110, 150],
  ],
];
const LANDS: readonly (readonly [Colour, Colour])[] = [
  [
    [126, 152, 110],
    [48, 78, 52],
  ],
  [
    [150, 146, 164],
    [58, 62, 86],
  ],
  [
    [196, 170, 120],
    [112, 82, 54],
  ],
  [
    [214, 222, 230],
    [108, 130, 150],
  ],
];
const [SKY_SHADES, RIDGES] = [48, 5];

/** A photo as people take them on holiday: sky, sun or moon, hills one behind the other. */
export function inventPhoto(random: Random): Uint8Array<ArrayBuffer> {
  const [width, height] = [480, 320];
  const [sky, land] = [pick(random, SKIES), pick(random, LANDS)];
  const shades = [
    ...Array.from({ length: SKY_SHADES }, (_, at) => blended(sky, at / SKY_SHADES)),
    ...Array.from({ length: RIDGES }, (_, at) => blended(land, at / (RIDGES - 1))),
    [252, 240, 206],
  ];
  const sun = { x: random() * width, y: 40 + random() * 90, r: 14 + random() * 16 };
  const ridges = Array.from({ length: RIDGES }, (_, at) => {
    const waves = Array.from({ length: 4 }, (_, k) => ({
      high: (26 * random()) / (k + 1),
      wide: ((k + 1) * (1 + random())) / width,
      from: random(),
    }));
    const base = height * (0.45 + 0.12 * at);
    return Float64Array.from({ length: width }, (_, x) =>
      waves.reduce((y, w) => y + w.high * Math.sin(2 * Math.PI * (x * w.wide + w.from)), base),
    );
  });
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const nearest = ridges.findLastIndex((ridge) => y > (ridge[x] ?? height));
      const isSun = (x - sun.x) ** 2 + (y - sun.y) ** 2 < sun.r ** 2;
      const shade = Math.min(SKY_SHADES - 1, Math.floor((y / (height * 0.7)) * SKY_SHADES));
      const land = SKY_SHADES + Math.max(0, nearest);
      rows[y * (width + 1) + x + 1] = nearest >= 0 ? land : isSun ? SKY_SHADES + RIDGES : shade;
    }
  }
  return png(width, height, Uint8Array.from(shades.flat()), rows);
}

function blended([from, to]: readonly [Colour, Colour], at: number): number[] {
  return from.map((value, which) => Math.round(value + ((to[which] ?? value) - value) * at));
}

/** Of one byte a point, which names a colour of the palette; each row begins with its filter, 0. */
function png(
  width: number,
  height: number,
  palette: Uint8Array,
  rows: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
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
