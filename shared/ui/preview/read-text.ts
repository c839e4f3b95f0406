import { type DecodedText, decodeText } from './decode-text.ts';

/** Shown at once; each *Show more* adds as much. */
export const TEXT_STEP = 1_000_000;

export interface ReadText extends DecodedText {
  /** Bytes of the file that are not in the text. */
  leftBytes: number;
}

/** The file's first `most` bytes as text; a letter cut at the end is left out. */
export async function readText(file: Blob, most: number): Promise<ReadText> {
  const bytes = new Uint8Array(await file.slice(0, most).arrayBuffer());
  const leftBytes = Math.max(0, file.size - bytes.byteLength);
  return { ...decodeText(bytes, leftBytes > 0), leftBytes };
}
