import { csvTranscript, jsonTranscript } from '../export/chat-tables.ts';
import {
  htmlTranscript,
  type Transcript,
  type TranscriptEntry,
} from '../export/chat-transcript.ts';
import { safeFileName } from '../export/file-name.ts';
import { Fault } from '../model/fault.ts';
import type { PutBackSelection, TextLook, TranscriptFormat } from '../model/put-back.ts';
import type { Saving } from '../model/saving.ts';
import { refOf } from './catalog-rows.ts';
import { ChatEntries, chosenRows } from './chat-entries.ts';
import type { EngineParts } from './engine-parts.ts';
import { openTarget } from './file-hand-out.ts';
import type { Journal } from './journal.ts';
import type { ReadingParts } from './reading.ts';

/** Told again after so many messages. */
const TELL_EVERY = 100;

/** See `PutBackApi.watchTranscript`. What a file was put back to is where its link leads. */
export async function* transcriptHandOut(
  parts: ReadingParts & Pick<EngineParts, 'openHandOut'> & { journal: Journal },
  selection: PutBackSelection,
  format: TranscriptFormat,
  look: TextLook,
  signal?: AbortSignal,
): AsyncGenerator<Saving, void> {
  const rows = chosenRows(parts.catalog, selection);
  if (rows.length === 0) throw new Fault('not-found', 'nothing is kept of it');
  const chats = await ChatEntries.open(parts, selection.container);
  const placed = parts.journal.placedFiles();
  const total = rows.length;
  let done = 0;
  async function* entries(): AsyncGenerator<TranscriptEntry, void> {
    for (const { row } of rows) {
      const entry = await chats.entry(refOf(parts.catalog, row));
      for (const link of entry.view.links) link.url = placed.get(link.url) ?? link.url;
      yield entry;
      done += 1;
    }
  }
  const transcript: Transcript = { title: chats.title, members: chats.members, entries: entries() };
  const name = safeFileName(chats.title || 'Conversation', format);
  const target = await openTarget(parts, name, Number.POSITIVE_INFINITY);
  let isDone = false;
  try {
    let told = 0;
    for await (const bytes of written(transcript, format, look)) {
      signal?.throwIfAborted();
      await target.write(bytes);
      if (done - told < TELL_EVERY) continue;
      told = done;
      yield { done, total, failed: 0, file: null };
    }
    const file = await target.finish();
    isDone = true;
    const handed = new File([file], name, { type: 'application/octet-stream' });
    yield { done: total, total, failed: 0, file: handed };
  } finally {
    if (!isDone) await target.discard();
  }
}

function written(transcript: Transcript, format: TranscriptFormat, look: TextLook) {
  if (format === 'html') return htmlTranscript(transcript, look);
  return format === 'json' ? jsonTranscript(transcript) : csvTranscript(transcript);
}
