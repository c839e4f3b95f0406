import * as v from 'valibot';
import { MAX_SEGMENT_BYTES } from './format.ts';

/** Least, average and greatest size of a chunk; the average is a power of two. */
export interface CutSizes {
  min: number;
  average: number;
  max: number;
}

/** How large blobs are cut in a repository; written into `format` when it is made. */
export interface Chunking {
  /** A blob of at most this many bytes is stored as it is. */
  wholeUpTo: number;
  small: CutSizes;
  /** For blobs of at least this many bytes, and for those whose length is not known beforehand. */
  largeFrom: number;
  large: CutSizes;
}

const KIB = 1024;

/** Why these: docs/decisions/0014-cuts.md. */
export const CHUNKING: Chunking = {
  wholeUpTo: 128 * KIB,
  small: { min: 16 * KIB, average: 64 * KIB, max: 256 * KIB },
  largeFrom: 32 * KIB * KIB + 1,
  large: { min: 256 * KIB, average: 1024 * KIB, max: 4096 * KIB },
};

const Size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Sizes = v.pipe(
  v.object({ min: Size, average: Size, max: Size }),
  v.check(({ min, average, max }) => min <= average && average <= max && max <= MAX_SEGMENT_BYTES),
  // From 8 on, both masks have bits: two fewer than the average and two more.
  v.check(({ average }) => average >= 8 && Number.isInteger(Math.log2(average))),
);
const Schema = v.pipe(
  v.object({
    family: v.literal('gear'),
    wholeUpTo: v.pipe(Size, v.maxValue(MAX_SEGMENT_BYTES)),
    small: Sizes,
    largeFrom: Size,
    large: Sizes,
  }),
  v.transform(({ family: _, ...chunking }) => chunking),
);

export function encodeChunking(chunking: Chunking): unknown {
  return { family: 'gear', ...chunking };
}

/** Cuts nobody here knows how to make are made as usual: readers need not know of them. */
export function decodeChunking(value: unknown): Chunking {
  const result = v.safeParse(Schema, value);
  return result.success ? result.output : CHUNKING;
}
