import { useEffect, useRef, useState } from 'preact/hooks';
import { isAbort } from '../../model/fault.ts';
import { drawPage } from './draw-page.ts';
import type { OpenPdf } from './open-pdf.ts';

interface PdfPageProps {
  pdf: OpenPdf;
  number: number;
  /** Width to fit into; null for its own size. */
  fitWidth: number | null;
  onSeen(number: number): void;
}

/** CSS has 96 dots an inch, PDF 72. */
const OWN_SIZE = 96 / 72;

/** A page that is drawn while it is near to being seen, and an empty sheet of its size else. */
export function PdfPage({ pdf, number, fitWidth, onSeen }: PdfPageProps) {
  const sheet = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const [size, setSize] = useState(pdf.firstPage);
  const [isBroken, setBroken] = useState(false);
  const scale = fitWidth === null ? OWN_SIZE : fitWidth / size.width;

  useEffect(() => {
    const element = sheet.current;
    if (!element) return;
    const root = element.closest('.sight');
    const near = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      root,
      rootMargin: '100% 0px',
    });
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && onSeen(number), {
      root,
      rootMargin: '-45% 0px -45% 0px',
    });
    near.observe(element);
    seen.observe(element);
    return () => {
      near.disconnect();
      seen.disconnect();
    };
  }, [number]);

  useEffect(() => {
    const element = sheet.current;
    if (!isNear || !element) return;
    const ending = new AbortController();
    const canvas = document.createElement('canvas');
    const letters = document.createElement('div');
    letters.className = 'textLayer';
    const links = document.createElement('div');
    links.className = 'links';
    canvas.setAttribute('role', 'presentation');
    element.replaceChildren(canvas, letters, links);
    pdf.document
      .getPage(number)
      .then(async (page) => {
        const { width, height } = page.getViewport({ scale: 1 });
        if (ending.signal.aborted) return;
        // Its own size changes the scale, and with it this effect runs again.
        if (width !== size.width || height !== size.height) setSize({ width, height });
        else await drawPage(pdf.document, number, scale, { canvas, letters, links }, ending.signal);
      })
      .catch((error: unknown) => {
        const isEnded = ending.signal.aborted || isAbort(error);
        if (!isEnded) setBroken(true);
      });
    return () => {
      ending.abort();
      // Browsers keep a canvas's memory until it has no size.
      canvas.width = 0;
      canvas.height = 0;
      element.replaceChildren();
    };
  }, [isNear, scale, size, pdf]);

  const style = { inlineSize: `${size.width * scale}px`, blockSize: `${size.height * scale}px` };
  return (
    <section class="pdf-page" aria-label={`Page ${number}`} style={style}>
      <div ref={sheet} class="drawn" />
      {isBroken && <p class="broken">This page is damaged.</p>}
    </section>
  );
}
