import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const PDF_DATA = 'virtual:pdf-data';
const PACKAGES = new URL('../node_modules/', import.meta.url);
const DOCX_ARCHIVE = fileURLToPath(
  new URL('../shared/ui/preview/docx-archive.ts', import.meta.url),
);

/** Places in libraries that make code or markup of strings, and what stands there instead. */
const REPLACED: readonly { file: RegExp; found: RegExp; instead: string }[] = [
  // How old browsers are asked for the global object, after every other way.
  {
    file: /[\\/]pdfjs-dist[\\/].*[\\/]pdf(?:\.worker)?\.mjs$/,
    found: /Function\('return this'\)\(\)/g,
    instead: 'globalThis',
  },
  // Its worker without a worker, and its decoders without WebAssembly, by addresses made of strings.
  {
    file: /[\\/]pdfjs-dist[\\/].*[\\/]pdf(?:\.worker)?\.mjs$/,
    found: /await import\(\s*\/\*webpackIgnore: true\*\/\s*\/\*@vite-ignore\*\//g,
    instead: 'await refuseImport(',
  },
  {
    file: /[\\/]docx-preview\.mjs$/,
    found: /\.innerHTML = "&nbsp;"/g,
    instead: '.textContent = "\\u00a0"',
  },
  { file: /[\\/]docx-preview\.mjs$/, found: /\.innerHTML = ""/g, instead: '.textContent = ""' },
];

const REFUSE = `const refuseImport = () => { throw new TypeError('code is not loaded by name'); };`;

/**
 * What the previews of files need of a build: PDF.js's character maps and standard fonts as one file,
 * the unpacker of `docx-preview` replaced by ours, and no code or markup made from
 * strings.
 */
export function previewParts(): Plugin {
  let isBuild = false;
  return {
    name: 'preview-parts',
    enforce: 'pre',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    resolveId(id, importer) {
      if (id === PDF_DATA) return `\0${PDF_DATA}`;
      if (id === 'jszip' && importer && /docx-preview/.test(importer)) return DOCX_ARCHIVE;
      return null;
    },
    async load(id) {
      if (id !== `\0${PDF_DATA}`) return null;
      const source = await packPdfData();
      if (!isBuild) {
        const text = source.toString('base64');
        return `export default ${JSON.stringify(`data:application/octet-stream;base64,${text}`)};`;
      }
      const name = this.emitFile({ type: 'asset', name: 'pdf-data.bin', source });
      return `export default import.meta.ROLLUP_FILE_URL_${name};`;
    },
    transform(code, id) {
      const rules = REPLACED.filter(({ file }) => file.test(id.split('?', 1)[0] ?? ''));
      if (rules.length === 0) return null;
      const rest = rules.reduce((text, { found, instead }) => text.replace(found, instead), code);
      return { code: rest.includes('refuseImport') ? `${rest}\n${REFUSE}\n` : rest, map: null };
    },
  };
}

/** Length of the table of contents in four bytes, the table as JSON, and then the files. */
async function packPdfData(): Promise<Buffer> {
  const files: Buffer[] = [];
  const table: Record<string, [at: number, bytes: number]> = {};
  let at = 0;
  for (const folder of ['cmaps', 'standard_fonts']) {
    const from = new URL(`pdfjs-dist/${folder}/`, PACKAGES);
    for (const name of (await readdir(from)).sort()) {
      if (!/\.(bcmap|pfb|ttf)$/.test(name)) continue;
      const bytes = await readFile(new URL(name, from));
      table[name] = [at, bytes.byteLength];
      at += bytes.byteLength;
      files.push(bytes);
    }
  }
  const contents = Buffer.from(JSON.stringify(table));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(contents.byteLength);
  return Buffer.concat([length, contents, ...files]);
}
