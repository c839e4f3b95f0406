import type { Saving } from '../../model/saving.ts';

/** The bytes of a file on its way out of the copy, for showing it; `onShare` is told how much of it is there, from 0 to 1. */
export async function loadFile(
  bringing: AsyncIterable<Saving>,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<File> {
  const steps = bringing[Symbol.asyncIterator]();
  const stop = () => void steps.return?.();
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      const { value, done } = await steps.next();
      signal.throwIfAborted();
      if (done) throw new DOMException('nobody brings the file any more', 'AbortError');
      if (value.file !== null) return value.file;
      if (value.total > 0) onShare(value.done / value.total);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
