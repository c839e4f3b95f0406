/** How long the browser may take to read what it was given. */
const KEEP_MS = 60_000;

/** Hands bytes to the person as a download. */
export function saveFile(name: string, type: string, bytes: Uint8Array): void {
  // The bytes are copied: a Blob refuses memory shared with a worker.
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
