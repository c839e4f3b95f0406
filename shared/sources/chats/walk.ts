import type { Graph } from '../../graph/graph.ts';
import { mergeConcurrent, pieces } from '../../lib/iterate.ts';
import type { Choice } from '../../model/choice.ts';
import { isFault, JOB_ENDING } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { KnownState, SourceChange } from '../walk.ts';
import { AT_ONCE, chatPath, checkAccount, NOTES, placeOf, READ_PAGE } from './calls.ts';
import { channelIn, TEAMS } from './channel-calls.ts';
import { channelsOff } from './channels-off.ts';
import { ChatBook, type ChatInBook } from './chat-book.ts';
import { listChats } from './chat-list.ts';
import { cursorOf } from './cursor.ts';
import { type GraphChat, readMessage } from './graph-chat.ts';
import type { ChannelRound } from './walk-channels.ts';
import { toldMessage, walkChat } from './walk-chat.ts';

/** Each chat gives a page a second; the pace of the account does the rest. */
const CHATS_AT_ONCE = 8;

/**
 * See `Source.walk`. Each chat is a container. What the list shows says which of them to look into:
 * the others cost nothing. As it does not show that an older message was edited, two more are looked
 * into each time. Nothing is ever told as gone: whoever leaves a chat, and whatever a policy removes
 * at Microsoft, leaves here what was kept. Channels of the person's teams come beside them where that was
 * chosen.
 */
export async function* walkChats(
  graph: Graph,
  known: KnownState,
  signal: AbortSignal,
  choice?: Choice,
): AsyncGenerator<SourceChange, void> {
  checkAccount(graph.account);
  const all = known.containers();
  const book = new ChatBook(all.filter(({ id }) => id !== TEAMS && channelIn(id) === null));
  const list = await listChats(graph, (chat) => book.isKnown(chat), book.depth, signal);
  if (book.looksForNotes) list.chats.push(...(await findNotes(graph, signal)));
  const chats = book.chats(list.chats, list.isAll, ownId(graph));
  const teams = choice?.channels ? await openTeams(graph, all, book.run, signal) : null;
  for (const { info } of chats) yield { kind: 'container', container: info };
  yield* teams === null ? channelsOff(all) : teams.containers();
  yield { kind: 'containers-known', count: chats.length + (teams?.count ?? 0) };
  const { toRead, toLeave } = book.choose(chats, list.isAll);
  for (const chat of toLeave) {
    const container = chat.info.id;
    if (chat.isLeft) yield leftOf(chat);
    yield { kind: 'cursor', container, cursor: cursorOf(chat.cursorIfUnread) };
  }
  const walks = toRead.map((chat) => walkChat(graph, chat, book.run, known, signal));
  yield* mergeConcurrent([...walks, ...(teams?.walks(known, signal) ?? [])], CHATS_AT_ONCE);
  yield* readFailed(graph, toLeave, signal);
}

/** Most people have not chosen them. */
async function openTeams(...round: Parameters<typeof ChannelRound.open>): Promise<ChannelRound> {
  const { ChannelRound } = await import('./walk-channels.ts');
  return ChannelRound.open(...round);
}

function ownId({ account }: Graph): string {
  return account.split('.')[0] ?? '';
}

/** The person is not in it any more. What is kept of it stays as it is. */
function leftOf({ info, aboutId }: ChatInBook): SourceChange {
  const item = { kind: 'left' } as const;
  return { kind: 'item', container: info.id, itemId: aboutId, item, partial: true };
}

/** Notes are in no list. Whether Graph hands them out at all is not documented. */
async function findNotes(graph: Graph, signal: AbortSignal): Promise<GraphChat[]> {
  try {
    const path = chatPath(NOTES, '/messages?$top=1');
    await graph.read(path, { ...READ_PAGE, retry: false }, signal);
    return [
      {
        id: NOTES,
        type: 'notes',
        topic: '',
        hidden: false,
        created: null,
        updated: null,
        lastAt: null,
        seen: '',
        json: { id: NOTES, chatType: 'notes' },
      },
    ];
  } catch (error) {
    if (isFault(error) && !JOB_ENDING.has(error.code)) return [];
    throw error;
  }
}

/** What failed in earlier runs, of chats that are not looked into this time. */
async function* readFailed(
  graph: Graph,
  chats: readonly ChatInBook[],
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  const failed = chats.flatMap(({ info, failed }) =>
    failed.flatMap((itemId) => {
      const { message } = placeOf(itemId);
      return message === null ? [] : [{ container: info.id, itemId, message }];
    }),
  );
  for (const some of pieces(failed, AT_ONCE)) yield* readSome(graph, some, signal);
}

async function* readSome(
  graph: Graph,
  some: readonly { container: ContainerId; itemId: ItemId; message: string }[],
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  const paths = some.map(({ container, message }) => chatPath(container, `/messages/${message}`));
  for (const [index, answer] of (await graph.batch(paths, READ_PAGE, signal)).entries()) {
    const { container, itemId } = some[index] ?? { container: asId<ContainerId>(''), itemId: '' };
    if (!answer.ok && JOB_ENDING.has(answer.fault.code)) throw answer.fault;
    const message = answer.ok ? readMessage(answer.body) : null;
    if (message !== null) yield toldMessage(container, message);
    // What was never stored and is nowhere is no loss; what is stored stays, see `locate`.
    else if (!answer.ok && answer.fault.code === 'not-found') {
      yield { kind: 'gone', container, itemId: asId<ItemId>(itemId) };
    }
  }
}
