import * as v from 'valibot';
import type { Graph } from '../../graph/graph.ts';
import type { Bytes } from '../../lib/bytes.ts';
import { pieces } from '../../lib/iterate.ts';
import { Fault, isFault, JOB_ENDING } from '../../model/fault.ts';
import type { ItemId } from '../../model/ids.ts';
import type { HeldVersion, StoredVersion } from '../../model/versions.ts';
import type { ContentStore, LoadedVersion, VersionSource } from '../contents.ts';
import { AT_ONCE, DOWNLOAD_URL, itemPath, READ_CONTENT } from './calls.ts';
import { REWRITTEN } from './content.ts';
import { type DriveMeta, readMeta } from './drive-meta.ts';
import { QuickXorHash } from './quick-xor-hash.ts';
import { readFacts, writeFacts } from './stored-facts.ts';

/** So often a version is fetched that is not as long as it is listed. */
const TRIES = 2;

const Text = v.fallback(v.optional(v.string()), undefined);
const Version = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  lastModifiedDateTime: v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
  lastModifiedBy: v.fallback(
    v.optional(v.object({ user: v.optional(v.object({ displayName: Text, email: Text })) })),
    undefined,
  ),
  size: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  [DOWNLOAD_URL]: Text,
});
const Page = v.object({ value: v.array(v.unknown()), '@odata.nextLink': Text });
const Redirection = v.object({ location: v.string() });

/** With the address of its bytes, which is good for an hour and is not in every list. */
interface ListedVersion extends HeldVersion {
  address?: string;
}

/** See `VersionSource`. Lists of twenty files take one request, each version one more. */
export const heldVersions: VersionSource = {
  list: listVersions,
  load: loadVersion,
  read: (part) => {
    const { versions, asked } = readFacts(part);
    return versions === undefined ? null : { versions, ...(asked === undefined ? {} : { asked }) };
  },
  write: (part, list) => {
    const { versions: _versions, asked: _asked, ...others } = readFacts(part);
    return writeFacts({ ...others, ...list });
  },
  metaAt: versionMeta,
};

async function listVersions(
  graph: Graph,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<(readonly ListedVersion[] | Fault)[]> {
  const lists: (readonly ListedVersion[] | Fault)[] = [];
  for (const some of pieces(ids, AT_ONCE)) {
    const paths = some.map((id) => itemPath(id, '/versions'));
    for (const answer of await graph.batch(paths, READ_CONTENT, signal)) {
      if (answer.ok) lists.push((await readVersions(graph, answer.body, signal)).slice(1));
      else if (JOB_ENDING.has(answer.fault.code)) throw answer.fault;
      else lists.push(answer.fault);
    }
  }
  return lists;
}

/** All of a list, newest first: the first one is the present one. */
async function readVersions(
  graph: Graph,
  first: unknown,
  signal: AbortSignal,
): Promise<ListedVersion[]> {
  const all: ListedVersion[] = [];
  for (let raw = first; ; ) {
    const page = v.safeParse(Page, raw);
    if (!page.success) throw new Fault('server-error', 'Graph answered with something else');
    for (const each of page.output.value) {
      const version = v.safeParse(Version, each);
      if (version.success) all.push(listed(version.output));
    }
    const next = page.output['@odata.nextLink'];
    if (next === undefined) return all;
    raw = await graph.read(next, READ_CONTENT, signal);
  }
}

function listed(version: v.InferOutput<typeof Version>): ListedVersion {
  const { user } = version.lastModifiedBy ?? {};
  const modifiedBy = user?.displayName ?? user?.email;
  const address = version[DOWNLOAD_URL];
  return {
    id: version.id,
    modifiedAt: version.lastModifiedDateTime,
    sizeBytes: version.size,
    ...(modifiedBy === undefined ? {} : { modifiedBy }),
    ...(address === undefined ? {} : { address }),
  };
}

/**
 * There is no hash to compare with; the length is, but for files that SharePoint writes into when it
 * hands them out.
 */
async function loadVersion(
  graph: Graph,
  id: ItemId,
  stored: unknown,
  version: ListedVersion,
  store: ContentStore,
  signal: AbortSignal,
): Promise<LoadedVersion> {
  const { name = '' } = readMeta(stored);
  let known = version.address;
  const address = async (within: AbortSignal) => {
    const first = known;
    known = undefined;
    return first ?? addressOf(graph, id, version, within);
  };
  for (let tries = 1; ; tries += 1) {
    const hash = new QuickXorHash();
    const stream = hashed(graph.download(address, READ_CONTENT, signal), hash);
    const blob = await store.save(stream, version.sizeBytes);
    const received = { size: hash.length, quickXor: hash.digest() };
    if (received.size === version.sizeBytes || REWRITTEN.test(name)) return { blob, received };
    if (tries >= TRIES) {
      throw new Fault('server-error', 'an older version is not as long as it is listed');
    }
  }
}

async function* hashed(stream: AsyncIterable<Bytes>, hash: QuickXorHash) {
  for await (const bytes of stream) {
    hash.update(bytes);
    yield bytes;
  }
}

/**
 * Lists have held addresses since a few years only, and no page promises them; what is promised is a
 * redirection, which a browser may only look at within a batch.
 */
async function addressOf(
  graph: Graph,
  id: ItemId,
  version: HeldVersion,
  signal: AbortSignal,
): Promise<string> {
  const path = itemPath(id, '/versions');
  const first = await graph.read(path, READ_CONTENT, signal).catch(asUnreadable);
  const all = await readVersions(graph, first, signal);
  const now = all.find((each) => each.id === version.id);
  if (now === undefined) throw new Fault('not-found', 'Microsoft holds the version no more');
  if (now.address !== undefined) return now.address;
  const content = `${path}/${encodeURIComponent(version.id)}/content`;
  const [answer] = await graph.batch([content], READ_CONTENT, signal);
  if (answer?.ok === false) asUnreadable(answer.fault);
  const redirection = v.safeParse(Redirection, answer?.body);
  if (redirection.success) return redirection.output.location;
  throw new Fault('unreadable', 'Graph gives no address for an older version');
}

/** Only a list without it says that a version is gone. */
function asUnreadable(error: unknown): never {
  if (!isFault(error, 'not-found')) throw error;
  throw new Fault('unreadable', 'it is listed and was not found', { cause: error });
}

/** What was known of the file but not of these bytes is left out. */
function versionMeta(stored: unknown, version: StoredVersion): DriveMeta {
  const { eTag: _eTag, cTag: _cTag, ...meta } = readMeta(stored);
  const { size, quickXor } = version.received;
  return {
    ...meta,
    size,
    modified: version.modifiedAt,
    hashes: { quickXor },
    ...(version.modifiedBy === undefined ? {} : { modifiedBy: version.modifiedBy }),
  };
}
