import { Fault } from '../model/fault.ts';
import type {
  ConversationCount,
  PutBackSelection,
  TextLook,
  TranscriptFormat,
} from '../model/put-back.ts';
import type { Saving } from '../model/saving.ts';
import type { PutBackApi } from '../rpc/put-back-api.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Journal } from './journal.ts';
import { signalOf } from './signal-of.ts';
import type { OpenStorage, Storage } from './storage.ts';

/** What is told of a conversation on its way out of here, from what is kept alone. */
export function conversationAnswers(
  parts: Pick<EngineParts, 'loadSource' | 'openHandOut'>,
  storage: Pick<Storage, 'use'>,
  journal: () => Promise<Journal | null>,
): Pick<PutBackApi, 'watchCount' | 'watchTranscript'> {
  const use = async (): Promise<OpenStorage> => {
    const open = await storage.use();
    if (!open) throw nothingKept();
    return open;
  };

  async function* count(
    selection: PutBackSelection,
    signal?: AbortSignal,
  ): AsyncGenerator<ConversationCount, void> {
    const { countConversation } = await import('./conversation-count.ts');
    yield* countConversation({ ...(await use()), ...parts }, selection, signal);
  }

  async function* transcript(
    selection: PutBackSelection,
    format: TranscriptFormat,
    look: TextLook,
    signal?: AbortSignal,
  ): AsyncGenerator<Saving, void> {
    const { transcriptHandOut } = await import('./transcript-hand-out.ts');
    const open = await use();
    const kept = await journal();
    if (!kept) throw nothingKept();
    const reading = { ...open, ...parts, journal: kept };
    yield* transcriptHandOut(reading, selection, format, look, signal);
  }

  return {
    watchCount: (selection, ...rest: unknown[]) => count(selection, signalOf(rest)),
    watchTranscript: (selection, format, look, ...rest: unknown[]) =>
      transcript(selection, format, look, signalOf(rest)),
  };
}

function nothingKept(): Fault {
  return new Fault('not-found', 'nothing has been copied yet');
}
