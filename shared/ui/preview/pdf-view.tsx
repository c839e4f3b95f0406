import './pdf.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { openPdf } from './open-pdf.ts';
import { PasswordForm } from './password-form.tsx';
import { PdfPage } from './pdf-page.tsx';
import { scrollable } from './scrollable.ts';
import { previewFault } from './trouble.ts';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';
import { ZoomSwitch } from './zoom-switch.tsx';

/** Placeholders cost little, and yet some. */
const MOST_PAGES = 20_000;
/** Left and right of a page. */
const MARGIN = 24;

interface Asked {
  give(password: string): void;
  isWrong: boolean;
}

/** A PDF whose pages are drawn while one scrolls to them. */
export function PdfView({ name, file, onFault }: ViewProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isWhole, setWhole] = useState(true);
  const [page, setPage] = useState(1);
  const [room, measure] = useWidth();
  const pdf = useReading(
    async (signal) => {
      const opened = await openPdf(file, {
        signal,
        onPassword: (give, isWrong) => setAsked({ give, isWrong }),
      });
      if (opened.document.numPages > MOST_PAGES) throw previewFault('too-large');
      setAsked(null);
      return opened;
    },
    onFault,
    [file],
  );
  if (asked) {
    return (
      <PasswordForm
        key={String(asked.isWrong)}
        isWrong={asked.isWrong}
        onGive={(password) => {
          setAsked(null);
          asked.give(password);
        }}
      />
    );
  }
  if (!pdf) return <Waiting />;
  const { numPages } = pdf.document;
  return (
    <figure class="seen words">
      <div ref={measure} class="sight pdf" {...scrollable(true, name)}>
        {room > 0 &&
          Array.from({ length: numPages }, (_, index) => (
            <PdfPage
              key={index}
              pdf={pdf}
              number={index + 1}
              fitWidth={isWhole ? Math.max(80, room - MARGIN) : null}
              onSeen={setPage}
            />
          ))}
      </div>
      <figcaption class="under">
        <span>
          Page {page} of {numPages}. Links open beside this page; scripts and forms don’t run here.
        </span>
        <ZoomSwitch isWhole={isWhole} onChange={setWhole} />
      </figcaption>
    </figure>
  );
}

/** The room a part has, without its scrollbar, as it changes. */
function useWidth(): [number, (element: HTMLElement | null) => void] {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const measure = useRef((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (!element) return;
    observer.current = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.current.observe(element);
  });
  useEffect(() => () => observer.current?.disconnect(), []);
  return [width, measure.current];
}
