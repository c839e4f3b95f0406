import { analyse } from 'chardet';

export interface DecodedText {
  text: string;
  /** As people know it: "UTF-8", "windows-1252". */
  encoding: string;
}

/** How sure the guess has to be, of 100, before it is believed rather than windows-1252. */
const SURE_ENOUGH = 40;
/** The guess looks at this much; more makes it slower, not better. */
const GUESSED_BYTES = 65_536;

/**
 * Text from bytes that don't say how they are written: a mark at the start, else UTF-8 where all of
 * it is, else what its letters look like. `isCut`: the last letter may be incomplete.
 */
export function decodeText(bytes: Uint8Array, isCut = false): DecodedText {
  const marked = encodingByMark(bytes);
  if (marked) return decodeAs(bytes, marked);
  const wide = encodingByZeros(bytes);
  if (wide) return decodeAs(bytes, wide);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return { text: decoder.decode(bytes, { stream: isCut }), encoding: 'UTF-8' };
  } catch {
    return decodeAs(bytes, guessEncoding(bytes));
  }
}

function encodingByMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'UTF-8';
  if (first === 0xff && second === 0xfe) return 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  return undefined;
}

/** Latin text in UTF-16 without a mark: zeros at every other place, and at no others. */
function encodingByZeros(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 1024);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length * 0.3 && even === 0) return 'UTF-16LE';
  if (even > sample.length * 0.3 && odd === 0) return 'UTF-16BE';
  return undefined;
}

function guessEncoding(bytes: Uint8Array): string {
  const known = analyse(bytes.subarray(0, GUESSED_BYTES)).find(
    ({ name, confidence }) => confidence >= SURE_ENOUGH && isDecodable(name) && !/^utf/i.test(name),
  );
  // Latin 1 with its Windows signs is by far the most frequent of what is left.
  if (!known || /^iso-8859-1$/i.test(known.name)) return 'windows-1252';
  return known.name;
}

function isDecodable(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}

function decodeAs(bytes: Uint8Array, encoding: string): DecodedText {
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}
