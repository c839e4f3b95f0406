interface Native {
  from(bytes: ArrayBufferLike, at: number, length: number): { toString(as: 'base64'): string };
}

/** Node's own, many times faster than letters; browsers have none. */
const native = (globalThis as { Buffer?: Native }).Buffer;

/** Base64 without the call-stack limit of `String.fromCharCode(...bytes)`. */
export function toBase64(bytes: Uint8Array): string {
  if (native) return native.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

/** undefined: not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
    return bytes;
  } catch {
    return undefined;
  }
}

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Base64 in lines of 76 characters, as MIME wants it. */
export function toBase64Lines(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/.{76}(?=.)/g, '$&\r\n');
}
