/** Twice the bytes: the collector begins when 64 MiB have been added, and works on while more come. */
const WEIGHT = 2;
const weights = new Set<WeakRef<ArrayBuffer>>();

/**
 * Lets the collector of garbage know of bytes that it does not see. Chromium keeps a copy of what a
 * request has sent, what a Blob was made of, and something of each piece of an answer, until it collects
 * the small object they hang on, and nothing makes it collect that: after a gigabyte was sent the tab
 * had most of a gigabyte more. Memory of that size that nobody writes to is counted and takes no room;
 * it goes with the next collection. Figures: docs/benchmarks.md.
 */
export function weigh(sizeBytes: number): void {
  for (const weight of weights) if (weight.deref() === undefined) weights.delete(weight);
  weights.add(new WeakRef(new ArrayBuffer(WEIGHT * sizeBytes)));
}
