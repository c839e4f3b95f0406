import { describe, expect, test } from 'vitest';
import type { Backend } from '../shared/backend/backend.ts';
import { FaultyBackend, type Write } from '../shared/backend/faulty.ts';
import { MemoryBackend } from '../shared/backend/memory.ts';
import { areEqual, encodeText } from '../shared/lib/bytes.ts';
import { Fault, isFault } from '../shared/model/fault.ts';
import { asId, type BlobId, type ItemId, type SnapshotId } from '../shared/model/ids.ts';
import { Repository } from '../shared/repository/repository.ts';
import { draft, environment } from '../shared/repository/testing.ts';

/** What runs had been told is stored: contents by item, and journal lines by run and part. */
interface Promised {
  runs: number;
  snapshots: Map<SnapshotId, Map<ItemId, Uint8Array<ArrayBuffer>>>;
  journal: Set<string>;
}

const COMMITS = 3;
const WRITES = await recordedWrites();

describe('a run that is stopped', () => {
  test('is recorded with slots, packs, indexes, snapshots and journal lines', () => {
    const kinds = new Set(WRITES.map(({ name }) => name.split('/')[0]));

    expect(kinds).toEqual(new Set(['keys', 'format', 'packs', 'index', 'snapshots', 'journal']));
    expect(WRITES.length).toBeGreaterThan(15);
  });

  test.each(
    WRITES.map(({ name, bytes }, number) => ({
      number,
      name: name.slice(0, 16),
      size: bytes.byteLength,
    })),
  )(
    'at write $number ($name) leaves a sound repository, however the write is torn',
    async ({ number, size }) => {
      for (const tear of ['none', 0, Math.floor(size / 2), size - 1, 'full'] as const) {
        const disk = new MemoryBackend();
        const promised = nothing();
        const crashing = new FaultyBackend(disk, (write) =>
          write.number === number ? { kind: 'stop', tear } : undefined,
        );
        await expect(run(crashing, promised)).rejects.toThrow('stopped');

        await expectKept(disk, promised);
        await run(disk, promised);
        await expectKept(disk, promised);
      }
    },
  );

  test.each(['quota', 'corrupt', 'unexpected'] as const)(
    'by the fault %s at any write goes on where it was',
    async (code) => {
      for (const { number } of WRITES) {
        const disk = new MemoryBackend();
        const promised = nothing();
        const failing = new FaultyBackend(disk, (write) =>
          write.number === number ? { kind: 'fail', fault: new Fault(code, 'planned') } : undefined,
        );
        await run(failing, promised).catch((error: unknown) => {
          if (!isFault(error, code)) throw error;
        });

        await run(disk, promised);
        await expectKept(disk, promised);
      }
    },
  );

  test('on a disk that lost a file written before the last one still opens and goes on', async () => {
    const begun = WRITES.findIndex(
      ({ name, operation }) => name === 'format' && operation === 'put',
    );
    for (const { number } of WRITES.slice(begun)) {
      for (let back = 1; back <= 4 && back <= number; back++) {
        const lost = WRITES[number - back]!.name;
        if (lost === 'format') continue;
        const disk = new MemoryBackend();
        for (const write of WRITES.slice(0, number + 1)) {
          if (write.operation === 'put') await disk.put(write.name, write.bytes);
        }
        await disk.remove(lost);

        const repository = (await Repository.open(disk, environment({ seed: 900 })))!;
        const listed = repository.snapshots().at(-1);
        expect(listed?.id).toBe(repository.head()?.id);
        const promised = nothing();
        await run(disk, promised);
        await expectKept(disk, promised);
      }
    }
  });
});

test('packs are written before their index, and that before the snapshot', async () => {
  let packed = 0;
  let indexed = 0;
  for (const { name } of WRITES) {
    const folder = name.split('/')[0];
    if (folder === 'packs') packed++;
    if (folder === 'index') indexed = packed;
    // A snapshot with a pack that no index has would need the packs themselves to be read.
    if (folder === 'snapshots') expect(indexed).toBe(packed);
  }
  expect(packed).toBeGreaterThan(5);
});

