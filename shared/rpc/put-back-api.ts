import type { JobId } from '../model/ids.ts';
import type {
  ConversationCount,
  PutBackPlan,
  PutBackSelection,
  PutBackWay,
  TextLook,
  TranscriptFormat,
} from '../model/put-back.ts';
import type { Saving } from '../model/saving.ts';

/** What can be done with a conversation that is kept. A part of `EngineApi`. */
export interface PutBackApi {
  /**
   * How many messages, pictures and files it is: messages at once, the others as they are counted.
   * Asks nobody. Faults: `corrupt`.
   */
  watchCount(selection: PutBackSelection): AsyncIterable<ConversationCount>;
  /**
   * Asks Microsoft what putting it back would do, and tells what would be written, to the letter.
   * Writes nothing. Faults: `not-found` when there is nothing to put back, `too-large` for more
   * posts than one may make at once, `signed-out`, `offline` and the like.
   */
  planPutBack(selection: PutBackSelection, way: PutBackWay): Promise<PutBackPlan>;
  /**
   * Does what the plan says, but for the units left out by their place in it. It is a job and an
   * entry of the journal like a restore, and is taken back by `startUndo`. Faults as `startRestore`.
   */
  startPutBack(planId: string, except: number[]): Promise<JobId>;
  /**
   * The conversation as one file that needs nothing else; `done` and `total` are messages. For how
   * long the file is there, see `watchSaving`. Faults: `not-found`, `quota`.
   */
  watchTranscript(
    selection: PutBackSelection,
    format: TranscriptFormat,
    look: TextLook,
  ): AsyncIterable<Saving>;
}
