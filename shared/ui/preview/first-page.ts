import { openPdf } from './open-pdf.ts';

/** The first page of a PDF; null for one that is damaged or has a password. */
export async function firstPage(
  file: File,
  edge: number,
  signal: AbortSignal,
): Promise<ImageBitmap | null> {
  const over = new AbortController();
  const stop = () => over.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await draw(file, edge, over.signal, stop);
  } catch (error) {
    signal.throwIfAborted();
    console.warn('holdfast: no small picture of a PDF', error instanceof Error ? error.name : '');
    return null;
  } finally {
    signal.removeEventListener('abort', stop);
    // Its worker ends with it.
    over.abort();
  }
}

async function draw(
  file: File,
  edge: number,
  signal: AbortSignal,
  onPassword: () => void,
): Promise<ImageBitmap> {
  const { document: pdf, firstPage: size } = await openPdf(file, { signal, onPassword });
  const page = await pdf.getPage(1);
  const viewport = page.getViewport({ scale: edge / Math.max(1, size.width, size.height) });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(viewport.width));
  canvas.height = Math.max(1, Math.round(viewport.height));
  const drawing = page.render({ canvas, viewport });
  const cancel = () => drawing.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  await drawing.promise;
  return createImageBitmap(canvas);
}
