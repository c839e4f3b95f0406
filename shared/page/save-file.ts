/** How long the browser may take to begin with what it was given. */
const KEEP_MS = 60_000;

/** What a browser would run as a page of ours, were it opened instead of saved. */
const ACTIVE_TYPE = /html|xml|svg|script/i;

/** Hands bytes to the person as a download. */
export function saveFile(name: string, type: string, bytes: Uint8Array): void {
  // The bytes are copied: a Blob refuses memory shared with a worker.
  const harmless = ACTIVE_TYPE.test(type) ? 'application/octet-stream' : type;
  download(new Blob([new Uint8Array(bytes)], { type: harmless }), name);
}

/** The browser copies the file from where it lies; none of it comes into memory here. */
export function handOut(file: File): void {
  download(file, file.name);
}

function download(what: Blob, name: string): void {
  const url = URL.createObjectURL(what);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
