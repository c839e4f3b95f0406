import {
  getDocument,
  PasswordResponses,
  PDFDataRangeTransport,
  type PDFDocumentProxy,
  PDFWorker,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { BundledPdfData } from './pdf-data.ts';
import { previewFault } from './trouble.ts';

export interface OpenPdf {
  document: PDFDocumentProxy;
  /** Of the first page at 72 dots an inch; the others are told when they are drawn. */
  firstPage: { width: number; height: number };
}

interface OpenOptions {
  signal: AbortSignal;
  /** Asked when the file has a password, and again when what was given is not it. */
  onPassword(give: (password: string) => void, isWrong: boolean): void;
}

/** Smaller files are handed over whole; of larger ones only what is looked at is read. */
const WHOLE_BYTES = 4_000_000;
const RANGE_BYTES = 262_144;
/** Pixels of one picture in a page. */
const MOST_IMAGE_PIXELS = 64_000_000;

/**
 * Opens a PDF in a worker of its own, which ends with `signal`. Nothing in it runs: no script of the
 * file is read.
 */
export async function openPdf(file: File, options: OpenOptions): Promise<OpenPdf> {
  const { signal } = options;
  signal.throwIfAborted();
  const port = new Worker(new URL('./pdf.worker.ts', import.meta.url), { type: 'module' });
  const worker = PDFWorker.create({ port });
  const task = getDocument({
    worker,
    ...(await sourceOf(file)),
    BinaryDataFactory: BundledPdfData,
    cMapUrl: './',
    cMapPacked: true,
    standardFontDataUrl: './',
    wasmUrl: './',
    useWorkerFetch: false,
    enableXfa: false,
    stopAtErrors: false,
    maxImageSize: MOST_IMAGE_PIXELS,
    disableAutoFetch: true,
    disableStream: true,
    verbosity: 0,
  });
  const end = () => {
    task.destroy().catch(() => undefined);
    worker.destroy();
    port.terminate();
  };
  signal.addEventListener('abort', end, { once: true });
  port.addEventListener('error', ({ message }) => console.warn('holdfast: PDF worker', message));
  task.onPassword = (give: (password: string) => void, reason: number) =>
    options.onPassword(give, reason === PasswordResponses.INCORRECT_PASSWORD);
  try {
    const document = await task.promise;
    const page = await document.getPage(1);
    const { width, height } = page.getViewport({ scale: 1 });
    return { document, firstPage: { width, height } };
  } catch (error) {
    signal.throwIfAborted();
    end();
    throw previewFault('damaged', error);
  }
}

async function sourceOf(file: File) {
  if (file.size <= WHOLE_BYTES) return { data: new Uint8Array(await file.arrayBuffer()) };
  return { range: new FileRanges(file), rangeChunkSize: RANGE_BYTES, length: file.size };
}

/** PDF.js's way to read parts of what it does not fetch itself. */
class FileRanges extends PDFDataRangeTransport {
  readonly #file: File;

  constructor(file: File) {
    super(file.size, null);
    this.#file = file;
  }

  override requestDataRange(begin: number, end: number): void {
    this.#file
      .slice(begin, end)
      .arrayBuffer()
      .then(
        (bytes) => this.onDataRange(begin, new Uint8Array(bytes)),
        // The document fails where it needs the bytes.
        () => this.onDataRange(begin, null),
      );
  }
}