/** One run as the engine makes it: what is not there yet is saved, with a commit now and then. */
async function run(backend: Backend, promised: Promised): Promise<void> {
  const settings = environment({ seed: 7, packBytes: 6_000 });
  const repository =
    (await Repository.open(backend, settings)) ?? (await Repository.create(backend, settings));
  const contents = new Map<ItemId, Uint8Array<ArrayBuffer>>();
  const name = `run-${promised.runs++}`;
  let root = repository.head()?.containers[0]?.items ?? null;
  for (let commit = 0; commit < COMMITS; commit++) {
    const changes = new Map<ItemId, ReturnType<typeof entry>>();
    for (let item = 0; item < 8; item++) {
      const id = asId<ItemId>(`item-${commit}-${item}`);
      const bytes = content(commit * 100 + item);
      const blob = await repository.saveBlob('content', bytes);
      const meta = await repository.saveBlob('meta', encodeText(`{"subject":"${id}"}`));
      contents.set(id, bytes);
      changes.set(id, entry(meta, blob));
    }
    root = (await repository.openMap(root).write(changes)).root;
    const receipt = await repository.saveBlob('receipt', encodeText(`{"commit":${commit}}`));
    const snapshot = await repository.commit(draft({ root, receipt }));
    promised.snapshots.set(snapshot.id, new Map(contents));
    await repository.appendJournal({ run: name, part: commit, body: { commit } });
    promised.journal.add(`${name} ${commit}`);
  }
}

/** Whatever a run was told is stored can be read, byte for byte. */
async function expectKept(disk: MemoryBackend, promised: Promised): Promise<void> {
  const repository = await Repository.open(disk.copy(), environment({ seed: 500 }));
  if (promised.snapshots.size > 0) expect(repository).toBeDefined();
  if (repository === undefined) return;
  const listed = new Set(repository.snapshots().map(({ id }) => id));
  for (const [id, contents] of promised.snapshots) {
    expect(listed).toContain(id);
    await expectContents(repository, id, contents);
  }
  // Also of a snapshot whose commit nobody heard the end of, everything must be there.
  for (const id of listed) await expectContents(repository, id, new Map());
  const lines = new Set<string>();
  for await (const line of repository.journal()) lines.add(`${line.run} ${line.part}`);
  for (const line of promised.journal) expect(lines).toContain(line);
}

async function expectContents(
  repository: Repository,
  id: SnapshotId,
  contents: ReadonlyMap<ItemId, Uint8Array>,
): Promise<void> {
  const snapshot = await repository.loadSnapshot(id);
  const seen = new Map<ItemId, Uint8Array>();
  for (const { items } of snapshot.containers) {
    for await (const [item, { parts, meta }] of repository.openMap(items).entries()) {
      await repository.loadBlob(meta);
      for (const { blob } of parts) seen.set(item, await repository.loadBlob(blob));
    }
  }
  if (snapshot.receipt) await repository.loadBlob(snapshot.receipt);
  for (const [item, bytes] of contents) expect(areEqual(seen.get(item)!, bytes)).toBe(true);
}

async function recordedWrites(): Promise<Write[]> {
  const backend = new FaultyBackend(new MemoryBackend());
  await run(backend, nothing());
  return backend.log;
}

function nothing(): Promised {
  return { runs: 0, snapshots: new Map(), journal: new Set() };
}

function entry(meta: BlobId, blob: BlobId) {
  return { version: '1', meta, parts: [{ role: 'mime' as const, blob }], whole: true };
}

/** Half text, half noise, different for each number. */
function content(number: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(900 + number * 11);
  let state = number + 1;
  for (let at = 0; at < bytes.byteLength; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = at % 2 === 0 ? 97 : state >>> 24;
  }
  return bytes;
}
