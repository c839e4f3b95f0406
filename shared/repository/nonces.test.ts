import { afterEach, expect, test, vi } from 'vitest';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { toHex } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { formatRecoveryCode } from '../model/recovery-code.ts';
import { Repository } from './repository.ts';
import { bytesOf, draft, environment } from './testing.ts';

afterEach(() => vi.restoreAllMocks());

/** Two messages under one key and nonce would give both away, and the means to forge more. */
test('no run ever encrypts twice under one salt and nonce, whatever fails meanwhile', async () => {
  const used = watchEncryption();
  let writes = 0;
  const backend = new FaultyBackend(new MemoryBackend(), () =>
    ++writes % 7 === 0 ? { kind: 'fail', fault: new Fault('quota', 'planned') } : undefined,
  );
  const settings = {
    ...environment({ packBytes: 20_000 }),
    randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    passphraseCost: { iterations: 1, memoryKiB: 64, parallelism: 1 },
  };
  const code = await formatRecoveryCode(settings.randomBytes(20));
  const lock = { passphrase: 'first', code };
  const repository = await again(() => Repository.create(backend, settings, { lock }));
  for (let run = 0; run < 3; run++) {
    for (let number = 0; number < 60; number++) {
      const bytes = settings.randomBytes(1_000 + 997 * number);
      await again(() => repository.saveBlob(number % 3 ? 'content' : 'meta', bytes));
    }
    await again(() => repository.appendJournal({ run: 'r', part: run, body: {} }));
    await again(() => repository.commit(draft()));
    await again(() => repository.lock!.changePassphrase({ code }, `number ${run}`));
    const map = repository.openMap(null);
    expect((await map.counts()).count).toBe(0);
    await repository.saveBlob('body', bytesOf(`of run ${run}`)).catch(() => undefined);
  }

  expect(used.count).toBeGreaterThan(100);
  expect(used.repeated).toEqual([]);
});

/** Notes the salt and nonce of everything that is encrypted. */
function watchEncryption() {
  const used = { count: 0, repeated: [] as string[] };
  const seen = new Map<string, string>();
  const saltOf = new Map<string, string>();
  const keySalt = new Map<CryptoKey, string>();
  const subtle = crypto.subtle;
  const deriveBits = subtle.deriveBits.bind(subtle);
  const importKey = subtle.importKey.bind(subtle) as (
    ...parameters: unknown[]
  ) => Promise<CryptoKey>;
  const encrypt = subtle.encrypt.bind(subtle);
  vi.spyOn(subtle, 'deriveBits').mockImplementation(async (algorithm, key, length) => {
    const bits = await deriveBits(algorithm, key, length!);
    const { salt } = algorithm as HkdfParams;
    saltOf.set(toHex(new Uint8Array(bits).subarray(0, 32)), toHex(salt as Uint8Array));
    return bits;
  });
  vi.spyOn(subtle, 'importKey').mockImplementation((async (...parameters: unknown[]) => {
    const key = await importKey(...parameters);
    const salt = saltOf.get(toHex(parameters[1] as Uint8Array));
    if (parameters[2] === 'AES-GCM') keySalt.set(key, salt!);
    return key;
  }) as typeof subtle.importKey);
  vi.spyOn(subtle, 'encrypt').mockImplementation((algorithm, key, data) => {
    const nonce = `${keySalt.get(key)} ${toHex((algorithm as AesGcmParams).iv as Uint8Array)}`;
    expect(keySalt.get(key)).toMatch(/^[0-9a-f]{64}$/);
    used.count += 1;
    if (seen.has(nonce)) used.repeated.push(nonce);
    seen.set(nonce, nonce);
    return encrypt(algorithm, key, data);
  });
  return used;
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 50; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'quota') throw error;
    }
  }
  throw new Error('it never worked');
}
