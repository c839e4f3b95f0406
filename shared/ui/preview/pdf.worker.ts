/** PDF.js's own worker, as a file of ours; the form for browsers that are not the newest. */
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
