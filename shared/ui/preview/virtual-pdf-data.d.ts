declare module 'virtual:pdf-data' {
  /** Where PDF.js's character maps and standard fonts lie as one file. */
  const address: string;
  export default address;
}

declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs';
