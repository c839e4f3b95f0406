import { type Bytes, toHex } from '../lib/bytes.ts';
import { HASH_BYTES } from './format.ts';
import type { MasterKey } from './keys.ts';
import { hashNewPassphrase, type PassphraseCost } from './passphrase.ts';
import type { Slot, WrappedSlot } from './slot-file.ts';
import { codeBytes, deriveWrapping, gcm, type Secret, type SlotHead } from './slots.ts';

/** What slots are made with. */
export interface SlotMaking {
  randomBytes(length: number): Bytes;
  /** Less work, for tests. */
  passphraseCost?: PassphraseCost;
}

/** One that holds the key in the clear: whoever has the files can open it. */
export function makeOpenSlot(repository: string, master: MasterKey): Slot {
  return { kind: 'open', repository, keyId: toHex(master.id), master: toHex(master.bytes) };
}

/** Faults: `wrong-password` for a recovery code that is none. */
export async function makeWrappedSlot(
  repository: string,
  master: MasterKey,
  secret: Secret,
  making: SlotMaking,
): Promise<WrappedSlot> {
  const keyId = toHex(master.id);
  const salt = making.randomBytes(HASH_BYTES);
  const common = { repository, keyId, salt: toHex(salt) };
  if ('code' in secret) {
    const slot = { kind: 'code', ...common } as const;
    return { ...slot, ...(await wrap(slot, await codeBytes(secret.code), master)) };
  }
  const { passphrase } = secret;
  const hashed = await hashNewPassphrase(passphrase, salt, making.passphraseCost);
  const slot = { kind: 'passphrase', ...common } as const;
  const kdf = { name: 'argon2id', ...hashed.cost } as const;
  return { ...slot, kdf, ...(await wrap(slot, hashed.secret, master)) };
}

async function wrap(slot: SlotHead, secret: Bytes, master: MasterKey) {
  const { aes, commitment } = await deriveWrapping(slot, secret);
  const wrapped = new Uint8Array(await crypto.subtle.encrypt(gcm(slot), aes, master.bytes));
  return { commitment: toHex(commitment), wrapped: toHex(wrapped) };
}
