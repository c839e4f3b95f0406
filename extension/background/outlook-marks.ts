import { mapConcurrent } from '../../shared/lib/iterate.ts';
import type { ItemRow } from '../../shared/model/item.ts';
import type { EngineApi } from '../../shared/rpc/protocol.ts';
import type { AnswerTo } from '../outlook/protocol.ts';
import type { KnownPlace } from './outlook-place.ts';
import { earlierStates, isRestorable } from './outlook-rows.ts';

const AT_ONCE = 8;
/** A conversation as long as this is asked for its gone parts only. */
const MOST_STORIES = 12;
/** Between the rows of one window more gone things than this make no more seams. */
const MOST_PAGES = 3;
const PAGE = 200;

type Marks = Exclude<AnswerTo<'marks'>, { trouble: string }>;
type Engine = Pick<EngineApi, 'listConversation' | 'listItems' | 'listVersions'>;

/** Which of these conversations, in the order the page lists them, have something to say. */
export async function findMarks(
  engine: Engine,
  known: KnownPlace,
  conversations: readonly string[],
): Promise<Marks> {
  const bars: string[] = [];
  const listed: { conversation: string; at: number }[] = [];
  const told = mapConcurrent(conversations, AT_ONCE, async (conversation) => {
    const rows = await engine.listConversation(known.account.id, conversation);
    return { conversation, rows, hasMore: await hasMore(engine, known, rows) };
  });
  for await (const { conversation, rows, hasMore: isBar } of told) {
    if (isBar) bars.push(conversation);
    const dates = rows
      .filter((row) => row.lastSeenAt === null && row.container === known.folder?.id)
      .map((row) => Date.parse(row.date));
    if (dates.length > 0) listed.push({ conversation, at: Math.max(...dates) });
  }
  return { bars, seams: await findSeams(engine, known, inOrder(conversations, listed)) };
}

function inOrder<T extends { conversation: string }>(
  conversations: readonly string[],
  listed: readonly T[],
): T[] {
  const by = new Map(listed.map((each) => [each.conversation, each]));
  return conversations.flatMap((conversation) => by.get(conversation) ?? []);
}

async function hasMore(
  engine: Engine,
  { account, folders }: KnownPlace,
  rows: readonly ItemRow[],
): Promise<boolean> {
  if (rows.some((row) => isRestorable(row, folders))) return true;
  if (rows.length > MOST_STORIES) return false;
  for (const { row } of rows) {
    if (earlierStates(await engine.listVersions(account.id, row)).count > 0) return true;
  }
  return false;
}

/** Only where the list goes by date, newest first: between two rows, messages were here. */
async function findSeams(
  engine: Engine,
  { account, folder }: KnownPlace,
  listed: readonly { conversation: string; at: number }[],
): Promise<string[]> {
  const first = listed[0];
  const last = listed.at(-1);
  if (folder === null || folder.gone === 0 || !first || !last || first === last) return [];
  const gone: number[] = [];
  const query = {
    account: account.id,
    source: 'mail',
    container: folder.id,
    sort: 'date',
    descending: true,
    show: 'gone',
  } as const;
  let after = { value: first.at, row: Number.MAX_SAFE_INTEGER };
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { rows, next } = await engine.listItems(query, after, PAGE);
    gone.push(
      ...rows.filter(({ movedTo }) => movedTo === null).map(({ date }) => Date.parse(date)),
    );
    if (next === null || Number(next.value) < last.at) break;
    after = { value: Number(next.value), row: next.row };
  }
  return listed.flatMap(({ conversation, at }, index) => {
    const below = listed[index + 1];
    return below && gone.some((date) => date <= at && date > below.at) ? [conversation] : [];
  });
}
