import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DiskBackend } from '../backend/disk.ts';
import { asId, type ItemId } from '../model/ids.ts';
import { type CheckOptions, checkRepository } from './check-repository.ts';
import { Repository } from './repository.ts';
import { bytesOf, draft, environment, text } from './testing.ts';

/** One repository of each version, as that version wrote it. They are never written anew. */
const VERSIONS = [
  ['version-1', undefined],
  ['version-2', undefined],
  ['version-2-locked', { passphrase: 'correct horse battery staple' }],
  ['version-2-locked', { code: '006H-M9SM-8575-PT3N-GA7S-SADP-RF8D-VTQQ-EG' }],
] as const;

test.each(VERSIONS)('the old repository %s is read, and written on', async (version, unlocking) => {
  const place = await mkdtemp(join(tmpdir(), 'holdfast-old-'));
  try {
    const source = fileURLToPath(new URL(`./testdata/${version}`, import.meta.url));
    await cp(source, place, { recursive: true });
    const repository = (await Repository.open(new DiskBackend(place), settings(), unlocking))!;

    expect(repository.damage()).toEqual([]);
    expect(repository.snapshots().map(({ sequence, isRunEnd }) => [sequence, isRunEnd])).toEqual([
      [1, false],
      [2, true],
    ]);
    await expectContents(repository);
    const { verdict, damage } = await checkRepository(repository, CHECKED);
    expect({ verdict, damage }).toEqual({ verdict: 'sound', damage: [] });

    const more = await repository.saveBlob('body', bytesOf('written later'));
    await repository.commit(draft());
    const again = (await Repository.open(new DiskBackend(place), settings(), unlocking))!;
    expect(text(await again.loadBlob(more))).toBe('written later');
  } finally {
    await rm(place, { recursive: true });
  }
});

const CHECKED: CheckOptions = {
  level: 'full',
  percent: 100,
  now: () => 0,
  startedAt: 0,
  isResumed: false,
  verified: new Map(),
  noteVerified: () => {},
  label: async () => '',
  path: ({ name }) => name,
  signal: new AbortController().signal,
  tell: () => {},
};

/** Its salts must be new ones: real repositories are read and written on here. */
function settings() {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  return { ...environment(), randomBytes };
}

/** 300 items; each tenth has an attachment, and item 7 one of five megabytes. */
async function expectContents(repository: Repository): Promise<void> {
  const head = repository.head()!;
  const map = repository.openMap(head.containers[0]!.items);
  expect(await map.counts()).toEqual({ count: 300, unwhole: 30 });
  for (const number of [0, 7, 10, 299]) {
    const entry = (await map.get(asId<ItemId>(`item-${number}`)))!;
    expect(text(await repository.loadBlob(entry.meta))).toBe(`{"subject":"Message ${number}"}`);
    const [body, attachment] = entry.parts;
    expect(text(await repository.loadBlob(body!.blob))).toBe(`<p>Text of message ${number}</p>`);
    expect(attachment === undefined).toBe(number % 10 !== 0 && number !== 7);
    if (number !== 7) continue;
    const large = await repository.loadBlob(attachment!.blob);
    expect(large.byteLength).toBe(5_000_000);
    expect(large.every((byte, at) => byte === (at >> 12) % 256)).toBe(true);
  }
  expect(text(await repository.loadBlob(head.receipt!))).toBe('{"verdict":"complete"}');
  const lines: unknown[] = [];
  for await (const { run, part, body } of repository.journal()) lines.push({ run, part, body });
  expect(lines).toEqual([{ run: 'restore-1', part: 0, body: { did: 'nothing' } }]);
}
