/** A part of an unpacked document, as the renderer asks for it. */
interface ArchivePart {
  async(form: 'string' | 'blob' | 'uint8array'): Promise<unknown>;
}

/**
 * What `docx-preview` gets in place of JSZip (see `scripts/preview-parts.ts`): the document is unpacked
 * already, by the browser's own unpacker and with a limit.
 */
export function archiveOf(
  parts: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
): Record<string, ArchivePart> {
  const files: Record<string, ArchivePart> = Object.create(null);
  for (const [name, bytes] of Object.entries(parts)) {
    files[name] = {
      async: async (form) => {
        if (form === 'blob') return new Blob([bytes]);
        if (form === 'uint8array') return bytes;
        const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
        return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
      },
    };
  }
  return files;
}

export default {
  loadAsync: async (files: Record<string, ArchivePart>) => ({ files }),
};
