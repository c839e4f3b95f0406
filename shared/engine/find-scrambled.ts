import { isFault } from '../model/fault.ts';
import type { BlobId, ItemId } from '../model/ids.ts';
import type { ItemEntry, Part, PartRole } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import { compareMaps } from '../repository/snapshot-map.ts';
import type { ContentSample, SampleSource } from '../sources/contents.ts';
import type { Source } from '../sources/source.ts';
import { isScrambled, newEnding } from './scrambled.ts';
import { openParts, readMeta } from './stored-item.ts';

/**
 * Of more that changed between two copies, so many are looked at: it takes some seconds, and ids are
 * in no order that names or folders have.
 */
const MOST_LOOKED_AT = 2_000;
/** What went and what came is paired by name: of a drive that was put in order that is all of it. */
const MOST_PAIRED = 20_000;
const NAMES_KEPT = 3;
const FOLDERS_KEPT = 1_000;

/** What was found between two states of one source. */
export interface Scrambled {
  count: number;
  /** Not all that changed was looked at. */
  isMore: boolean;
  folders: string[];
  names: string[];
  /** By what their names end with now and did not before. */
  endings: Record<string, number>;
  /** So many are as they should be again. */
  whole: number;
}

export interface ScrambledParts {
  repository: Repository;
  source: Source;
  /** The last state of it with contents in this role that are others: one was kept without any. */
  earlier(id: ItemId, role: PartRole, others: BlobId): ItemEntry | undefined;
  signal: AbortSignal;
}

interface Pair {
  before: ItemEntry;
  after: ItemEntry;
  container: string;
}

/**
 * Compares contents of two states. `looksForWhole`: some were found before, and may be as they were
 * by now. What can't be read is passed over: a check names it.
 */
export async function findScrambled(
  parts: ScrambledParts,
  before: readonly ContainerState[],
  after: readonly ContainerState[],
  looksForWhole: boolean,
): Promise<Scrambled> {
  const found: Scrambled = {
    count: 0,
    isMore: false,
    folders: [],
    names: [],
    endings: {},
    whole: 0,
  };
  const { source, signal } = parts;
  if (source.samples === undefined) return found;
  const pairs = await changedContents(parts, source.samples, before, after);
  found.isMore = pairs.length > MOST_LOOKED_AT;
  const folders = new Set<string>();
  for (const pair of pairs.slice(0, MOST_LOOKED_AT)) {
    signal.throwIfAborted();
    const samples = await takeBoth(parts, source.samples, pair);
    if (samples === null) continue;
    const [was, is] = samples;
    try {
      if (await isScrambled(source.name, was, is)) note(found, folders, pair, was, is);
      else if (looksForWhole && (await isScrambled(source.name, is, was))) found.whole += 1;
    } catch (error) {
      if (!isFault(error, 'corrupt', 'not-found')) throw error;
    }
  }
  return { ...found, folders: [...folders] };
}

function note(
  found: Scrambled,
  folders: Set<string>,
  { container }: Pair,
  was: ContentSample,
  is: ContentSample,
): void {
  found.count += 1;
  if (found.names.length < NAMES_KEPT) found.names.push(was.name);
  if (folders.size < FOLDERS_KEPT) folders.add(was.folder || container);
  const ending = newEnding(was.name, is.name);
  if (ending !== null) found.endings[ending] = (found.endings[ending] ?? 0) + 1;
}

/** What has other contents now, under its own id or under a name that says what it was. */
async function changedContents(
  parts: ScrambledParts,
  samples: SampleSource,
  before: readonly ContainerState[],
  after: readonly ContainerState[],
): Promise<Pair[]> {
  const { repository } = parts;
  const contentOf = (entry: ItemEntry): Part | undefined =>
    entry.parts.find(({ role }) => role === samples.role);
  const pairs: Pair[] = [];
  const went = new Map<ItemId, ItemEntry>();
  const came = new Map<ItemId, { entry: ItemEntry; container: string }>();
  const pair = (id: ItemId, was: ItemEntry, is: ItemEntry, container: string) => {
    const now = contentOf(is)?.blob;
    // One more than is looked at tells that there are more.
    if (pairs.length > MOST_LOOKED_AT) return;
    if (now === undefined || now === contentOf(was)?.blob) return;
    const isKept = contentOf(was) !== undefined;
    const whole = isKept ? was : parts.earlier(id, samples.role, now);
    if (whole !== undefined) pairs.push({ before: whole, after: is, container });
  };
  const roots = (states: readonly ContainerState[]) =>
    new Map(states.map(({ id, items }) => [id, items]));
  const [earlier, later] = [roots(before), roots(after)];
  for (const id of new Set([...earlier.keys(), ...later.keys()])) {
    const was = repository.openMap(earlier.get(id) ?? null);
    const is = repository.openMap(later.get(id) ?? null);
    for await (const each of compareMaps(was, is)) {
      if (each.before !== undefined && each.after !== undefined) {
        pair(each.id, each.before, each.after, id);
      } else if (each.before !== undefined) {
        if (went.size < MOST_PAIRED) went.set(each.id, each.before);
      } else if (each.after !== undefined && came.size < MOST_PAIRED) {
        came.set(each.id, { entry: each.after, container: id });
      }
    }
  }
  for (const [id, was] of went) {
    const is = came.get(id);
    if (is === undefined) continue;
    pair(id, was, is.entry, is.container);
    went.delete(id);
    came.delete(id);
  }
  if (went.size > 0 && came.size > 0 && parts.source.name === 'drive') {
    pairs.push(...(await pairByName(parts, samples, went, came)));
  }
  return pairs;
}

/** `plan.txt` went and `plan.txt.locked` came in the same folder: by another id it is the same. */
async function pairByName(
  parts: ScrambledParts,
  samples: SampleSource,
  went: ReadonlyMap<ItemId, ItemEntry>,
  came: ReadonlyMap<ItemId, { entry: ItemEntry; container: string }>,
): Promise<Pair[]> {
  const byName = new Map<string, ItemEntry>();
  for (const entry of went.values()) {
    const sample = await take(parts, samples, entry);
    if (sample !== null) byName.set(`${sample.folder}/${sample.name}`, entry);
  }
  const pairs: Pair[] = [];
  for (const { entry, container } of came.values()) {
    parts.signal.throwIfAborted();
    const sample = await take(parts, samples, entry);
    if (sample === null) continue;
    const { folder, name } = sample;
    const dots = [...name.matchAll(/\./g)].map(({ index }) => index).reverse();
    const before = dots
      .map((dot) => byName.get(`${folder}/${name.slice(0, dot)}`))
      .find((each) => each !== undefined);
    if (before !== undefined) pairs.push({ before, after: entry, container });
  }
  return pairs;
}

async function takeBoth(
  parts: ScrambledParts,
  samples: SampleSource,
  { before, after }: Pair,
): Promise<[ContentSample, ContentSample] | null> {
  const was = await take(parts, samples, before);
  const is = was === null ? null : await take(parts, samples, after);
  return was === null || is === null ? null : [was, is];
}

async function take(
  { repository }: ScrambledParts,
  samples: SampleSource,
  entry: ItemEntry,
): Promise<ContentSample | null> {
  try {
    return await samples.take(await readMeta(repository, entry), openParts(repository, entry));
  } catch (error) {
    if (!isFault(error, 'corrupt', 'not-found', 'unsupported')) throw error;
    return null;
  }
}
