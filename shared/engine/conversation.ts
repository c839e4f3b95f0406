import type { Transcript, TranscriptEntry } from '../export/chat-transcript.ts';
import { Fault } from '../model/fault.ts';
import { asId, type ItemId } from '../model/ids.ts';
import type { ItemEntry, SourceName } from '../model/item.ts';
import type { TimeSpan } from '../model/put-back.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import type { Source } from '../sources/source.ts';
import { openParts, readMeta } from './stored-item.ts';

export interface ConversationParts {
  repository: Repository;
  loadSource(name: SourceName): Promise<Source>;
}

/**
 * A chat as a snapshot has it, oldest message first, one by one: ids of messages begin with their
 * chat and go on with the time they were written at, so that the map is in order. Fault
 * `unsupported` for what is no conversation.
 */
export async function openConversation(
  parts: ConversationParts,
  state: Pick<ContainerState, 'id' | 'name' | 'source' | 'items'>,
  span: TimeSpan = {},
): Promise<Transcript> {
  const { repository, loadSource } = parts;
  const source = await loadSource(state.source);
  const { viewChat } = source;
  if (viewChat === undefined) throw new Fault('unsupported', 'it is no conversation');
  const map = repository.openMap(state.items);
  const names = new Map<string, string>();
  const view = async (entry: ItemEntry): Promise<TranscriptEntry> => {
    const stored = openParts(repository, entry);
    const meta = await readMeta(repository, entry);
    const shown = await viewChat(meta, stored, (id) => names.get(id));
    if (shown.from !== null && shown.from.name !== '') names.set(shown.from.id, shown.from.name);
    for (const each of shown.reactions.flatMap(({ people }) => people)) {
      each.name = each.name || (names.get(each.id) ?? '');
    }
    return { view: shown, open: (index) => source.openContent?.(meta, stored, index) };
  };
  const about = await map.get(asId<ItemId>(`${state.id}/about`));
  const members = about === undefined ? [] : ((await view(about)).view.members ?? []);
  for (const { id, name } of members) names.set(id, name);
  async function* entries(): AsyncGenerator<TranscriptEntry, void> {
    for await (const [, entry] of map.entries()) {
      const next = await view(entry);
      const { kind, date } = next.view;
      if (kind === 'about' || date < (span.from ?? '') || date >= (span.to ?? '9999')) continue;
      yield next;
    }
  }
  return { title: state.name, members, entries: entries() };
}
