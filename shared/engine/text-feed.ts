import type { Catalog, TextToIndex, WaitingText } from '../catalog/catalog.ts';
import { mapConcurrent } from '../lib/iterate.ts';
import { isFault } from '../model/fault.ts';
import type { SourceName } from '../model/item.ts';
import { indexWordsOf } from '../model/search-words.ts';
import type { Repository } from '../repository/repository.ts';
import type { Source } from '../sources/source.ts';
import { openParts, readMeta } from './stored-item.ts';

export interface TextParts {
  repository: Repository;
  catalog: Catalog;
  sourceOf(name: SourceName): Promise<Source>;
}

/** Written in one go: lists wait no longer than that. */
const BATCH = 100;
const READ_AHEAD = 16;
/** So often what was added is made durable, where that is a step of its own. */
const BATCHES_KEPT = 20;

/**
 * Makes the text of what is kept searchable, after the lists know it. What is done is in the
 * catalog: cut off anywhere, it goes on there. Texts are read in the order they were stored, so
 * that each pack is opened once. Faults: those of repository and catalog.
 */
export async function feedTexts(parts: TextParts, signal: AbortSignal): Promise<void> {
  const { catalog } = parts;
  try {
    for (let batches = 1; ; batches += 1) {
      signal.throwIfAborted();
      const waiting = catalog.waitingTexts(BATCH);
      if (waiting.length === 0) return;
      const texts: TextToIndex[] = [];
      for await (const text of mapConcurrent(waiting, READ_AHEAD, (one) => read(parts, one))) {
        signal.throwIfAborted();
        texts.push(text);
      }
      catalog.addTexts(texts);
      if (batches % BATCHES_KEPT === 0) await catalog.persist();
      // Whoever asked something meanwhile is answered first.
      await new Promise((resolve) => setTimeout(resolve));
    }
  } finally {
    await catalog.persist();
  }
}

async function read(
  { repository, catalog, sourceOf }: TextParts,
  { doc, row, item }: WaitingText,
): Promise<TextToIndex> {
  const source = await sourceOf(item.source);
  try {
    const meta = await readMeta(repository, item.entry);
    const text = await source.searchText(meta, openParts(repository, item.entry));
    return { doc, words: indexWordsOf(text), isDamaged: false };
  } catch (error) {
    if (!isFault(error, 'corrupt', 'not-found')) throw error;
    // What lists show of it can be found all the same.
    const shown = catalog.row(row);
    const { subject = '', from = '', fromAddress = '', to = '', preview: text = '' } = shown ?? {};
    const fields = { subject, from: `${from} ${fromAddress}`, to, text };
    return { doc, words: indexWordsOf(fields), isDamaged: true };
  }
}
