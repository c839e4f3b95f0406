import * as v from 'valibot';
import type { Bytes } from '../lib/bytes.ts';
import { decodeLines, encodeLines } from './lines-file.ts';
import { isAffordable } from './passphrase.ts';

const FIRST_LINE = 'holdfast key';

const hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)));
const Common = { repository: hex(16), keyId: hex(16) };
const Wrapped = { salt: hex(32), commitment: hex(32), wrapped: hex(48) };
const Kdf = v.pipe(
  v.object({
    name: v.literal('argon2id'),
    iterations: v.number(),
    memoryKiB: v.number(),
    parallelism: v.number(),
  }),
  v.check((kdf) => isAffordable(kdf)),
);
const SlotBody = v.variant('kind', [
  v.object({ ...Common, kind: v.literal('open'), master: hex(32) }),
  v.object({ ...Common, kind: v.literal('passphrase'), ...Wrapped, kdf: Kdf }),
  v.object({ ...Common, kind: v.literal('code'), ...Wrapped }),
]);
const Beginning = v.object({ version: v.number(), kind: v.string() });

/** One way to the master key: it lies there in the clear, or wrapped by something somebody knows. */
export type Slot = v.InferOutput<typeof SlotBody>;
export type SlotKind = Slot['kind'];
export type WrappedSlot = Exclude<Slot, { kind: 'open' }>;

const KINDS: ReadonlySet<string> = new Set<SlotKind>(['open', 'passphrase', 'code']);

/** Each slot is written twice: without one of them everything else is lost. */
export const SLOT_COPIES = [0, 1] as const;

export function encodeSlot(slot: Slot, copy: number): Bytes {
  return encodeLines(FIRST_LINE, { version: 2, copy, ...slot });
}

/**
 * Undefined for a slot of a kind that came later. Throws when the file is not what was written, or
 * asks for more memory or time than a slot may.
 */
export function decodeSlot(bytes: Bytes): Slot | undefined {
  const body = decodeLines(FIRST_LINE, bytes);
  const { version, kind } = v.parse(Beginning, body);
  if (version !== 2 || !KINDS.has(kind)) return undefined;
  return v.parse(SlotBody, body);
}
