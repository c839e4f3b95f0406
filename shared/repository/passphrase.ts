import { type Bytes, encodeText } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { HASH_BYTES } from './format.ts';

/** How much work a guess at a passphrase is. */
export interface PassphraseCost {
  iterations: number;
  memoryKiB: number;
  parallelism: number;
}

/**
 * About a second in WebAssembly, where more lanes would not run side by side. The smaller one is
 * for machines that do not hand out so much memory in one piece.
 */
const COSTS: readonly PassphraseCost[] = [
  { iterations: 3, memoryKiB: 131_072, parallelism: 1 },
  { iterations: 3, memoryKiB: 65_536, parallelism: 1 },
];
/** A slot from a stranger must not stop the machine. */
const MOST: PassphraseCost = { iterations: 16, memoryKiB: 1_048_576, parallelism: 16 };
/** RFC 9106: eight blocks a lane. */
const LEAST_KIB_IN_LANE = 8;

type HashPassphrase = typeof hashPassphrase;

export function isAffordable(cost: PassphraseCost): boolean {
  const { iterations, memoryKiB, parallelism } = cost;
  const isWithin = (value: number, most: number) =>
    Number.isSafeInteger(value) && value >= 1 && value <= most;
  return (
    isWithin(iterations, MOST.iterations) &&
    isWithin(parallelism, MOST.parallelism) &&
    isWithin(memoryKiB, MOST.memoryKiB) &&
    memoryKiB >= LEAST_KIB_IN_LANE * parallelism
  );
}

/** Argon2id of a passphrase. Faults: `unsupported` where there is not that much memory. */
export async function hashPassphrase(
  passphrase: string,
  salt: Bytes,
  cost: PassphraseCost,
): Promise<Bytes> {
  const password = encodeText(passphrase.normalize('NFKC'));
  if (password.byteLength === 0) throw new Error('an empty passphrase protects nothing');
  const { iterations, memoryKiB: memorySize, parallelism } = cost;
  // Of all that is in the package only this is needed here, and only where there is a passphrase.
  const { argon2id } = await import('./argon2.ts');
  try {
    const hashed = await argon2id({
      password,
      salt,
      iterations,
      parallelism,
      memorySize,
      hashLength: HASH_BYTES,
      outputType: 'binary',
    });
    return hashed.slice();
  } catch (cause) {
    throw new Fault('unsupported', 'there is not enough memory for the passphrase', { cause });
  }
}

/** For a new slot: the most that this machine can do. `hashed` is another one in tests only. */
export async function hashNewPassphrase(
  passphrase: string,
  salt: Bytes,
  wanted: PassphraseCost | undefined,
  hashed: HashPassphrase = hashPassphrase,
): Promise<{ secret: Bytes; cost: PassphraseCost }> {
  const costs = wanted === undefined ? COSTS : [wanted];
  let failure: unknown;
  for (const cost of costs) {
    try {
      return { secret: await hashed(passphrase, salt, cost), cost };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
