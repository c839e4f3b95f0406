import {
  type PageViewport,
  type PDFDocumentProxy,
  type PDFPageProxy,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { linkTarget } from '../parts/link-target.ts';

interface DrawPlace {
  canvas: HTMLCanvasElement;
  letters: HTMLElement;
  links: HTMLElement;
}

/** Larger canvases fail in some browsers and fill the memory in all. */
const MOST_PIXELS = 16_000_000;

/** Draws a page, and lays its letters over it so that they can be selected and found. */
export async function drawPage(
  document: PDFDocumentProxy,
  number: number,
  scale: number,
  place: DrawPlace,
  signal: AbortSignal,
): Promise<void> {
  const page = await document.getPage(number);
  signal.throwIfAborted();
  const viewport = page.getViewport({ scale });
  const asked = Math.min(devicePixelRatio || 1, 2);
  const pixels = viewport.width * viewport.height;
  const dense = Math.min(asked, Math.sqrt(MOST_PIXELS / Math.max(1, pixels)));
  const { canvas } = place;
  canvas.width = Math.max(1, Math.floor(viewport.width * dense));
  canvas.height = Math.max(1, Math.floor(viewport.height * dense));
  const drawing = page.render({
    canvas,
    viewport,
    ...(dense === 1 ? {} : { transform: [dense, 0, 0, dense, 0, 0] }),
  });
  const cancel = () => drawing.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await drawing.promise;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  signal.throwIfAborted();
  await layLetters(page, viewport, place.letters);
  signal.throwIfAborted();
  await layLinks(page, viewport, place.links);
}

async function layLetters(
  page: PDFPageProxy,
  viewport: PageViewport,
  container: HTMLElement,
): Promise<void> {
  container.replaceChildren();
  container.style.setProperty('--total-scale-factor', String(viewport.scale));
  const layer = new TextLayer({
    textContentSource: page.streamTextContent(),
    container,
    viewport,
  });
  await layer.render();
}

/** Links out of the file open beside the page and say where they lead; nothing else acts. */
async function layLinks(
  page: PDFPageProxy,
  viewport: PageViewport,
  container: HTMLElement,
): Promise<void> {
  const links = await page.getAnnotations({ intent: 'display' });
  container.replaceChildren(
    ...links.flatMap(({ subtype, url, rect }) => {
      const target = subtype === 'Link' && typeof url === 'string' ? linkTarget(url) : undefined;
      return target === undefined ? [] : [linkOver(target, viewport, rect)];
    }),
  );
}

function linkOver(target: string, viewport: PageViewport, rect: number[]): HTMLAnchorElement {
  const [left = 0, bottom = 0, right = 0, top = 0] = rect;
  const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(left, bottom);
  const [x2 = 0, y2 = 0] = viewport.convertToViewportPoint(right, top);
  const link = document.createElement('a');
  link.href = target;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
  link.title = target;
  link.setAttribute('aria-label', `Link to ${target}`);
  link.style.left = `${Math.min(x1, x2)}px`;
  link.style.top = `${Math.min(y1, y2)}px`;
  link.style.width = `${Math.abs(x2 - x1)}px`;
  link.style.height = `${Math.abs(y2 - y1)}px`;
  return link;
}
