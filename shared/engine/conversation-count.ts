import type { ConversationCount, PutBackSelection } from '../model/put-back.ts';
import { refOf } from './catalog-rows.ts';
import { ChatEntries, chosenRows } from './chat-entries.ts';
import type { ReadingParts } from './reading.ts';

/** Told again after so many messages with something beside them. */
const TELL_EVERY = 100;

/** See `PutBackApi.watchCount`: messages at once, what is beside them as it is read. */
export async function* countConversation(
  parts: ReadingParts,
  selection: PutBackSelection,
  signal?: AbortSignal,
): AsyncGenerator<ConversationCount, void> {
  const rows = chosenRows(parts.catalog, selection);
  const beside = rows.filter(({ hasAttachments }) => hasAttachments);
  const count = { messages: rows.length, pictures: 0, files: 0, isAll: beside.length === 0 };
  yield { ...count };
  if (count.isAll) return;
  const entries = await ChatEntries.open(parts, selection.container);
  for (const [at, { row }] of beside.entries()) {
    signal?.throwIfAborted();
    const { attachments } = (await entries.entry(refOf(parts.catalog, row))).view;
    for (const { inline, type } of attachments) {
      if (inline || type.startsWith('image/')) count.pictures += 1;
      else count.files += 1;
    }
    if ((at + 1) % TELL_EVERY === 0) yield { ...count };
  }
  yield { ...count, isAll: true };
}
