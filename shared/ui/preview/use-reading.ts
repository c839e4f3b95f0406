import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Fault, isAbort, toFault } from '../../model/fault.ts';
import { asDamaged } from './trouble.ts';

/**
 * What is read of a file for its view; null until it is there. What a reader throws is told as damage
 * of the file, unless it says otherwise. Reading ends with the part.
 */
export function useReading<T>(
  read: (signal: AbortSignal) => Promise<T>,
  onFault: (fault: Fault) => void,
  inputs: readonly unknown[],
): T | null {
  const found = useSignal<T | null>(null);
  const tell = useRef(onFault);
  tell.current = onFault;
  useEffect(() => {
    const ending = new AbortController();
    found.value = null;
    read(ending.signal).then(
      (value) => {
        if (!ending.signal.aborted) found.value = value;
      },
      (error: unknown) => {
        if (!ending.signal.aborted && !isAbort(error)) tell.current(toFault(asDamaged(error)));
      },
    );
    return () => ending.abort();
  }, inputs);
  return found.value;
}
