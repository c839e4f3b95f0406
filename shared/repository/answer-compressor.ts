import { pack, prepareCompression } from './compress.ts';
import type { HelperAnswer, HelperQuestion } from './compressor.ts';

/** What a helper does for `HelpedCompressor`: encode, decode, compare. */
export async function answerCompressor(
  { memory, sizeBytes }: HelperQuestion,
  answer: (answer: HelperAnswer, transfer: ArrayBuffer[]) => void,
): Promise<void> {
  try {
    await prepareCompression();
    const { method, stored } = pack(new Uint8Array(memory, 0, sizeBytes));
    // Raw is where the question lies, and its memory can go only one way.
    const own = stored.buffer === memory ? stored.slice() : stored;
    answer({ memory, packed: { method, stored: own } }, [memory, own.buffer]);
  } catch {
    answer({ memory, packed: null }, [memory]);
  }
}
