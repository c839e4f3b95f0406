// Loaded by the first comparison; loading is not measured.
import '../shared/repository/compare-maps.ts';
import type { Backend } from '../shared/backend/backend.ts';
import { collect } from '../shared/lib/iterate.ts';
import { asId, type ItemId } from '../shared/model/ids.ts';
import type { ItemEntry } from '../shared/model/item.ts';
import { Repository, type RepositoryEnvironment } from '../shared/repository/repository.ts';
import { compareMaps } from '../shared/repository/snapshot-map.ts';
import { draft } from '../shared/repository/testing.ts';
import { between, type Random, seededRandom } from '../shared/simulator/seed/random.ts';
import { secondsOf } from './repository-work.ts';

export interface MapsMeasured {
  /** Seconds until the first snapshot of all entries is committed. */
  filled: number;
  /** Seconds to open the repository after that. */
  opened: number;
  /** Seconds from the first change to the end of the commit, in the repository just opened. */
  changed: number;
  writtenBytes: number;
  /** Milliseconds to tell all differences, in a repository just opened. */
  compared: number;
}

const CHANGES = 100;
const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Graph's ids of messages share their beginning, which names the mailbox. */
const SHARED_LETTERS = 80;
const OWN_LETTERS = 40;

interface MapsParts {
  backend: Backend;
  environment: RepositoryEnvironment;
}

/** Snapshots of many entries, shaped like mail: ids as long as Graph's, a text and one part. */
export async function measureMaps(parts: MapsParts, count: number): Promise<MapsMeasured> {
  const random = seededRandom(1, 'maps');
  const shared = letters(random, SHARED_LETTERS);
  const ids = Array.from({ length: count }, () =>
    asId<ItemId>(shared + letters(random, OWN_LETTERS)),
  );
  const repository = await Repository.create(parts.backend, parts.environment);
  // Entries name blobs that need not be there: only the map is measured.
  const entries = new Map(ids.map((id) => [id, inventEntry(random)]));
  const filled = await secondsOf(async () => {
    const { root } = await repository.openMap(null).write(entries);
    await repository.commit(draft({ root }));
  });
  let reopened: Repository | undefined;
  const opened = await secondsOf(async () => {
    reopened = await Repository.open(parts.backend, parts.environment);
  });
  if (reopened === undefined) throw new Error('the repository has gone');
  const before = rootOf(reopened);
  const bytesBefore = await storedBytes(parts.backend);
  const changes = new Map(
    Array.from({ length: CHANGES }, () => {
      const id = ids[between(random, 0, count - 1)] as ItemId;
      return [id, inventEntry(random)] as const;
    }),
  );
  const writer = reopened;
  const changed = await secondsOf(async () => {
    const { root } = await writer.openMap(before).write(changes);
    await writer.commit(draft({ root }));
  });
  const writtenBytes = (await storedBytes(parts.backend)) - bytesBefore;
  const reader = await Repository.open(parts.backend, parts.environment);
  if (reader === undefined) throw new Error('the repository has gone');
  let differences = 0;
  const compared = await secondsOf(async () => {
    const maps = [reader.openMap(before), reader.openMap(rootOf(reader))] as const;
    differences = (await collect(compareMaps(...maps))).length;
  });
  if (differences !== changes.size) throw new Error(`${differences} differences`);
  return { filled, opened, changed, writtenBytes, compared: compared * 1000 };
}

function rootOf(repository: Repository) {
  return repository.head()?.containers[0]?.items ?? null;
}

function inventEntry(random: Random): ItemEntry {
  const parts = [{ role: 'body' as const, blob: asId<ItemEntry['meta']>(hex(random)) }];
  const meta = asId<ItemEntry['meta']>(hex(random));
  return { version: `CQAAABYAAAA${letters(random, 29)}`, meta, parts, whole: true };
}

function letters(random: Random, count: number): string {
  let text = '';
  for (let at = 0; at < count; at++) text += ID_LETTERS[Math.floor(random() * 64)];
  return text;
}

function hex(random: Random): string {
  const numbers = Array.from({ length: 8 }, () => Math.floor(random() * 2 ** 32));
  return numbers.map((number) => number.toString(16).padStart(8, '0')).join('');
}

async function storedBytes(backend: Backend): Promise<number> {
  let sum = 0;
  for await (const { sizeBytes } of backend.list('')) sum += sizeBytes;
  return sum;
}
