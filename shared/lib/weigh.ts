/** Twice the bytes: the collector begins when 64 MiB have been added, and goes on while more come. */
const WEIGHT = 2;
const weights = new Set<WeakRef<ArrayBuffer>>();

/**
 * Lets the collector of garbage know of bytes that it does not see. Chromium keeps a copy of what a
 * request has sent, and what a Blob was made of, until it collects the small object they hang on, and
 * nothing makes it collect that: after a gigabyte was sent the tab had a gigabyte more. Memory of the
 * same size that nobody writes to is counted and takes no room; it goes with the next collection.
 */
export function weigh(sizeBytes: number): void {
  for (const weight of weights) if (weight.deref() === undefined) weights.delete(weight);
  weights.add(new WeakRef(new ArrayBuffer(WEIGHT * sizeBytes)));
}
