import packed from 'virtual:pdf-data';
import jbig2 from 'pdfjs-dist/wasm/jbig2.wasm?url';
import openjpeg from 'pdfjs-dist/wasm/openjpeg.wasm?url';

const DECODERS: Readonly<Record<string, string>> = {
  'openjpeg.wasm': openjpeg,
  'jbig2.wasm': jbig2,
};

interface PackedData {
  table: ReadonlyMap<string, readonly [at: number, bytes: number]>;
  files: Uint8Array<ArrayBuffer>;
}

let known: Promise<PackedData> | undefined;

/**
 * What PDF.js asks for while it reads: character maps of Asian fonts, the standard fonts, decoders of
 * JPEG 2000 and JBIG2. All of it lies beside the page; none is loaded before a file needs it.
 */
export class BundledPdfData {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array<ArrayBuffer>> {
    const decoder = DECODERS[filename];
    if (decoder !== undefined) return new Uint8Array(await bytesAt(decoder));
    known ??= loadPacked();
    const { table, files } = await known.catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    const [at, bytes] = table.get(filename) ?? [0, 0];
    if (bytes === 0) throw new Error('PDF.js asked for a file that is not bundled');
    return files.slice(at, at + bytes);
  }
}

async function loadPacked(): Promise<PackedData> {
  const bytes = await bytesAt(packed);
  const contents = new DataView(bytes).getUint32(0, true);
  const table: Record<string, [number, number]> = JSON.parse(
    new TextDecoder().decode(new Uint8Array(bytes, 4, contents)),
  );
  return { table: new Map(Object.entries(table)), files: new Uint8Array(bytes, 4 + contents) };
}

async function bytesAt(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`a bundled file answered ${response.status}`);
  return response.arrayBuffer();
}
