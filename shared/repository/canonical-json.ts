import { type Bytes, decodeText, encodeText } from '../lib/bytes.ts';

/** JSON without white space, keys in ascending order: equal values are equal bytes. */
export function encodeJson(value: unknown): Bytes {
  return encodeText(JSON.stringify(value, sortKeys));
}

/** Throws for bytes that are not JSON in UTF-8. */
export function decodeJson(bytes: Bytes): unknown {
  return JSON.parse(decodeText(bytes));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
