import { embeddedPicture } from './embedded-picture.ts';
import { detectKind, HEAD_BYTES } from './file-kind.ts';
import { promisedKind } from './known-kinds.ts';
import { isTooManyPixels } from './picture-size.ts';
import { MOST_BYTES, type PictureSource, type SmallSize } from './picture-source.ts';

/** Twice the size it is drawn in, for dense screens. */
const EDGES: Readonly<Record<SmallSize, number>> = { row: 64, tile: 352 };
const MOST_PIXELS = 60_000_000;
/** Cameras put a small picture into the first of them; then the large one need not be read. */
const EMBEDDED_BYTES = 131_072;
/** A smaller file is read as fast as its beginning. */
const WHOLE_BYTES = 1_000_000;
/** A film that is made to be sent begins with what its first picture takes. */
const FILM_BYTES = 4_000_000;
/** Half the size of the next better one, and nobody sees it in a list. */
const QUALITY = 0.8;

/** See `smallPicture`. */
export async function makeSmall(
  source: PictureSource,
  size: SmallSize,
  signal: AbortSignal,
): Promise<Blob | null> {
  const edge = EDGES[size];
  const drawn = await drawSmall(source, size, edge, signal);
  if (drawn === null) return null;
  signal.throwIfAborted();
  return size === 'row' ? squareOf(drawn, edge) : wholeOf(drawn, edge);
}

async function drawSmall(
  source: PictureSource,
  size: SmallSize,
  edge: number,
  signal: AbortSignal,
): Promise<ImageBitmap | null> {
  const { shownAs } = promisedKind(source.name, source.type);
  if (shownAs === 'pdf') {
    const file = await source.load(source.sizeBytes, signal);
    return (await import('./first-page.ts')).firstPage(file, edge, signal);
  }
  if (shownAs === 'film') {
    const file = await source.load(Math.min(source.sizeBytes, FILM_BYTES), signal);
    return (await import('./film-frame.ts')).filmFrame(file, edge, signal);
  }
  const isLarge = source.sizeBytes > MOST_BYTES;
  if (isLarge || (size === 'row' && source.sizeBytes > WHOLE_BYTES)) {
    const embedded = await embeddedPicture(await source.load(EMBEDDED_BYTES, signal));
    if (embedded !== null || isLarge) return embedded;
  }
  return decodeSmall(await source.load(source.sizeBytes, signal), edge, signal);
}

async function decodeSmall(
  file: File,
  edge: number,
  signal: AbortSignal,
): Promise<ImageBitmap | null> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const kind = detectKind(file.name, file.type, head);
  // Drawings are not decoded this way, and are shown whole only.
  if (kind.shownAs !== 'picture' || kind.type === 'image/svg+xml') return null;
  if (await isTooManyPixels(file, MOST_PIXELS)) return null;
  signal.throwIfAborted();
  return createImageBitmap(file.slice(0, file.size, kind.type), {
    resizeWidth: edge,
    resizeQuality: 'medium',
  }).catch(() => null);
}

/** Its middle. */
function squareOf(drawn: ImageBitmap, edge: number): Promise<Blob> {
  const side = Math.max(1, Math.min(drawn.width, drawn.height));
  const [x, y] = [(drawn.width - side) / 2, (drawn.height - side) / 2];
  const canvas = new OffscreenCanvas(edge, edge);
  canvas.getContext('2d')?.drawImage(drawn, x, y, side, side, 0, 0, edge, edge);
  return finish(canvas, drawn);
}

/** All of it, no side longer than the edge. */
function wholeOf(drawn: ImageBitmap, edge: number): Promise<Blob> {
  const scale = Math.min(1, edge / Math.max(drawn.width, drawn.height));
  const [width, height] = [drawn.width, drawn.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  canvas.getContext('2d')?.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  return finish(canvas, drawn);
}

/** Browsers without WebP write PNG. */
function finish(canvas: OffscreenCanvas, drawn: ImageBitmap): Promise<Blob> {
  drawn.close();
  return canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
}
