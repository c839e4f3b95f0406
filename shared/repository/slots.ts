import { areEqual, type Bytes, encodeText, fromHex, joinBytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { derivePair, importHkdf, type MasterKey } from './keys.ts';
import { hashPassphrase } from './passphrase.ts';
import type { SlotKind, WrappedSlot } from './slot-file.ts';

const SLOT_LABEL = encodeText('holdfast 2 slot');
/** Each slot has a key of its own, which wraps one thing. */
const NONCE = new Uint8Array(12);

/** What somebody knows. */
export type Secret = { passphrase: string } | { code: string };

export function kindOfSecret(secret: Secret): Exclude<SlotKind, 'open'> {
  return 'code' in secret ? 'code' : 'passphrase';
}

/**
 * The master key in a slot; undefined when it does not open with this. Throws a `RangeError` when
 * it should open and does not. Faults: `unsupported` where there is not enough memory.
 */
export async function openSlot(slot: WrappedSlot, secret: Secret): Promise<MasterKey | undefined> {
  const known = await secretBytes(slot, secret);
  if (known === undefined) return undefined;
  const { aes, commitment } = await deriveWrapping(slot, known);
  if (!areEqual(commitment, fromHex(slot.commitment))) return undefined;
  try {
    const wrapped = fromHex(slot.wrapped);
    const bytes = new Uint8Array(await crypto.subtle.decrypt(gcm(slot), aes, wrapped));
    return { id: fromHex(slot.keyId), bytes };
  } catch (cause) {
    throw new RangeError('the key in a slot is damaged', { cause });
  }
}

/** What of a slot goes into the key that wraps. */
export type SlotHead = Pick<WrappedSlot, 'kind' | 'repository' | 'keyId' | 'salt'>;

/** The key that wraps, and what tells that it is the right one. */
export async function deriveWrapping(slot: SlotHead, secret: Bytes) {
  return derivePair(await importHkdf(secret), fromHex(slot.salt), labelOf(slot));
}

function labelOf(slot: SlotHead): Bytes {
  return joinBytes([SLOT_LABEL, fromHex(slot.repository), fromHex(slot.keyId)]);
}

/** How the master key is sealed in a slot. */
export function gcm(slot: SlotHead): AesGcmParams {
  const additionalData = joinBytes([labelOf(slot), encodeText(slot.kind)]);
  return { name: 'AES-GCM', iv: NONCE, additionalData };
}

async function secretBytes(slot: WrappedSlot, secret: Secret): Promise<Bytes | undefined> {
  if (slot.kind === 'code') return 'code' in secret ? codeBytes(secret.code) : undefined;
  if ('code' in secret) return undefined;
  return hashPassphrase(secret.passphrase, fromHex(slot.salt), slot.kdf);
}

/** Faults: `wrong-password` for a recovery code that is none. */
export async function codeBytes(code: string): Promise<Bytes> {
  // Loaded when somebody has typed one.
  const { parseRecoveryCode } = await import('../model/recovery-code.ts');
  const bytes = await parseRecoveryCode(code);
  if (bytes === undefined) throw new Fault('wrong-password', 'that is no recovery code');
  return bytes;
}
