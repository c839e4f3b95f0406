import * as v from 'valibot';
import type { Bytes } from '../lib/bytes.ts';
import {
  type AccountId,
  asId,
  type BlobId,
  type ContainerId,
  type ItemId,
  type SnapshotId,
} from '../model/ids.ts';
import { SOURCE_NAMES } from '../model/item.ts';
import { decodeJson, encodeJson } from './canonical-json.ts';
import type { Sealer } from './sealer.ts';
import type { SnapshotRecord } from './snapshot.ts';
import { decodeWholeFile, encodeWholeFile } from './whole-file.ts';

const Id = <T extends string>() =>
  v.pipe(
    v.string(),
    v.transform((text) => asId<T>(text)),
  );
const Hash = <T extends string>() =>
  v.pipe(
    v.string(),
    v.regex(/^[0-9a-f]{64}$/),
    v.transform((text) => asId<T>(text)),
  );
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const Gap = v.object({
  itemId: v.nullable(Id<ItemId>()),
  label: v.string(),
  missing: v.picklist(['item', 'content']),
  code: v.string(),
  message: v.string(),
  upstreamCode: v.nullable(v.string()),
  firstFailedAt: v.string(),
  lastFailedAt: v.string(),
  tries: Count,
});
const Cursor = v.object({
  link: v.string(),
  kind: v.picklist(['page', 'round']),
  listedAt: v.exactOptional(v.string()),
});
const Container = v.object({
  account: Id<AccountId>(),
  source: v.picklist(SOURCE_NAMES),
  id: Id<ContainerId>(),
  parent: v.nullable(Id<ContainerId>()),
  name: v.string(),
  role: v.nullable(v.string()),
  hidden: v.boolean(),
  reportedCount: v.nullable(v.number()),
  cursor: v.nullable(Cursor),
  items: v.nullable(Hash<BlobId>()),
  itemCount: Count,
  unwholeCount: Count,
  gaps: v.array(Gap),
});
const Body = v.object({
  version: v.number(),
  repository: v.string(),
  format: v.string(),
  writer: v.string(),
  writerSequence: Count,
  sequence: Count,
  parents: v.array(Hash<SnapshotId>()),
  indexes: v.array(Hash<string>()),
  startedAt: v.string(),
  endedAt: v.string(),
  isRunEnd: v.boolean(),
  complete: v.boolean(),
  accounts: v.array(v.object({ id: Id<AccountId>(), name: v.string(), username: v.string() })),
  containers: v.array(Container),
  receipt: v.nullable(Hash<BlobId>()),
  software: v.string(),
});

/** What a snapshot file says beyond its record. */
export interface SnapshotOrigin {
  repository: string;
  /** Hash of the `format` file. */
  format: string;
  writer: string;
  writerSequence: number;
  /** Index files written for this snapshot. */
  indexes: readonly string[];
}

export function encodeSnapshot(
  sealer: Sealer,
  record: Omit<SnapshotRecord, 'id'>,
  origin: SnapshotOrigin,
): Promise<Bytes> {
  const { parent, ...rest } = record;
  const parents = parent === null ? [] : [parent];
  const body = encodeJson({ version: sealer.version, ...origin, ...rest, parents });
  return encodeWholeFile(sealer, 'snapshot', body);
}

/** Throws for anything the format refuses. */
export async function decodeSnapshot(
  sealer: Sealer,
  id: string,
  bytes: Bytes,
): Promise<{ record: SnapshotRecord; origin: SnapshotOrigin }> {
  const body = v.parse(Body, decodeJson(await decodeWholeFile(sealer, 'snapshot', bytes)));
  if (body.version !== sealer.version) throw new RangeError('body of another version');
  const {
    version: _,
    parents,
    repository,
    format,
    writer,
    writerSequence,
    indexes,
    ...rest
  } = body;
  const record = { id: asId<SnapshotId>(id), parent: parents[0] ?? null, ...rest };
  return {
    // The schema has just found every field of it, with ids as plain strings.
    record: record as SnapshotRecord,
    origin: { repository, format, writer, writerSequence, indexes },
  };
}
