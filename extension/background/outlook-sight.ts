import { mapConcurrent } from '../../shared/lib/iterate.ts';
import type { ItemRow } from '../../shared/model/item.ts';
import type { EngineApi, EngineStatus } from '../../shared/rpc/protocol.ts';
import type { Place, ShownRow, Sight } from '../outlook/protocol.ts';
import { findPlace, type KnownPlace, type PlaceParts } from './outlook-place.ts';
import { toShown } from './outlook-rows.ts';

/** So many messages of a conversation are shown; the newest. */
const MOST_ROWS = 100;
/** So many of them are looked at for earlier states. */
const MOST_STORIES = 30;
const AT_ONCE = 8;

export interface SightParts extends PlaceParts {
  engine: Pick<
    EngineApi,
    'listContainers' | 'listConversation' | 'findItem' | 'listGone' | 'listVersions'
  >;
}

const NOTHING: Pick<Sight, 'copiedAt' | 'isCopying' | 'folder' | 'conversation'> = {
  copiedAt: null,
  isCopying: false,
  folder: null,
  conversation: null,
};

/** What there is to say of a place. */
export async function lookAt(parts: SightParts, place: Place, folded: boolean): Promise<Sight> {
  const { status, signIns } = parts;
  if (status.repository.lock === 'locked') {
    const isAnybody = signIns.length > 0 || status.accounts.length > 0;
    return { ...NOTHING, state: isAnybody ? 'locked' : 'none', folded };
  }
  const known = await findPlace(parts, place);
  if (known === null) return { ...NOTHING, state: 'none', folded };
  const { account, conversation } = known;
  const [folder, rows] = await Promise.all([
    folderSight(parts, known),
    conversationRows(parts, known),
  ]);
  const isEnded = signIns.find((each) => each.account.id === account.id)?.state === 'ended';
  const isRebuilding = status.catalog.state !== 'ready';
  return {
    state: isRebuilding ? 'starting' : isEnded ? 'signed-out' : 'ready',
    copiedAt: copiedAt(status, known),
    isCopying: status.jobs.some((job) => job.kind === 'backup' && job.account === account.id),
    folded,
    folder,
    conversation: conversation.length === 0 ? null : { since: sinceOf(conversation), rows },
  };
}

function copiedAt(status: EngineStatus, { account }: KnownPlace): string | null {
  const kept = status.accounts.find((each) => each.account.id === account.id);
  return kept?.sources.find(({ source }) => source === 'mail')?.lastCopiedAt ?? null;
}

async function folderSight(
  { engine }: SightParts,
  { account, folder }: KnownPlace,
): Promise<Sight['folder']> {
  if (folder === null) return null;
  const key = { account: account.id, source: 'mail', id: folder.id } as const;
  const { total, times } = await engine.listGone(key, null, 1);
  // The span of all only when all of it was told.
  const isTold = times.reduce((sum, { count }) => sum + count, 0) === total;
  return {
    name: folder.name,
    role: folder.role,
    present: folder.present,
    gone: total,
    from: isTold ? (times.at(-1)?.goneBy ?? null) : null,
    to: times[0]?.goneBy ?? null,
  };
}

async function conversationRows({ engine }: SightParts, known: KnownPlace): Promise<ShownRow[]> {
  const newest = known.conversation.slice(-MOST_ROWS);
  const withStories = new Set(newest.slice(-MOST_STORIES));
  const shown: ShownRow[] = [];
  const order = new Map(newest.map(({ row }, at) => [row, at]));
  const rows = mapConcurrent(newest, AT_ONCE, async (row) => {
    const versions = withStories.has(row)
      ? await engine.listVersions(known.account.id, row.row)
      : [];
    return toShown(row, known, versions);
  });
  for await (const row of rows) shown.push(row);
  return shown.sort((one, other) => (order.get(one.row) ?? 0) - (order.get(other.row) ?? 0));
}

/** The first copy that had any of it. */
function sinceOf(rows: readonly ItemRow[]): string | null {
  return rows.map(({ firstKeptAt }) => firstKeptAt).sort()[0] ?? null;
}
