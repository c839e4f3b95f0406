import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { PlannedRestore, RestoredRecord, UndoneRecord } from '../restoring.ts';
import type { Source } from '../source.ts';
import { aboutIdOf, itemIdOf, placeOf, SCOPES } from './calls.ts';
import { loadChatContent } from './content.ts';
import { exportChatItem, loadContentOf, openContentOf } from './export.ts';
import { mergeChat } from './merge.ts';
import { orderOfContent, searchTextOfChat, summariseChat } from './summary.ts';
import { viewAsMessage, viewChat } from './view.ts';
import { walkChats } from './walk.ts';

/** A person's chats. What it relies on, and why a chat is put back by other ways alone (`engine/put-back.ts`), is in `docs/graph.md`. */
export const chats: Source = {
  name: 'chats',
  scopes: SCOPES,
  mayBeEmpty: true,
  walk: walkChats,
  merge: mergeChat,
  loadContent: loadChatContent,
  contentOrder: orderOfContent,
  refusalsHold: true,
  locate: async (_graph, ids) => locateKept(ids),
  summarise: summariseChat,
  searchText: searchTextOfChat,
  view: viewAsMessage,
  viewChat,
  openContent: openContentOf,
  partOf: (chat, id) => (id === null ? aboutIdOf(chat) : itemIdOf(chat, id)),
  attachment: loadContentOf,
  exportFile: exportChatItem,
  planRestore: async () => cannot(),
  restore: refuse,
  undo: refuse,
};

/**
 * What Microsoft does not list any more was removed by a policy, or the person has left the chat:
 * what is kept of it stays where it is. That somebody deleted it is told by the message itself.
 */
function locateKept(ids: readonly ItemId[]): Map<ItemId, ContainerId> {
  return new Map(ids.map((id) => [id, asId<ContainerId>(placeOf(id).chat)]));
}

function notTaken(): Fault {
  return new Fault('forbidden', 'Microsoft takes no messages of others and of before', {
    upstreamCode: 'chatsAreNotWritten',
  });
}

function cannot(): PlannedRestore {
  const fault = notTaken();
  return { outcome: 'cannot', foundIn: null, foundAs: null, sendBytes: 0, fault, willDiffer: [] };
}

async function refuse(): Promise<RestoredRecord & UndoneRecord> {
  throw notTaken();
}
